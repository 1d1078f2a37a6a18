using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Tests;

/// <summary>A person who types shows the rules every prefix of a program.</summary>
public sealed class HalfTypedCodeTests
{
    private const string Source = """
        class Service
        {
            private const string KeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
            private static readonly string Fallback = "alias/billing";
            public string KmsKeyId { get; set; } = "alias/aws/s3";

            async Task Run(IAmazonKeyManagementService kms, string text, Dictionary<string, string> given, string keyId = "alias/default")
            {
                var pairs = new Dictionary<string, string> { ["tenant"] = "", ["purpose"] = null };
                pairs.Add("region", $"{text}-{KeyArn}");
                var data = Encoding.UTF8.GetBytes(text ?? "fallback" + text);
                using var stream = new MemoryStream(data);
                EncryptRequest request = new() { KeyId = keyId ?? Fallback, Plaintext = stream, EncryptionContext = { ["a"] = text } };
                request.EncryptionContext = pairs;
                if (text is { Length: > 0 })
                    await kms.EncryptAsync(request, default);
                await kms.EncryptAsync(new EncryptRequest { KeyId = text switch { null => "1234abcd-12ab-34cd-56ef-1234567890ab", _ => KeyArn }, Plaintext = new MemoryStream(new byte[5000]) });
                Func<Task> retry = () => kms?.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(File.ReadAllBytes("a")), EncryptionAlgorithm = "SYMMETRIC_DEFAULT" });
                await retry();
                var (one, two) = (text, new ReEncryptRequest { SourceEncryptionContext = new() });
                two.DestinationKeyId ??= $"arn:aws:kms:{text}:111122223333:key/{keyId}";
                await kms.ReEncryptAsync(two);
                var policy = $@"{{ ""Statement"": [ {{ ""Effect"": ""Allow"", ""Action"": ""kms:Decrypt"", " + "\"Resource\": [ \"alias/billing\", \"arn:aws:kms:" + text + ":111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\" ] } ] }";
                string[] policies = [@"{ ""Statement"": [ { ""Effect"": ""Allow"", ""Principal"": { ""AWS"": ""111122223333"" }, ""Action"": ""kms:*"", ""Resource"": ""*"" },
                    { ""Sid"": ""a"", ""Effect"": ""Allow"", ""Principal"": ""*"", ""Action"": ""kms:*"", ""Resource"": ""*"" },
                    { ""Sid"": ""a"", ""Effect"": ""Allow"", ""NotPrincipal"": { ""AWS"": ""arn:aws:iam::111122223333:user/x"" }, ""Action"": ""kms:Sign"", ""Resource"": ""*"" },
                    { ""Effect"": ""Allow"", ""Principal"": { ""AWS"": ""arn:aws:iam::111122223333:role/x"" }, ""Action"": [ ""kms:PutKeyPolicy"", ""kms:Decrypt"", ""kms:ReEncrypt"", ""kms:ListKeys"", ""kms:CreateGrant"" ], ""Resource"": ""*"" },
                    { ""Effect"": ""Allow"", ""Principal"": { ""AWS"": ""444455556666"", ""Service"": ""sns.amazonaws.com"" }, ""Action"": ""kms:Decrypt"", ""Resource"": ""*"" },
                    { ""Effect"": ""Allow"", ""Principal"": { ""AWS"": ""arn:aws:iam::111122223333:role/x"" }, ""Action"": ""kms:DescribeKey"", ""Resource"": ""*"", ""Condition"": { ""StringEquals"": { ""kms:EncryptionContext:a"": ""x*"" } } },
                    { ""Effect"": ""Allow"", ""Principal"": { ""AWS"": ""arn:aws:iam::111122223333:role/x"" }, ""Action"": ""kms:Describe*"", ""Resource"": ""*"", ""Condition"": { ""StringEquals"": { ""kms:EncryptionContext:a"": ""x"" } } },
                    { ""Effect"": ""Allow"", ""Principal"": { ""AWS"": ""arn:aws:iam::111122223333:role/x"" }, ""Action"": ""kms:Encrypt"", ""Resource"": ""*"", ""Condition"": { ""BoolIfExists"": { ""aws:MultiFactorAuthPresent"": ""true"" } } },
                    { ""Effect"": ""Deny"", ""Principal"": ""*"", ""Action"": ""kms:*"", ""Resource"": ""*"", ""Condition"": { ""Bool"": { ""aws:MultiFactorAuthPresent"": ""false"" } } },
                    { ""Effect"": ""Deny"", ""NotPrincipal"": { ""AWS"": ""arn:aws:iam::111122223333:user/x"" }, ""Action"": ""kms:*"", ""Resource"": ""*"" } ] }",
                    @"{ ""Statement"": [ { ""Effect"": ""Allow"", ""Action"": ""kms:Decrypt"", ""Resource"": ""*"" }, { ""Effect"": ""Allow"", ""Action"": ""kms:TagResource"", ""Resource"": ""*"", ""Condition"": { ""StringEquals"": { ""aws:RequestTag/a"": ""b"" } } } ] }"];
                object document = new { Version = "2012-10-17", Statement = new[] { new { Effect = "Allow", Principal = new { AWS = "*" }, Action = new[] { "kms:Decrypt" }, Condition = new Dictionary<string, object> { ["Bool"] = text } } } };
                var principal = new Amazon.Auth.AccessControlPolicy.Principal("arn:aws:iam::111122223333:role/my-app");
                var statement = new Amazon.Auth.AccessControlPolicy.Statement(Amazon.Auth.AccessControlPolicy.Statement.StatementEffect.Allow).WithPrincipals(principal).WithResources(new Amazon.Auth.AccessControlPolicy.Resource("*"));
                statement.Actions.Add(new Amazon.Auth.AccessControlPolicy.ActionIdentifier("kms:*"));
                foreach (var size in new[] { 1, 2 })
                    _ = kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = size > 1 ? KeyArn : Fallback, NumberOfBytes = size }).Result;
                await Life(kms, text, "alias/" + string.Join("-", new[] { text?.Trim() ?? "billing" }));
                kept = (await kms.GenerateDataKeyAsync(null)).Plaintext.ToArray();
                var dek = (await Fetch(kms)).Key?.ToArray() ?? new byte[32];
                using var gcm = new System.Security.Cryptography.AesGcm(dek, 16);
                gcm.Encrypt(new byte[12], data, data, new byte[16]);
                using var aes = System.Security.Cryptography.Aes.Create();
                aes.Key = dek;
                aes.CreateEncryptor();
                Console.WriteLine($"{text}: {Convert.ToBase64String(dek)}");
            }

            private byte[] kept;

            private async Task<(MemoryStream Key, string Id)> Fetch(IAmazonKeyManagementService kms)
            {
                var response = await kms.GenerateDataKeyAsync(new() { KeyId = KeyArn });
                return (response.Plaintext, response.KeyId);
            }

            private static async Task Life(IAmazonKeyManagementService kms, string text, string alias)
            {
                var key = await kms.CreateKeyAsync(new() { Policy = File.ReadAllText(text), BypassPolicyLockoutSafetyCheck = true });
                await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = string.Format("alias/{0}", "billing"), TargetKeyId = key.KeyMetadata.KeyId });
                var grant = new CreateGrantRequest { GranteePrincipal = alias, Operations = [GrantOperation.Decrypt, .. new[] { "Encrypt" }] };
                await kms.CreateGrantAsync(grant);
                await kms.ImportKeyMaterialAsync(new ImportKeyMaterialRequest { ExpirationModel = ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE });
                await kms.DeleteImportedKeyMaterialAsync(new DeleteImportedKeyMaterialRequest());
                await kms.ScheduleKeyDeletionAsync(alias, pendingWindowInDays: 7);
                await Archive.Pairs(new AmazonKeyManagementServiceClient(new AmazonKeyManagementServiceConfig { ServiceURL = "http://kms.example.com" }), new());
            }

        }
        static class Archive
        {
            internal static async Task Pairs(IAmazonKeyManagementService kms, List<Patient> patients)
            {
                foreach (var patient in patients.Where(one => one != null))
                    await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(patient.Data), EncryptionContext = new() { ["at"] = $"{DateTime.UtcNow:O}", ["e-mail"] = patient.Name, ["id"] = patient?.Insurance } });
                await kms.DecryptAsync(new DecryptRequest { EncryptionContext = new() { ["id"] = "other", ["at"] = "never" } });
            }

            internal class Patient { public byte[] Data; public string Name; [KmsGuard.Encrypted] public string Insurance; }
        }
        namespace KmsGuard { class EncryptedAttribute : Attribute; }
        """;

