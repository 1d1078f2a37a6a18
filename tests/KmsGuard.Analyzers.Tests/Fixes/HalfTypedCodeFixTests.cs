using KmsGuard.Analyzers.Tests.Verification;
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

            Task Write(string text) => kms.EncryptAsync(new EncryptRequest { KeyId = KeyArn, Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

            async Task Read(string keyId)
            {
                var request = new DecryptRequest();
                request.EncryptionContext = new();
                await kms.DecryptAsync(request);
                await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = null, DestinationKeyId = keyId ?? "alias/orders" });
            }
        }
        class Other(string alias)
        {
            Task Run(IAmazonKeyManagementService kms) => kms.DisableKeyAsync(new DisableKeyRequest { KeyId = "1234abcd-12ab-34cd-56ef-1234567890ab" });
            static string Policy() => """{ "Statement": { "Effect": "Allow", "Action": "kms:*", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" } }""";
        }
        """";

    [Fact]
    public async Task Every_fix_is_offered_for_the_whole_source()
    {
        var ids = (await Verify.Diagnostics((await Whole().Project.GetCompilationAsync())!, AllRules.Instances)).Select(static found => found.Id);

        Assert.Equal(AllFixes.Ids.Except(["KMSG1006"]).Order(), ids.Distinct().Order());
        Assert.True(await VerifyFix.ApplyAll(Whole(), AllRules.Instances, AllFixes.Instances) > 7);
    }

    [Fact]
    public async Task No_fix_throws_wherever_the_source_ends() =>
        await ApplyAll(static token => Source[..token.End], step: 1);

    // Every third: applying fixes is slow, and the test above has them all.
    [Fact]
    public async Task No_fix_throws_whichever_token_is_missing() =>
        await ApplyAll(static token => Source.Remove(token.Start, token.Length), step: 3);

    private static async Task ApplyAll(Func<TextSpan, string> broken, int step)
    {
        var whole = Whole();
        var tokens = CSharpSyntaxTree.ParseText(Source).GetRoot().DescendantTokens().ToArray();
        var applied = 0;
        for (var i = 0; i < tokens.Length; i += step)
            applied += await VerifyFix.ApplyAll(whole.WithText(SourceText.From(broken(tokens[i].Span))), AllRules.Instances, AllFixes.Instances);
        Assert.True(applied > 200, $"Only {applied} fixes were offered.");
    }

    private static Document Whole() => VerifyFix.Open(VerifyFix.Solution(LanguageVersion.CSharp12, Aws.V4, Source));
}
