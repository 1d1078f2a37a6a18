using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Tests.Fixes;

/// <summary>What is offered while a person types can be taken, whatever is still missing.</summary>
public sealed class HalfTypedCodeFixTests
{
    private const string Source = """"
        class Vault
        {
            private const string KeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
            private readonly IAmazonKeyManagementService kms;
            Vault(IAmazonKeyManagementService kms) => this.kms = kms;

            Task Write(string text, Guid tenantId) => kms.EncryptAsync(new EncryptRequest { KeyId = KeyArn, Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

            async Task Read(string keyId, Guid tenantId)
            {
                var request = new DecryptRequest();
                request.EncryptionContext = new();
                await kms.DecryptAsync(request);
                await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = null, DestinationKeyId = keyId ?? "alias/orders" });
            }
        }
        class VaultOptions { public string Region { get; set; } }
        class Other(string alias, VaultOptions options)
        {
            private const string KmsKey = "alias/orders";
            Task Name(IAmazonKeyManagementService kms) => kms.DescribeKeyAsync(KmsKey);
            Task Run(IAmazonKeyManagementService kms) => kms.DisableKeyAsync(new DisableKeyRequest { KeyId = "1234abcd-12ab-34cd-56ef-1234567890ab" });
            static string Policy() => """{ "Statement": [ { "Effect": "Allow", "Action": "kms:*", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" }, { "Effect": "Allow", "Action": [ "kms:DeleteAlias", "kms:Decryp" ], "Resource": "x" } ] }""";
            static object Analysts() => new Amazon.Auth.AccessControlPolicy.Principal("arn:aws:iam::111122223333:role/research-analysts");
        }
        """";

    // A source of its own: each is cut at every token, with everything in it that can be fixed.
    private const string LifeOfKeys = """
        class KeyOffice(IAmazonKeyManagementService kms)
        {
            async Task Run(string keyId, string worker)
            {
                var key = await kms.CreateKeyAsync(new CreateKeyRequest());
                await kms.CreateGrantAsync(new CreateGrantRequest { KeyId = keyId, GranteePrincipal = worker });
                await kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = keyId, PendingWindowInDays = 7 });
                var unused = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = keyId });
                Console.WriteLine(unused.KeyId);
            }

            byte[] Seal(GenerateDataKeyResponse generated, byte[] data)
            {
                var dek = generated.Plaintext.ToArray();
                using var aes = new System.Security.Cryptography.AesGcm(dek, 16);
                aes.Encrypt(new byte[12], data, data, new byte[16]);
                return data;
            }
        }
        """;

    [Fact]
    public async Task Every_fix_is_offered_for_the_whole_source()
    {
        var ids = new List<string>();
        foreach (var whole in new[] { Whole(Source), Whole(LifeOfKeys) })
            ids.AddRange((await Verify.Diagnostics((await whole.Project.GetCompilationAsync())!, AllRules.Instances)).Select(static found => found.Id).Where(AllFixes.Ids.Contains));

        Assert.Equal(AllFixes.Ids.Except(["KMSG1006"]).Order(), ids.Distinct().Order());
        // Where a fix knows two ways, too.
        Assert.True(await VerifyFix.ApplyAll(Whole(Source), AllRules.Instances, AllFixes.Instances) > 15);
    }

    [Fact]
    public async Task No_fix_throws_wherever_the_source_ends()
    {
        Assert.InRange(await ApplyAll(Source, static (source, token) => source[..token.End]), 200 / HalfTyped.FixStep, int.MaxValue);
        Assert.InRange(await ApplyAll(LifeOfKeys, static (source, token) => source[..token.End]), 50 / HalfTyped.FixStep, int.MaxValue);
    }

    [Fact]
    public async Task No_fix_throws_whichever_token_is_missing()
    {
        foreach (var source in new[] { Source, LifeOfKeys })
            Assert.InRange(await ApplyAll(source, static (source, token) => source.Remove(token.Start, token.Length)), 150 / HalfTyped.FixStep, int.MaxValue);
    }

    // How many fixes were applied.
    private static async Task<int> ApplyAll(string source, Func<string, TextSpan, string> broken)
    {
        var whole = Whole(source);
        var applied = 0;
        foreach (var token in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens().SampleForFixes())
            applied += await VerifyFix.ApplyAll(whole.WithText(SourceText.From(broken(source, token.Span))), AllRules.Instances, AllFixes.Instances);
        return applied;
    }

    private static Document Whole(string source) => VerifyFix.Open(VerifyFix.Solution(LanguageVersion.CSharp12, Aws.V4, source));
}
