using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using KmsGuard.Testing;
using KmsGuard.Tool.Tests.Models;
using KmsGuard.Tool.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KmsGuard.Tool.Tests.Generating;

/// <summary>The generated policies on a KMS that enforces policies: the application works under them, and nothing else does.</summary>
public sealed class EnforcedTests : IDisposable
{
    private const string AsRole = "AKIAROLE";
    private const string AsAdmin = "AKIAADMIN";
    private const string Mfa = "aws:MultiFactorAuthPresent";
    private const string Service = "s3.eu-west-1.amazonaws.com";

    private readonly Workspace _workspace = new();
    private readonly TestKmsOptions _options = new()
    {
        Principals = { [AsRole] = new TestKmsPrincipal(GenerateTests.Role), [AsAdmin] = new TestKmsPrincipal(GenerateTests.Admin) },
    };

    private readonly TestKms _kms;
    private readonly AmazonKeyManagementServiceClient _client;

    public EnforcedTests()
    {
        _kms = new TestKms(_options);
        _client = _kms.CreateClient(AsRole);
    }

    public void Dispose()
    {
        _client.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task The_application_works_and_every_other_operation_is_refused()
    {
        var key = await KeyAsync("health");
        var encryptor = new RecordEncryptor(Keyring("health", key));
        await Clinic.RoundTripAsync(encryptor);
        await Clinic.WriteAsync(encryptor);
        Assert.Equal(["Decrypt", "GenerateDataKey"], await AllowedAsync(_client, key, new() { ["tenant"] = "t1", ["kmsguard-use"] = "record/1:health" }));
    }

    /// <summary>A pair too many, too few, of another use or key: none is what the application sends.</summary>
    [Theory]
    [InlineData]
    [InlineData("kmsguard-use=record/1:health")]
    [InlineData("tenant=t1")]
    [InlineData("tenant=t1", "kmsguard-use=record/1:audit")]
    [InlineData("tenant=t1", "kmsguard-use=branch/1:health")]
    [InlineData("tenant=t1", "kmsguard-use=RECORD/1:health")]
    [InlineData("tenant=t1", "kmsguard-use=record/1:health", "more=1")]
    [InlineData("tenant=t1", "id=1", "kmsguard-use=record/1:health")]
    public async Task Every_other_encryption_context_is_refused(params string[] pairs)
    {
        var context = pairs.Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Empty(await AllowedAsync(_client, await KeyAsync("health"), context));
    }

    [Fact]
    public async Task A_role_is_held_to_its_tenant()
    {
        var key = await KeyAsync("health", "--context", "tenant=t1");
        var encryptor = new RecordEncryptor(Keyring("health", key));
        await Clinic.RoundTripAsync(encryptor);
        var refused = await Assert.ThrowsAsync<KmsGuard.KeyUnavailableException>(() => Clinic.RoundTripAsync(encryptor, "t2"));
        Assert.Equal(KeyUnavailableReason.AccessDenied, refused.Reason);
    }

    [Fact]
    public async Task Who_only_writes_cannot_read()
    {
        var key = await KeyAsync("audit");
        await Clinic.LogAsync(new RecordEncryptor(Keyring("audit", key)));
        Assert.Equal(["GenerateDataKey"], await AllowedAsync(_client, key, new() { ["kmsguard-use"] = "record/1:audit" }));
    }

    [Theory]
    [InlineData("eu")]      // the default, which is not sent
    [InlineData("us")]
    public async Task An_identity_that_goes_to_the_key_service_is_allowed_too(string region) =>
        await Clinic.ArchiveAsync(new RecordEncryptor(Keyring("archive", await KeyAsync("archive"))), region);

    [Fact]
    public async Task A_record_is_rewrapped_from_one_key_to_the_next()
    {
        var old = await KeyAsync("archive");
        EncryptedScan scan = await Clinic.ArchiveAsync(new RecordEncryptor(Keyring("archive", old)), "eu");
        var present = await KeyAsync("archive");
        await PutPolicyAsync(old, "archive", "--configured-as", "AlsoDecryptWith");
        var keyring = new AwsKmsKeyring(_client, new() { Keys = { ["archive"] = new() { KeyArn = present, AlsoDecryptWith = { old } } } });
        scan.RecordHeader = await Clinic.MoveAsync(new RecordEncryptor(keyring), scan);
        Assert.Equal(1, _kms.CountCalls("ReEncrypt"));
        Assert.DoesNotContain("GenerateDataKey", await AllowedAsync(_client, old, Archive));
    }

    [Fact]
    public async Task A_second_key_wraps_and_opens_and_makes_nothing()
    {
        var first = await KeyAsync("archive");
        var second = await KeyAsync("archive", "--configured-as", "AlsoEncryptWith");
        var keyring = new AwsKmsKeyring(_client, new() { Keys = { ["archive"] = new() { KeyArn = first, AlsoEncryptWith = { second } } } });
        EncryptedScan scan = await Clinic.ArchiveAsync(new RecordEncryptor(keyring), "eu");
        await new RecordEncryptor(Keyring("archive", second)).DecryptAsync(scan);
        Assert.DoesNotContain("GenerateDataKey", await AllowedAsync(_client, second, Archive));
    }

    [Fact]
    public async Task A_hierarchy_uses_the_key_for_branch_keys_alone()
    {
        var key = await KeyAsync("health", "--hierarchy");
        var store = new InMemoryBranchKeyStore();
        for (var process = 0; process < 2; process++)
        {
            using var hierarchy = new HierarchicalKeyring(Keyring("health", key), store);
            await Clinic.RoundTripAsync(new RecordEncryptor(hierarchy));
        }
        Assert.Equal((1, 1), (_kms.CountCalls("GenerateDataKey"), _kms.CountCalls("Decrypt")));
        Assert.Empty(await AllowedAsync(_client, key, new() { ["tenant"] = "t1", ["kmsguard-use"] = "record/1:health" }));
    }

    /// <summary>The keys of indexes are branch keys, whether the records have some or not.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Blind_indexes_have_branch_keys(bool hierarchy)
    {
        var key = await KeyAsync("members", hierarchy ? ["--hierarchy"] : []);
        var services = new ServiceCollection();
        services.AddSingleton<IAmazonKeyManagementService>(_client).AddSingleton<IBranchKeyStore, InMemoryBranchKeyStore>();
        var builder = services.AddKmsGuard().AddAwsKms(options => options.Keys["members"] = new() { KeyArn = key });
        _ = hierarchy ? builder.AddHierarchy() : builder.AddIndexKeys();
        await using var provider = services.BuildServiceProvider();
        await Clinic.FindAsync(provider.GetRequiredService<RecordEncryptor>());
        Assert.DoesNotContain(_kms.Calls, call => call.ErrorCode is not null);
    }

    [Fact]
    public async Task A_health_check_and_an_alias_are_allowed_when_asked_for()
    {
        var key = await KeyAsync("health", "--health-check", "--by-alias");
        var services = new ServiceCollection();
        services.AddSingleton<IAmazonKeyManagementService>(_client);
        services.AddKmsGuard().WithoutCache().AddAwsKms(options => options.Keys["health"] = new() { Alias = "alias/health" });
        await using var provider = services.BuildServiceProvider();
        var check = new KmsGuardHealthCheck(provider);
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration("kmsguard", check, null, null) };
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(context)).Status);
        await Clinic.RoundTripAsync(provider.GetRequiredService<RecordEncryptor>());

        await PutPolicyAsync(key, "health");
        Assert.Equal(HealthStatus.Unhealthy, (await check.CheckHealthAsync(context)).Status);
    }

    /// <summary>The role's policy in the place of the key's: the key leaves it to IAM.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task As_a_policy_of_the_role_it_allows_the_same(bool byAlias)
    {
        var (key, other) = (_kms.CreateKey("alias/health"), _kms.CreateKey());
        var policy = (await GenerateAsync("health", "--resource", byAlias ? "alias/health" : key)).GetProperty("identityPolicy").GetRawText();
        _options.Principals[AsRole].SetIdentityPolicies(policy);
        await Clinic.RoundTripAsync(new RecordEncryptor(Keyring("health", key)));
        var context = new Dictionary<string, string> { ["tenant"] = "t1", ["kmsguard-use"] = "record/1:health" };
        Assert.Equal(["Decrypt", "GenerateDataKey"], await AllowedAsync(_client, key, context));
        Assert.Empty(await AllowedAsync(_client, other, context));
        Assert.Empty(await AllowedAsync(_client, key, new() { ["tenant"] = "t1" }));
    }

    [Fact]
    public async Task A_service_may_use_the_key_on_behalf_of_the_role_and_the_role_may_not()
    {
        var key = await KeyAsync("health", "--via-service", Service);
        Assert.Empty(await AllowedAsync(_client, key, []));
        var role = _options.Principals[AsRole];
        role.ConditionValues["kms:ViaService"] = Service;
        Assert.Equal(["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncrypt"], await AllowedAsync(_client, key, []));
        role.ConditionValues["kms:ViaService"] = "sqs.eu-west-1.amazonaws.com";
        Assert.Empty(await AllowedAsync(_client, key, []));
        role.ConditionValues["kms:ViaService"] = Service;
        role.ConditionValues["kms:GrantIsForAWSResource"] = "true";
        Assert.Contains("CreateGrant", await AllowedAsync(_client, key, []));
    }

    /// <summary>Administration apart from use, and with MFA where the key can be given away.</summary>
    [Fact]
    public async Task An_administrator_administers_and_uses_nothing()
    {
        var key = await KeyAsync("health");
        using var admin = _kms.CreateClient(AsAdmin);
        var context = new Dictionary<string, string> { ["tenant"] = "t1", ["kmsguard-use"] = "record/1:health" };
        Assert.Equal(["DescribeKey", "DisableKey", "EnableKey", "EnableKeyRotation", "GetKeyPolicy", "ListGrants", "TagResource"], await AllowedAsync(admin, key, context));
        // The key's own policy, put by its administrator: it does not lock him out.
        await PutPolicyAsync(key, "health");
        Assert.Contains("ScheduleKeyDeletion", await AllowedAsync(admin, key, context));
    }

    private static Dictionary<string, string> Archive => new() { ["tenant"] = "t1", ["id"] = "1", ["kmsguard-use"] = "record/1:archive" };

    private AwsKmsKeyring Keyring(string name, string key) => new(_client, new() { Keys = { [name] = new() { KeyArn = key } } });

    private async Task<string> KeyAsync(string name, params string[] options) =>
        _kms.CreateKey(alias: options.Contains("--by-alias") ? "alias/" + name : null, policy: (await GenerateAsync(name, ["--admin", GenerateTests.Admin, .. options])).GetProperty("keyPolicy").GetRawText());

    private async Task PutPolicyAsync(string key, string name, params string[] options)
    {
        _options.Principals[AsAdmin].ConditionValues[Mfa] = "true";
        using var admin = _kms.CreateClient(AsAdmin);
        await admin.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = (await GenerateAsync(name, ["--admin", GenerateTests.Admin, .. options])).GetProperty("keyPolicy").GetRawText() });
    }

    private async Task<System.Text.Json.JsonElement> GenerateAsync(string name, params string[] options)
    {
        var run = await _workspace.RunAsync(["policy", "generate", "--assembly", typeof(EnforcedTests).Assembly.Location, "--role", GenerateTests.Role, "--key", name, "--json", .. options]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json.GetProperty("keys")[0];
    }

    /// <summary>Which operations on a key are not refused for want of permission. Each is tried with the context.</summary>
    private async Task<string[]> AllowedAsync(AmazonKeyManagementServiceClient client, string key, Dictionary<string, string> context)
    {
        var ciphertext = await EncryptAnywayAsync(key, context);
        var tries = new Dictionary<string, Func<Task>>
        {
            ["CreateGrant"] = () => client.CreateGrantAsync(new() { KeyId = key, GranteePrincipal = GenerateTests.Role, Operations = ["Decrypt"] }),
            ["Decrypt"] = () => client.DecryptAsync(new() { KeyId = key, CiphertextBlob = new MemoryStream(ciphertext), EncryptionContext = context }),
            ["DescribeKey"] = () => client.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key }),
            ["EnableKeyRotation"] = () => client.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key }),
            ["Encrypt"] = () => client.EncryptAsync(new() { KeyId = key, Plaintext = new MemoryStream(new byte[1]), EncryptionContext = context }),
            ["GenerateDataKey"] = () => client.GenerateDataKeyAsync(new() { KeyId = key, KeySpec = DataKeySpec.AES_256, EncryptionContext = context }),
            ["GenerateDataKeyPair"] = () => client.GenerateDataKeyPairAsync(new() { KeyId = key, KeyPairSpec = DataKeyPairSpec.ECC_NIST_P256, EncryptionContext = context }),
            ["GenerateDataKeyPairWithoutPlaintext"] = () => client.GenerateDataKeyPairWithoutPlaintextAsync(new() { KeyId = key, KeyPairSpec = DataKeyPairSpec.ECC_NIST_P256, EncryptionContext = context }),
            ["GenerateDataKeyWithoutPlaintext"] = () => client.GenerateDataKeyWithoutPlaintextAsync(new() { KeyId = key, KeySpec = DataKeySpec.AES_256, EncryptionContext = context }),
            ["GetKeyPolicy"] = () => client.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = key }),
            ["ListGrants"] = () => client.ListGrantsAsync(new ListGrantsRequest { KeyId = key }),
            ["ReEncrypt"] = () => client.ReEncryptAsync(new() { SourceKeyId = key, DestinationKeyId = key, CiphertextBlob = new MemoryStream(ciphertext), SourceEncryptionContext = context, DestinationEncryptionContext = context }),
            ["TagResource"] = () => client.TagResourceAsync(new() { KeyId = key, Tags = [new() { TagKey = "a", TagValue = "b" }] }),
            // Last, for they change what the others find.
            ["DisableKey"] = () => client.DisableKeyAsync(new DisableKeyRequest { KeyId = key }),
            ["EnableKey"] = () => client.EnableKeyAsync(new EnableKeyRequest { KeyId = key }),
            ["PutKeyPolicy"] = () => client.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = "{}" }),
            ["ScheduleKeyDeletion"] = () => client.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key }),
        };
        var allowed = new List<string>();
        foreach (var (operation, attempt) in tries)
        {
            try
            {
                await attempt();
                allowed.Add(operation);
            }
            catch (AmazonKeyManagementServiceException e) when (e.ErrorCode == "AccessDeniedException")
            {
                // Refused.
            }
            catch (MalformedPolicyDocumentException)
            {
                allowed.Add(operation);      // not for want of permission
            }
        }
        return [.. allowed.Order(StringComparer.Ordinal)];
    }

    /// <summary>A ciphertext of the key, whoever its policy allows to encrypt: under another policy for that moment.</summary>
    private async Task<byte[]> EncryptAnywayAsync(string key, Dictionary<string, string> context)
    {
        using var owner = _kms.CreateClient();
        using var admin = _kms.CreateClient(AsAdmin);
        var values = _options.Principals[AsAdmin].ConditionValues;
        var before = values.TryGetValue(Mfa, out var mfa) ? mfa : "false";
        values[Mfa] = "true";
        var policy = (await owner.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = key }).ContinueWith(
            read => read.IsCompletedSuccessfully ? read : admin.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = key }), TaskScheduler.Default).Unwrap()).Policy;
        if (!policy.Contains("kms:*", StringComparison.Ordinal))
            await admin.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = """{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" } ] }""", BypassPolicyLockoutSafetyCheck = true });
        var answer = await owner.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(new byte[1]), EncryptionContext = context });
        await owner.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = policy, BypassPolicyLockoutSafetyCheck = true });
        values[Mfa] = before;
        return answer.CiphertextBlob.ToArray();
    }
}
