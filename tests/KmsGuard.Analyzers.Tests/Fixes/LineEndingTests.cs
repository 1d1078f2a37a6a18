using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Rules.Keys;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

/// <summary>A file from Windows keeps its line endings.</summary>
public sealed class LineEndingTests
{
    [Fact]
    public async Task Helpers_end_their_lines_as_the_file_does() =>
        Keeps(await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(Windows("""
            class Vault
            {
                Task Write(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(new byte[5000]) });
            }

            """), Aws.V4));

    [Fact]
    public async Task New_members_end_their_lines_as_the_file_does() =>
        Keeps(await VerifyFix.Fixed<HardCodedKey, HardCodedKeyFix>(Windows("""
            class Vault
            {
                string KmsKey() => new EncryptRequest { KeyId = "alias/orders" }.KeyId;
            }

            """), Aws.V4));

    [Fact]
    public async Task A_new_assignment_ends_its_line_as_the_file_does() =>
        Keeps(await VerifyFix.Fixed<MissingEncryptionContext, MissingEncryptionContextFix>(Windows("""
            class Vault
            {
                async Task Run(IAmazonKeyManagementService kms)
                {
                    var request = new DecryptRequest();
                    request.KeyId = "key";
                    await kms.DecryptAsync(request);
                }
            }

            """), Aws.V4));

    private static string Windows(string source) => source.Replace("\n", "\r\n", StringComparison.Ordinal);

    private static void Keeps(string text) => Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
}
