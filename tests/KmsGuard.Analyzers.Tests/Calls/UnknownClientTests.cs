using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Calls;

/// <summary>Code that does not compile: half typed, or of a program whose other files are missing.</summary>
public sealed class UnknownClientTests
{
    [Theory]
    [InlineData("await clients.Kms.DecryptAsync(new DecryptRequest { CiphertextBlob = data });")]
    [InlineData("var request = new DecryptRequest { CiphertextBlob = data }; var response = await clients.Kms.DecryptAsync(request, token);")]
    [InlineData("var request = new DecryptRequest { KeyId = Unknown.Key }; var response = await kms.DecryptAsync(request); request = null; response = null;")]
    [InlineData("Missing other = null; try { var request = new DecryptRequest { KeyId = Unknown.Key }; var response = await kms.DecryptAsync(request); other.Value = response.ToString(); request = null; } finally { other?.Dispose(); }")]
    public async Task KMSG1001_Triggers_where_the_type_of_the_client_is_missing(string body)
    {
        var found = await Find(body);

        Assert.Equal("DecryptAsync", Assert.Single(found));
    }

    [Theory]
    [InlineData("await clients.Kms.DecryptAsync(new DecryptRequest { EncryptionContext = context });")]
    [InlineData("await clients.Kms.DecryptAsync(new EncryptRequest());")]
    [InlineData("await clients.Kms.UnwrapAsync(new DecryptRequest());")]
    [InlineData("await clients.Kms.DecryptAsync(data);")]
    [InlineData("await clients.Kms.DecryptAsync(Unknown.Request(data));")]
    [InlineData("await clients.Kms.DecryptAsync();")]
    [InlineData("var request = new DecryptRequest(); Unknown.Fill(request); await clients.Kms.DecryptAsync(request);")]
    public async Task KMSG1001_DoesNotTrigger_where_what_is_sent_is_not_known_either(string body) => Assert.Empty(await Find(body));

    [Theory]
    [InlineData("var response = await clients.Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest()); var dek = response.Plaintext.ToArray(); Unknown.Seal(dek);", "dek")]
    [InlineData("var response = await clients.Kms.DecryptAsync(new DecryptRequest()).ConfigureAwait(false); var dek = response.Plaintext.ToArray(); Unknown.Seal(dek);", "dek")]
    [InlineData("var dek = clients.Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest()).GetAwaiter().GetResult().Plaintext.ToArray(); Unknown.Seal(dek);", "dek")]
    [InlineData("var dek = clients.Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest()).Result.Plaintext.ToArray(); Unknown.Seal(dek);", "dek")]
    [InlineData("var response = await clients.Kms.DecryptAsync(new DecryptRequest()); var dek = response.Plaintext.ToArray(); Unknown.Seal(dek);", "dek")]
    [InlineData("var response = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest()); Unknown.Seal(response.Plaintext.ToArray());", "response.Plaintext.ToArray()")]
    [InlineData("var response = await clients.Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest()); var dek = response.Plaintext.ToArray(); try { Unknown.Seal(dek); } finally { Unknown.Wipe(dek); }", null)]
    [InlineData("var response = await clients.Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest()); var dek = response.Plaintext.ToArray(); dek.Frobnicate();", null)]
    [InlineData("var response = await clients.Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest()); var owner = new Owner(response.Plaintext.ToArray());", null)]
    [InlineData("var response = await clients.Kms.GetAsync(new GenerateDataKeyRequest()); var dek = response.Plaintext.ToArray(); Unknown.Seal(dek);", null)]
    public async Task KMSG1010_Triggers_where_the_type_of_the_response_is_missing_unless_it_is_unknown(string body, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], await Find(body, new DataKeyNotCleared()));

    // C# knows no "with" for a class that is no record, and requests of the SDK are none: what it would send is not known.
    [Theory]
    [InlineData("var request = new EncryptRequest { KeyId = \"k\" }; await kms.EncryptAsync(request with { EncryptionContext = context });")]
    [InlineData("var request = new EncryptRequest { KeyId = \"k\" } with { GrantTokens = null }; await kms.EncryptAsync(request);")]
    public async Task KMSG1001_DoesNotTrigger_on_a_copy_that_changes(string body) => Assert.Empty(await Find(body));

    private static async Task<string[]> Find(string body, KmsGuardAnalyzer? rule = null)
    {
        var compilation = Verify.Compile($$"""
            class Service
            {
                async Task Run(Clients clients, IAmazonKeyManagementService kms, MemoryStream data, Dictionary<string, string> context, CancellationToken token)
                {
                    {{body}}
                }
            }
            """, Aws.V4);
        Assert.Contains(compilation.GetDiagnostics(), static one => one.Severity == DiagnosticSeverity.Error);
        return [.. (await Verify.Diagnostics(compilation, [rule ?? new MissingEncryptionContext()]))
            .Select(static one => one.Location.SourceTree!.GetText().ToString(one.Location.SourceSpan))];
    }
}
