using System.Globalization;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class ContextMismatchTests
{
    [Theory]
    [InlineData("[\"tenant\"] = tenant", "[\"Tenant\"] = tenant")]
    [InlineData("[\"tenant\"] = tenant", "[\"tenant\"] = tenant, [\"purpose\"] = \"letters\"")]
    [InlineData("[\"tenant\"] = tenant, [\"purpose\"] = \"letters\"", "[\"tenant\"] = tenant")]
    [InlineData("[\"purpose\"] = \"letters\"", "[\"purpose\"] = \"letter\"")]
    [InlineData("[\"purpose\"] = Purpose", "[\"purpose\"] = \"other\"")]
    public async Task KMSG1005_Triggers_on_pairs_that_never_fit(string written, string read) =>
        await Verify.Triggers<ContextMismatch>(Vault(written, $"{{|KMSG1005:new Dictionary<string, string> {{ {read} }}|}}"));

    [Theory]
    [InlineData("[\"tenant\"] = tenant", "new() { [\"tenant\"] = tenant }")]
    [InlineData("[\"tenant\"] = tenant", "new() { [\"tenant\"] = tenant.Trim() }")]
    [InlineData("[\"purpose\"] = Purpose", "new() { [Name] = \"letters\" }")]
    [InlineData("[\"purpose\"] = \"letters\"", "new() { [\"purpose\"] = tenant }")]
    [InlineData("[tenant] = \"letters\"", "new() { [\"purpose\"] = \"letters\" }")]
    [InlineData("[\"tenant\"] = tenant", "new() { [tenant] = tenant }")]
    [InlineData("[\"tenant\"] = tenant", "pairs")]
    [InlineData("[\"tenant\"] = tenant", "new(pairs) { [\"purpose\"] = \"letters\" }")]
    [InlineData("[\"tenant\"] = tenant", "null")]
    public async Task KMSG1005_DoesNotTrigger_on_pairs_that_fit_or_are_not_known(string written, string read) =>
        await Verify.Silent<ContextMismatch>(Vault(written, read));

    [Theory]
    [InlineData("kms.EncryptAsync(new EncryptRequest { KeyId = keyId, EncryptionContext = new() { [\"b\"] = tenant } })")]
    [InlineData("kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = keyId, EncryptionContext = new() { [\"b\"] = tenant } })")]
    [InlineData("kms.ReEncryptAsync(new ReEncryptRequest { DestinationKeyId = keyId, DestinationEncryptionContext = new() { [\"b\"] = tenant } })")]
    [InlineData("kms.EncryptAsync(new EncryptRequest { KeyId = keyId, EncryptionContext = pairs })")]
    [InlineData("kms.EncryptAsync(Elsewhere.Request)")]
    [InlineData("kms.GenerateDataKeyWithoutPlaintextAsync(Elsewhere.Make<GenerateDataKeyWithoutPlaintextRequest>())")]
    public async Task KMSG1005_DoesNotTrigger_where_another_call_may_have_encrypted_it(string other) =>
        await Verify.Silent<ContextMismatch>(Vault("[\"a\"] = tenant", "new() { [\"b\"] = tenant }", other));

    [Theory]
    [InlineData("kms.EncryptAsync(new EncryptRequest { KeyId = other, EncryptionContext = pairs })")]
    [InlineData("kms.DecryptAsync(new DecryptRequest { KeyId = keyId, EncryptionContext = pairs })")]
    [InlineData("Elsewhere.EncryptAsync(tenant)")]
    public async Task KMSG1005_Triggers_whatever_another_key_and_other_decryptions_do(string other) =>
        await Verify.Triggers<ContextMismatch>(Vault("[\"a\"] = tenant", "{|KMSG1005:new() { [\"b\"] = tenant }|}", other));

    [Fact]
    public async Task KMSG1005_DoesNotTrigger_where_only_other_keys_encrypt() =>
        await Verify.Silent<ContextMismatch>(Vault("[\"a\"] = tenant", "new() { [\"b\"] = tenant }").Replace("KeyId = keyId, Plaintext", "KeyId = other, Plaintext", StringComparison.Ordinal));

    [Fact]
    public async Task KMSG1005_says_what_differs()
    {
        var found = await Verify.Diagnostics(Verify.Compile(Vault("[\"purpose\"] = \"letters\"", "new() { [\"purpose\"] = \"mail\" }"), Aws.V4), [new ContextMismatch()]);

        Assert.Contains("('purpose' is 'letters' there)", Assert.Single(found).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static string Vault(string written, string read, string other = "Task.CompletedTask") => $$"""
        class Vault(IAmazonKeyManagementService kms, string keyId, string other)
        {
            const string Name = "purpose";
            static readonly string Purpose = "letters";
            Task Write(string tenant, MemoryStream data) => kms.EncryptAsync(new EncryptRequest { KeyId = keyId, Plaintext = data, EncryptionContext = new() { {{written}} } });
            Task Read(string tenant, Dictionary<string, string> pairs) => kms.DecryptAsync(new DecryptRequest { KeyId = keyId, EncryptionContext = {{read}} });
            Task Other(string tenant, Dictionary<string, string> pairs) => {{other}};
        }
        static class Elsewhere
        {
            public static EncryptRequest Request { get; set; }
            public static T Make<T>() => default;
            public static Task EncryptAsync(string text) => Task.CompletedTask;
        }
        """;
}
