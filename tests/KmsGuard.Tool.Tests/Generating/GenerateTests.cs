using System.Text.Json;
using KmsGuard.Tool.Tests.Support;

namespace KmsGuard.Tool.Tests.Generating;

/// <summary>What <c>kmsguard policy generate</c> writes for this assembly, whose own models and calls are in Models/Clinic.cs.</summary>
public sealed class GenerateTests : IDisposable
{
    internal const string Role = "arn:aws:iam::111122223333:role/app";
    internal const string Admin = "arn:aws:iam::111122223333:role/key-admin";
    internal const string KeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static readonly string[] Fixed = ["policy", "generate", "--assembly", typeof(GenerateTests).Assembly.Location, "--role", Role];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Only_what_the_code_does_is_allowed_and_only_with_what_it_sends()
    {
        var run = await RunAsync("--key", "health", "--admin", Admin);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("""
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "Administration",
                  "Effect": "Allow",
                  "Principal": {
                    "AWS": "arn:aws:iam::111122223333:role/key-admin"
                  },
                  "Action": [
                    "kms:DescribeKey",
                    "kms:GetKeyPolicy",
                    "kms:GetKeyRotationStatus",
                    "kms:ListGrants",
                    "kms:ListKeyPolicies",
                    "kms:ListKeyRotations",
                    "kms:ListResourceTags",
                    "kms:CancelKeyDeletion",
                    "kms:CreateAlias",
                    "kms:DisableKey",
                    "kms:DisableKeyRotation",
                    "kms:EnableKey",
                    "kms:EnableKeyRotation",
                    "kms:RevokeGrant",
                    "kms:RotateKeyOnDemand",
                    "kms:TagResource",
                    "kms:UntagResource",
                    "kms:UpdateAlias",
                    "kms:UpdateKeyDescription"
                  ],
                  "Resource": "*"
                },
                {
                  "Sid": "CriticalAdministration",
                  "Effect": "Allow",
                  "Principal": {
                    "AWS": "arn:aws:iam::111122223333:role/key-admin"
                  },
                  "Action": [
                    "kms:DeleteAlias",
                    "kms:PutKeyPolicy",
                    "kms:ScheduleKeyDeletion"
                  ],
                  "Resource": "*",
                  "Condition": {
                    "Bool": {
                      "aws:MultiFactorAuthPresent": "true"
                    }
                  }
                },
                {
                  "Sid": "UseRecords",
                  "Effect": "Allow",
                  "Principal": {
                    "AWS": "arn:aws:iam::111122223333:role/app"
                  },
                  "Action": [
                    "kms:GenerateDataKey",
                    "kms:Decrypt"
                  ],
                  "Resource": "*",
                  "Condition": {
                    "StringEquals": {
                      "kms:EncryptionContext:kmsguard-use": "record/1:health"
                    },
                    "ForAllValues:StringEquals": {
                      "kms:EncryptionContextKeys": [
                        "kmsguard-use",
                        "tenant"
                      ]
                    },
                    "Null": {
                      "kms:EncryptionContext:tenant": "false"
                    }
                  }
                }
              ]
            }

            """.ReplaceLineEndings("\n"), run.Output);
        Assert.Contains("note: 'health': the code does decrypt, encrypt; encryption context: tenant\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("note: 'health': for the role's own policy say which key it is: --resource health=ARN", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_key_in_use_has_its_policies()
    {
        var run = await RunAsync("--json");
        Assert.Equal(["archive", "audit", "health", "members"], run.Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("name").GetString()));
        Assert.Equal(["kms:GenerateDataKey"], Actions(Use(run, "audit")));
        Assert.Equal(["kms:GenerateDataKey", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"], Actions(Use(run, "archive")));
    }

    [Fact]
    public async Task A_pair_that_has_a_default_may_be_absent()
    {
        var condition = Use(await RunAsync("--json"), "archive").GetProperty("Condition");
        Assert.Equal(["id", "kmsguard-use", "region", "tenant"], condition.GetProperty("ForAllValues:StringEquals").GetProperty("kms:EncryptionContextKeys").EnumerateArray().Select(key => key.GetString()));
        Assert.Equal(["kms:EncryptionContext:id", "kms:EncryptionContext:tenant"], condition.GetProperty("Null").EnumerateObject().Select(key => key.Name));
    }

    [Fact]
    public async Task The_values_of_pairs_can_be_held_to()
    {
        var condition = Use(await RunAsync("--json", "--context", "tenant=t1", "--context", "tenant=t2", "--key", "health"), "health").GetProperty("Condition");
        Assert.Equal(["t1", "t2"], condition.GetProperty("StringEquals").GetProperty("kms:EncryptionContext:tenant").EnumerateArray().Select(value => value.GetString()));
        Assert.False(condition.TryGetProperty("Null", out _));
    }

    [Theory]
    [InlineData("KeyArn", "kms:GenerateDataKey", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo")]
    [InlineData("AlsoEncryptWith", "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo")]
    [InlineData("AlsoDecryptWith", "kms:Decrypt", "kms:ReEncryptFrom")]
    public async Task Where_configuration_has_the_key_decides_the_calls(string setting, params string[] actions) =>
        Assert.Equal(actions, Actions(Use(await RunAsync("--json", "--configured-as", setting), "archive")));

    [Fact]
    public async Task Without_an_administrator_the_account_administers_and_without_MFA_a_pipeline_can()
    {
        var statements = (await RunAsync("--json", "--no-mfa")).Json.GetProperty("keys")[0].GetProperty("keyPolicy").GetProperty("Statement").EnumerateArray().Take(2).ToArray();
        Assert.All(statements, statement => Assert.Equal("arn:aws:iam::111122223333:root", statement.GetProperty("Principal").GetProperty("AWS").GetString()));
        Assert.All(statements, statement => Assert.False(statement.TryGetProperty("Condition", out _)));
    }

    [Fact]
    public async Task Files_are_named_after_their_keys()
    {
        var run = await RunAsync("--output", "policies", "--resource", $"health={KeyArn}");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["archive.key.policy.json", "audit.key.policy.json", "health.identity.policy.json", "health.key.policy.json", "members.key.policy.json"],
            Directory.EnumerateFiles(_workspace.PathOf("policies")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Equal(5, run.Lines.Length);
        Assert.Equal((0, ""), (await _workspace.RunAsync("policy", "lint", "policies", "--level", "hidden")) is var lint ? (lint.ExitCode, lint.Output) : default);
    }

    public static TheoryData<string> Wishes =>
    [
        "",
        $"--admin {Admin} --resource health={KeyArn} --resource audit=alias/audit --resource archive=alias/archive",
        $"--resource health={KeyArn} --resource audit={KeyArn} --resource archive={KeyArn} --context tenant=t1",
        $"--resource health={KeyArn} --resource audit={KeyArn} --resource archive={KeyArn} --hierarchy --health-check --by-alias",
        $"--resource health={KeyArn} --resource audit={KeyArn} --resource archive={KeyArn} --via-service s3.eu-west-1.amazonaws.com --via-service rds.eu-west-1.amazonaws.com",
        $"--resource health={KeyArn} --resource audit={KeyArn} --resource archive={KeyArn} --configured-as AlsoEncryptWith",
        $"--resource health={KeyArn} --resource audit={KeyArn} --resource archive={KeyArn} --configured-as AlsoDecryptWith --operation index",
        $"--role arn:aws:iam::111122223333:user/path/b --admin {Admin} --admin arn:aws:iam::111122223333:root",
    ];

    /// <summary>At every level: also what many good policies do without is there.</summary>
    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task Its_own_lint_has_nothing_to_say(string wish)
    {
        var options = wish.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, (await RunAsync([.. options, "--output", "policies"])).ExitCode);
        var lint = await _workspace.RunAsync("policy", "lint", "policies", "--level", "hidden");
        Assert.Equal((0, ""), (lint.ExitCode, lint.Output));
        var piped = await RunAsync([.. options, "--json"]);
        var again = await _workspace.RunAsync(System.Text.Encoding.ASCII.GetBytes(piped.Output), "policy", "lint", "-", "--level", "hidden");
        Assert.Equal((0, ""), (again.ExitCode, again.Output));
    }

    [Theory]
    [InlineData("--role arn:aws:sts::111122223333:assumed-role/app/session", "is a session of a role: give the role itself")]
    [InlineData("--role arn:aws:iam::111122223333:role/*", "wildcards are not taken")]
    [InlineData("--role app", "is not the ARN of a role or user")]
    [InlineData("--role arn:aws:iam::111122223333:root", "is not the ARN of a role or user")]
    [InlineData("--admin *", "is not the ARN of a role or user")]
    [InlineData("--role arn:aws:iam::444455556666:role/app", "The roles are of 2 accounts: say by --account which has the key")]
    [InlineData("--account 1", "--account 1 is no account")]
    [InlineData("--via-service s3", "is no name of a service with its Region, such as s3.eu-west-1.amazonaws.com")]
    [InlineData("--key pii", "--key pii: the application uses archive, audit, health, members")]
    [InlineData("--resource pii=alias/pii", "--resource pii is no logical key here: there are archive, audit, health, members")]
    [InlineData("--resource alias/pii", "does not say for which logical key")]
    [InlineData("--resource health=1234", "is neither the ARN of a key nor alias/NAME")]
    [InlineData("--resource health=alias/a --resource health=alias/b", "give each once")]
    [InlineData("--context customer=1", "--context customer is no pair of an encryption context here: there are id, region, tenant")]
    [InlineData("--context tenant", "is not of the form KEY=VALUE")]
    [InlineData("--operation read", "Must be one of")]
    [InlineData("--configured-as keyarn2", "Must be one of")]
    [InlineData("--json --output policies", "choose one")]
    [InlineData("--class Restricted", "is not of the form KEY=VALUE")]
    public async Task A_wrong_option_is_named(string wish, string told)
    {
        var run = await RunAsync(wish.Split(' '));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    private Task<ToolRun> RunAsync(params string[] options) => _workspace.RunAsync([.. Fixed, .. options]);

    private static JsonElement Use(ToolRun run, string key) => run.Json.GetProperty("keys").EnumerateArray()
        .Single(one => one.GetProperty("name").GetString() == key).GetProperty("keyPolicy").GetProperty("Statement").EnumerateArray().Last();

    private static IEnumerable<string?> Actions(JsonElement statement) =>
        statement.GetProperty("Action") is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray().Select(action => action.GetString()) : [statement.GetProperty("Action").GetString()];
}
