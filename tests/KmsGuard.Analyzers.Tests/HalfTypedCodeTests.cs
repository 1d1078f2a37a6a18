using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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
                foreach (var size in new[] { 1, 2 })
                    _ = kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = size > 1 ? KeyArn : Fallback, NumberOfBytes = size }).Result;
            }
        }
        """;

    [Fact]
    public async Task The_whole_source_compiles_and_is_reported_by_every_rule()
    {
        var compilation = Verify.Compile(Source, Aws.V4);

        Assert.Empty(compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        Assert.Equal(
            AllRules.Descriptors.Select(static descriptor => descriptor.Id).Order(),
            (await Verify.Diagnostics(compilation, AllRules.Instances)).Select(static found => found.Id).Distinct().Order());
    }

    [Fact]
    public async Task No_rule_throws_wherever_the_source_ends()
    {
        var ends = CSharpSyntaxTree.ParseText(Source, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken)
            .DescendantTokens().Select(static token => token.Span.End).ToArray();
        Assert.True(ends.Length > 300);

        foreach (var end in ends)
            await Verify.Diagnostics(Verify.Compile(Source[..end], Aws.V4), AllRules.Instances);
    }

    [Fact]
    public async Task No_rule_throws_whichever_token_is_missing()
    {
        var tokens = CSharpSyntaxTree.ParseText(Source, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken)
            .DescendantTokens().Select(static token => token.Span).ToArray();

        foreach (var token in tokens)
            await Verify.Diagnostics(Verify.Compile(Source.Remove(token.Start, token.Length), Aws.V4), AllRules.Instances);
    }
}
