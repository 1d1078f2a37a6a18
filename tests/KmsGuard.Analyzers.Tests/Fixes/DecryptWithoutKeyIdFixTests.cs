using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class DecryptWithoutKeyIdFixTests
{
    [Theory]
    [InlineData("_keyId")]
    [InlineData("this._keyId")]
    [InlineData("_options.KeyId")]
    [InlineData("_options.Inner.KeyId")]
    [InlineData("Keys.Main")]
    [InlineData("Main")]
    [InlineData("_configuration[\"Kms:KeyId\"]")]
    [InlineData("given")]
    public async Task KMSG1008_Fixes_with_the_key_that_the_type_encrypts_with(string key) =>
        await VerifyFix.Fixes<DecryptWithoutKeyId, DecryptWithoutKeyIdFix>(
            Vault($"new EncryptRequest {{ KeyId = {key} }}", "new DecryptRequest { CiphertextBlob = data }"),
            Vault($"new EncryptRequest {{ KeyId = {key} }}", $"new DecryptRequest {{ CiphertextBlob = data, KeyId = {key} }}"));

    [Theory]
    [InlineData("new GenerateDataKeyRequest { KeyId = _keyId }")]
    [InlineData("new ReEncryptRequest { DestinationKeyId = _keyId }")]
    public async Task KMSG1008_Fixes_with_the_key_of_other_operations(string request) =>
        await VerifyFix.Fixes<DecryptWithoutKeyId, DecryptWithoutKeyIdFix>(
            Vault(request, "new DecryptRequest { KeyId = null }"), Vault(request, "new DecryptRequest { KeyId = _keyId }"));

    [Fact]
    public async Task KMSG1008_FixesAll_decryptions() =>
        await VerifyFix.FixesAll<DecryptWithoutKeyId, DecryptWithoutKeyIdFix>(
            """
            class Vault(IAmazonKeyManagementService kms, string keyId)
            {
                Task Write() => kms.EncryptAsync(new EncryptRequest { KeyId = keyId });
                Task Read() => kms.DecryptAsync(new DecryptRequest());
                async Task ReadTwice()
                {
                    var request = new DecryptRequest();
                    request.CiphertextBlob = new MemoryStream();
                    await kms.DecryptAsync(request);
                    await kms.DecryptAsync(request);
                }
            }
            """,
            """
            class Vault(IAmazonKeyManagementService kms, string keyId)
            {
                Task Write() => kms.EncryptAsync(new EncryptRequest { KeyId = keyId });
                Task Read() => kms.DecryptAsync(new DecryptRequest { KeyId = keyId });
                async Task ReadTwice()
                {
                    var request = new DecryptRequest();
                    request.KeyId = keyId;
                    request.CiphertextBlob = new MemoryStream();
                    await kms.DecryptAsync(request);
                    await kms.DecryptAsync(request);
                }
            }
            """);

    [Theory]
    [InlineData("new EncryptRequest()")]
    [InlineData("new EncryptRequest { KeyId = \"alias/literal\" }")]
    [InlineData("new EncryptRequest { KeyId = Key() }")]
    [InlineData("new EncryptRequest { KeyId = local }")]
    [InlineData("new DescribeKeyRequest { KeyId = _keyId }")]
    [InlineData("new EncryptRequest { KeyId = _keyId }, new EncryptRequest { KeyId = Main }")]
    public async Task KMSG1008_DoesNotFix_where_no_one_key_is_at_hand(string requests) =>
        await VerifyFix.NotOffered<DecryptWithoutKeyId, DecryptWithoutKeyIdFix>(Vault(requests, "new DecryptRequest()"));

    [Fact]
    public async Task KMSG1008_DoesNotFix_with_what_cannot_be_named_there() =>
        await VerifyFix.NotOffered<DecryptWithoutKeyId, DecryptWithoutKeyIdFix>("""
            class Vault
            {
                private readonly string _keyId = "key";
                Task Write(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = _keyId });
                static Task Read(IAmazonKeyManagementService kms) => kms.DecryptAsync(new DecryptRequest());
            }
            class Other
            {
                Task Write(IAmazonKeyManagementService kms, string keyId) => kms.EncryptAsync(new EncryptRequest { KeyId = keyId });
                Task Read(IAmazonKeyManagementService kms) => kms.DecryptAsync(new DecryptRequest());
            }
            class Primary(string keyId)
            {
                Task Write(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = keyId });
                static Task Read(IAmazonKeyManagementService kms) => kms.DecryptAsync(new DecryptRequest());
            }
            class Local
            {
                async Task Run(IAmazonKeyManagementService kms, string keyId)
                {
                    await kms.EncryptAsync(new EncryptRequest { KeyId = keyId });
                    static Task Read(IAmazonKeyManagementService kms) => kms.DecryptAsync(new DecryptRequest());
                }
            }
            """);

    private static string Vault(string requests, string decryption) => $$"""
        class Options { public string KeyId { get; set; } public Options Inner { get; set; } }
        static class Keys { public const string Main = "main"; }
        class Vault
        {
            private const string Main = "main";
            private readonly string _keyId = "key";
            private readonly Options _options = new();
            private readonly System.Collections.Generic.Dictionary<string, string> _configuration = new();

            async Task Run(IAmazonKeyManagementService kms, MemoryStream data, string given)
            {
                var local = given + "1";
                var requests = new object[] { {{requests}} };
                await kms.DecryptAsync({{decryption}});
            }

            string Key() => _keyId;
        }
        """;
}