    private static readonly Compilation Whole = Verify.Compile(Source, Aws.V4);

    [Fact]
    public async Task The_whole_source_compiles_and_is_reported_by_every_rule()
    {
        Assert.Empty(Whole.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        Assert.Equal(
            AllRules.Descriptors.Select(static descriptor => descriptor.Id).Order(),
            (await Verify.Diagnostics(Whole, AllRules.Instances, ("kmsguard.test_code", "loud"))).Select(static found => found.Id).Distinct().Order());
    }

    [Fact]
    public async Task No_rule_throws_wherever_the_source_ends()
    {
        var tokens = Tokens();
        Assert.True(tokens.Length > 300);

        foreach (var token in tokens.Sample())
            await Verify.Diagnostics(Broken(Source[..token.End]), AllRules.Instances);
    }

    [Fact]
    public async Task No_rule_throws_whichever_token_is_missing()
    {
        foreach (var token in Tokens().Sample())
            await Verify.Diagnostics(Broken(Source.Remove(token.Start, token.Length)), AllRules.Instances);
    }

    private static TextSpan[] Tokens() => [.. CSharpSyntaxTree.ParseText(Source).GetRoot().DescendantTokens().Select(static token => token.Span)];

    // From one whole compilation, whose references are then bound once.
    private static Compilation Broken(string source)
    {
        var tree = Whole.SyntaxTrees.First();
        return Whole.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(source)));
    }
}
