using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class MissingEncryptionContextFixTests
{
    private const string Pair = "new() { [\"purpose\"] = \"order-vault\" }";

    [Theory]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = key });", "await kms.EncryptAsync(new EncryptRequest { KeyId = key, EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = key, });", "await kms.EncryptAsync(new EncryptRequest { KeyId = key, EncryptionContext = PAIR, });")]
    [InlineData("await kms.EncryptAsync(new() { KeyId = key });", "await kms.EncryptAsync(new() { KeyId = key, EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest());", "await kms.EncryptAsync(new EncryptRequest { EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { });", "await kms.EncryptAsync(new EncryptRequest { EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new());", "await kms.EncryptAsync(new() { EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = null, KeyId = key });", "await kms.EncryptAsync(new EncryptRequest { EncryptionContext = PAIR, KeyId = key });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = default /* none */ });", "await kms.EncryptAsync(new EncryptRequest { EncryptionContext = PAIR /* none */ });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = key /* main */ });", "await kms.EncryptAsync(new EncryptRequest { KeyId = key /* main */, EncryptionContext = PAIR });")]
    [InlineData("var request = new DecryptRequest(); request.KeyId = key; await kms.DecryptAsync(request);", "var request = new DecryptRequest(); request.EncryptionContext = PAIR;\n        request.KeyId = key; await kms.DecryptAsync(request);")]
    [InlineData("switch (key) { case \"a\": var request = new DecryptRequest(); await kms.DecryptAsync(request); break; }", "switch (key) { case \"a\": var request = new DecryptRequest { EncryptionContext = PAIR }; await kms.DecryptAsync(request); break; }")]
    [InlineData(
        "EncryptRequest request = null; if (key == null) request = new EncryptRequest { KeyId = \"a\" }; else request = new() { KeyId = key }; await kms.EncryptAsync(request);",
        "EncryptRequest request = null; if (key == null) request = new EncryptRequest { KeyId = \"a\", EncryptionContext = PAIR }; else request = new() { KeyId = key, EncryptionContext = PAIR }; await kms.EncryptAsync(request);")]
    [InlineData("await kms.DecryptAsync(new DecryptRequest { KeyId = key });", "await kms.DecryptAsync(new DecryptRequest { KeyId = key, EncryptionContext = PAIR });")]
    [InlineData("var request = new DecryptRequest { KeyId = key };\n        await kms.DecryptAsync(request);", "var request = new DecryptRequest { KeyId = key, EncryptionContext = PAIR };\n        await kms.DecryptAsync(request);")]
    [InlineData("var request = new DecryptRequest();\n        request.KeyId = key;\n        await kms.DecryptAsync(request);", "var request = new DecryptRequest();\n        request.EncryptionContext = PAIR;\n        request.KeyId = key;\n        await kms.DecryptAsync(request);")]
    [InlineData("DecryptRequest request;\n        request = new();\n        request.KeyId = key;\n        await kms.DecryptAsync(request);", "DecryptRequest request;\n        request = new();\n        request.EncryptionContext = PAIR;\n        request.KeyId = key;\n        await kms.DecryptAsync(request);")]
    [InlineData("var request = new DecryptRequest { KeyId = key };\n        request.EncryptionContext = null;\n        await kms.DecryptAsync(request);", "var request = new DecryptRequest { KeyId = key };\n        request.EncryptionContext = PAIR;\n        await kms.DecryptAsync(request);")]
    [InlineData("await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = context });", "await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = context, DestinationEncryptionContext = PAIR });")]
    [InlineData("Func<Task> retry = () => kms.EncryptAsync(new EncryptRequest { KeyId = key });", "Func<Task> retry = () => kms.EncryptAsync(new EncryptRequest { KeyId = key, EncryptionContext = PAIR });")]
    public async Task KMSG1001_Fixes_a_request_where_it_is_made(string before, string after) =>
        await VerifyFix.Fixes<MissingEncryptionContext, MissingEncryptionContextFix>(InMethod(before), InMethod(after.Replace("PAIR", Pair, StringComparison.Ordinal)));

    [Fact]
    public async Task KMSG1001_DoesNotFix_a_request_of_which_the_rule_says_no_place()
    {
        // As for a request that another file creates.
        var rule = new MissingEncryptionContext().SupportedDiagnostics[0];

        Assert.Empty(await VerifyFix.Titles(InMethod("await kms.EncryptAsync(new EncryptRequest());"), new MissingEncryptionContextFix(), "EncryptAsync", rule));
    }

    [Fact]
    public async Task KMSG1001_Fixes_a_request_of_many_lines() =>
        await VerifyFix.Fixes<MissingEncryptionContext, MissingEncryptionContextFix>(
            InMethod("""
                await kms.EncryptAsync(new EncryptRequest
                        {
                            KeyId = key, // the billing key
                            Plaintext = new MemoryStream() // nothing
                        });
                """),
            InMethod("""
                await kms.EncryptAsync(new EncryptRequest
                        {
                            KeyId = key, // the billing key
                            Plaintext = new MemoryStream(), // nothing
                            EncryptionContext = new() { ["purpose"] = "order-vault" }
                        });
                """));

    [Fact]
    public async Task KMSG1001_Fixes_a_request_of_many_lines_that_ends_in_a_comma() =>
        await VerifyFix.Fixes<MissingEncryptionContext, MissingEncryptionContextFix>(
            InMethod("""
                await kms.EncryptAsync(new EncryptRequest
                        {
                            // the billing key
                            KeyId = key,
                        });
                """),
            InMethod("""
                await kms.EncryptAsync(new EncryptRequest
                        {
                            // the billing key
                            KeyId = key,
                            EncryptionContext = new() { ["purpose"] = "order-vault" },
                        });
                """));

    [Fact]
    public async Task KMSG1001_Fixes_the_calls_of_a_type_together()
    {
        const string before = """
            class OrderVault(IAmazonKeyManagementService kms)
            {
                Task Write() => kms.EncryptAsync(new EncryptRequest());

                class Reader(IAmazonKeyManagementService kms)
                {
                    Task Read() => kms.DecryptAsync(new DecryptRequest { EncryptionContext = null });
                }

                Task Move(Dictionary<string, string> pairs) =>
                    kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionAlgorithm = EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256, DestinationEncryptionContext = pairs });
            }
            """;
        const string after = """
            class OrderVault(IAmazonKeyManagementService kms)
            {
                Task Write() => kms.EncryptAsync(new EncryptRequest { EncryptionContext = new() { ["purpose"] = "order-vault" } });

                class Reader(IAmazonKeyManagementService kms)
                {
                    Task Read() => kms.DecryptAsync(new DecryptRequest { EncryptionContext = new() { ["purpose"] = "order-vault" } });
                }

                Task Move(Dictionary<string, string> pairs) =>
                    kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionAlgorithm = EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256, DestinationEncryptionContext = pairs });
            }
            """;
        const string usings = "using System.Collections.Generic;\n";

        await VerifyFix.FixesFirst<MissingEncryptionContext, MissingEncryptionContextFix>(usings + before, usings + after);
        Assert.All(await VerifyFix.Titles<MissingEncryptionContext, MissingEncryptionContextFix>(usings + before), static title => Assert.Equal(
            "Set EncryptionContext to [\"purpose\"] = \"order-vault\" in 2 places of this type (what was encrypted without it does not decrypt with it)", title));
    }

    [Fact]
    public async Task KMSG1001_Fixes_in_older_languages_with_the_using_that_it_needs() =>
        await VerifyFix.Fixes<MissingEncryptionContext, MissingEncryptionContextFix>(
            """
            using System.Threading.Tasks;
            using Amazon.KeyManagementService;
            using Amazon.KeyManagementService.Model;

            namespace Orders
            {
                class KMSOrder_Vault
                {
                    Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = "key" });
                }
            }
            """,
            """
            using System.Collections.Generic;
            using System.Threading.Tasks;
            using Amazon.KeyManagementService;
            using Amazon.KeyManagementService.Model;

            namespace Orders
            {
                class KMSOrder_Vault
                {
                    Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = "key", EncryptionContext = new Dictionary<string, string> { ["purpose"] = "kms-order-vault" } });
                }
            }
            """,
            LanguageVersion.CSharp7_3);

    [Fact]
    public async Task KMSG1001_Fixes_an_explicit_null_that_is_given_to_the_shared_interface() =>
        await VerifyFix.FixesWith<MissingEncryptionContext, MissingEncryptionContextFix>(
            Aws.V3,
            """
            class Vault
            {
                byte[] Run(Amazon.Runtime.SharedInterfaces.ICoreAmazonKMS kms, byte[] data) => kms.Decrypt(data, null);
            }
            """,
            """
            using System.Collections.Generic;

            class Vault
            {
                byte[] Run(Amazon.Runtime.SharedInterfaces.ICoreAmazonKMS kms, byte[] data) => kms.Decrypt(data, new Dictionary<string, string> { ["purpose"] = "vault" });
            }
            """);

    [Fact]
    public async Task KMSG1001_Fixes_a_program_by_the_name_of_its_assembly() =>
        await VerifyFix.Fixes<MissingEncryptionContext, MissingEncryptionContextFix>(
            "class Program { static Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest()); }",
            "class Program { static Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { EncryptionContext = new() { [\"purpose\"] = \"application\" } }); }");

    [Fact]
    public async Task KMSG1001_FixesAll_calls_and_both_sides_of_ReEncrypt() =>
        await VerifyFix.FixesAll<MissingEncryptionContext, MissingEncryptionContextFix>(
            InMethod("""
                await kms.EncryptAsync(new EncryptRequest { KeyId = key });
                        await kms.ReEncryptAsync(new ReEncryptRequest { DestinationKeyId = key });
                        var request = new GenerateDataKeyRequest();
                        request.KeyId = key;
                        await kms.GenerateDataKeyAsync(request);
                """),
            InMethod("""
                await kms.EncryptAsync(new EncryptRequest { KeyId = key, EncryptionContext = new() { ["purpose"] = "order-vault" } });
                        await kms.ReEncryptAsync(new ReEncryptRequest { DestinationKeyId = key, SourceEncryptionContext = new() { ["purpose"] = "order-vault" }, DestinationEncryptionContext = new() { ["purpose"] = "order-vault" } });
                        var request = new GenerateDataKeyRequest();
                        request.EncryptionContext = new() { ["purpose"] = "order-vault" };
                        request.KeyId = key;
                        await kms.GenerateDataKeyAsync(request);
                """));

    private static string InMethod(string body) => $$"""
        using System.Collections.Generic;

        class OrderVault
        {
            async Task Run(IAmazonKeyManagementService kms, string key, Dictionary<string, string> context)
            {
                {{body}}
            }
        }
        """;
}
