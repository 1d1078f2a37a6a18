using System.Reflection;
using System.Security.Cryptography;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class EnvelopeEncryptionFixTests
{
    private const string Vault = """
        using System.Security.Cryptography;

        public class OrderVault
        {
            private readonly IAmazonKeyManagementService _kms;

            public OrderVault(IAmazonKeyManagementService kms) => _kms = kms;

            public async Task<byte[]> Write(string order)
            {
                var response = await _kms.EncryptAsync(new EncryptRequest { KeyId = "key", Plaintext = new MemoryStream(PAYLOAD) });
                return response.CiphertextBlob.ToArray();
            }

            public async Task<string> Read(byte[] stored)
            {
                var response = await _kms.DecryptAsync(new DecryptRequest { KeyId = "key", CiphertextBlob = new MemoryStream(stored) }).ConfigureAwait(false);
                return Encoding.UTF8.GetString(response.Plaintext.ToArray());
            }
        }

        """;

    [Theory]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });", "await EncryptEnvelopeAsync(kms, new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });")]
    [InlineData("await kms.EncryptAsync(\n            new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) },\n            default);", "await EncryptEnvelopeAsync(\n            kms, new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) },\n            default);")]
    [InlineData("await kms.EncryptAsync(cancellationToken: default, request: new() { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });", "await EncryptEnvelopeAsync(kms, cancellationToken: default, request: new() { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });")]
    [InlineData("var request = new EncryptRequest(); request.Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)); Func<Task> retry = () => kms.EncryptAsync(request);", "Func<Task> retry = () => EncryptEnvelopeAsync(kms, request);")]
    [InlineData("var blob = this.Kms().EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) }).Result.CiphertextBlob;", "var blob = EncryptEnvelopeAsync(this.Kms(), new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) }).Result.CiphertextBlob;")]
    [InlineData("using var client = new AmazonKeyManagementServiceClient(); await client.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });", "await EncryptEnvelopeAsync(client, new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });")]
    public async Task KMSG1007_Fixes_the_call_and_leaves_what_is_around_it(string before, string after)
    {
        foreach (var aws in new[] { Aws.V3, Aws.V4 })
            Assert.Contains(after + "\n", await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(InMethod(before), aws), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KMSG1007_Fixes_the_decryptions_of_the_type_with_it()
    {
        var text = await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(OfText, Aws.V4);

        Assert.Contains("await EncryptEnvelopeAsync(_kms, new EncryptRequest", text, StringComparison.Ordinal);
        Assert.Contains("await DecryptEnvelopeAsync(_kms, new DecryptRequest { KeyId = \"key\", CiphertextBlob = new MemoryStream(stored) }).ConfigureAwait(false);", text, StringComparison.Ordinal);
        Assert.DoesNotContain("global::", text, StringComparison.Ordinal);
        Assert.Contains("DecryptEnvelopeAsync", Assert.Single(await VerifyFix.Titles<DirectEncryption, EnvelopeEncryptionFix>(OfText)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KMSG1007_Fixes_no_decryption_that_is_none_of_KMS_or_only_described()
    {
        var text = await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>("""
            using System.Linq.Expressions;

            interface IWrapper { Task<DecryptResponse> DecryptAsync(DecryptRequest request, CancellationToken cancellationToken = default); }
            class Vault
            {
                Task Write(IAmazonKeyManagementService kms, string text) => kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
                Task Read(IWrapper wrapper) => wrapper.DecryptAsync(new DecryptRequest());
                Expression<Func<IAmazonKeyManagementService, Task>> Setup() => kms => kms.DecryptAsync(new DecryptRequest(), default);
            }
            """, Aws.V4);

        Assert.Contains("=> wrapper.DecryptAsync(new DecryptRequest());", text, StringComparison.Ordinal);
        Assert.Contains("=> kms => kms.DecryptAsync(new DecryptRequest(), default);", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KMSG1006_Fixes_with_code_that_no_other_rule_complains_of()
    {
        var text = await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(
            InMethod("await kms.EncryptAsync(new EncryptRequest { KeyId = text, EncryptionContext = context, Plaintext = new MemoryStream(new byte[5000]) });"), Aws.V4);

        Assert.Empty(await Verify.Diagnostics(Verify.Compile("#nullable enable\n" + text, Aws.V4), AllRules.Instances));
    }

    [Fact]
    public async Task The_helpers_read_what_they_write_and_what_KMS_encrypted_before_and_leave_no_key()
    {
        dynamic kms = Run(await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(OfText, Aws.V4), "Kms");
        dynamic vault = Activator.CreateInstance(((object)kms).GetType().Assembly.GetType("OrderVault")!, (object)kms)!;
        var order = new string('x', 100_000);

        byte[] stored = await vault.Write(order);
        byte[] again = await vault.Write(order);

        Assert.Equal(order, (string)await vault.Read(stored));
        Assert.Equal(order, (string)await vault.Read(again));
        Assert.Equal("old", (string)await vault.Read((byte[])kms.Direct("old")));
        Assert.Equal("", (string)await vault.Read((byte[])await vault.Write("")));
        Assert.Equal("ENV1"u8, stored.AsSpan(0, 4));
        // Another key and another nonce each time.
        Assert.NotEqual(stored[6..50], again[6..50]);
        stored[^1] ^= 1;
        await Assert.ThrowsAsync<AuthenticationTagMismatchException>(() => (Task)vault.Read(stored));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => (Task)vault.Read(again[..30]));
        IReadOnlyList<MemoryStream> handedOut = kms.HandedOut;
        Assert.Equal(7, handedOut.Count);
        Assert.All(handedOut, static key => Assert.DoesNotContain(key.ToArray(), static one => one != 0));
    }

    [Fact]
    public async Task KMSG1006_FixesAll_with_helpers_once_in_each_type() => await FixesAll("new byte[5000]");

    [Fact]
    public async Task KMSG1007_FixesAll_with_helpers_once_in_each_type() => await FixesAll("Encoding.UTF8.GetBytes(order)");

    [Theory]
    // Old frameworks have no AES-GCM, and only they have synchronous calls.
    [InlineData("kms.Encrypt(new EncryptRequest { Plaintext = new MemoryStream(new byte[5000]) });")]
    [InlineData("await (kms?.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(new byte[5000]) }) ?? Task.FromResult<EncryptResponse>(null));")]
    // An asymmetric key generates no data keys.
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionAlgorithm = EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256, Plaintext = new MemoryStream(new byte[5000]) });")]
    public async Task KMSG1006_DoesNotFix_calls_of_another_shape(string body) =>
        await VerifyFix.NotOffered<DirectEncryption, EnvelopeEncryptionFix>(InMethod(body));

    [Theory]
    [InlineData("partial class Service { Task Run(IAmazonKeyManagementService kms) => CALL; } partial class Service { }")]
    [InlineData("interface IService { Task Run(IAmazonKeyManagementService kms) => CALL; }")]
    [InlineData("class Service { int EncryptEnvelopeAsync; Task Run(IAmazonKeyManagementService kms) => CALL; }")]
    [InlineData("class Service : AmazonKeyManagementServiceClient { Task Run() => base.CLIENTLESS; }")]
    public async Task KMSG1006_DoesNotFix_types_that_cannot_have_the_helpers(string type) =>
        await VerifyFix.NotOffered<DirectEncryption, EnvelopeEncryptionFix>(type
            .Replace("CALL", "kms.CLIENTLESS", StringComparison.Ordinal)
            .Replace("CLIENTLESS", "EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(new byte[5000]) })", StringComparison.Ordinal));

    private static async Task FixesAll(string payload)
    {
        var source = Vault.Replace("PAYLOAD", payload, StringComparison.Ordinal);
        // Twice in one type, and once more in another.
        source = source.Replace("    public async Task<string> Read", """
                public Task Again(string order) => _kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(PAYLOAD) });

                public async Task<string> Read
            """.Replace("PAYLOAD", payload, StringComparison.Ordinal), StringComparison.Ordinal);
        var single = await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(OfText, Aws.V4);
        var helpers = single[single.IndexOf("\n    // \"ENV1\"", StringComparison.Ordinal)..single.LastIndexOf('}')];
        var expected = source.Replace("_kms.EncryptAsync(", "EncryptEnvelopeAsync(_kms, ", StringComparison.Ordinal).Replace("_kms.DecryptAsync(", "DecryptEnvelopeAsync(_kms, ", StringComparison.Ordinal);
        expected = expected[..expected.LastIndexOf('}')] + helpers + "}\n";

        await VerifyFix.FixesAll<DirectEncryption, EnvelopeEncryptionFix>(source + Second(source), expected + Second(expected));

        static string Second(string vault) => vault[(vault.IndexOf("public class", StringComparison.Ordinal))..].Replace("OrderVault", "Second", StringComparison.Ordinal);
    }

    private static string OfText => Vault.Replace("PAYLOAD", "Encoding.UTF8.GetBytes(order)", StringComparison.Ordinal);

    // The fixed code on a KMS of a few lines, both in one assembly.
    private static object Run(string source, string type)
    {
        using var assembly = new MemoryStream();
        var compilation = Verify.Compile(source, []).AddSyntaxTrees(CSharpSyntaxTree.ParseText(SmallKms, new CSharpParseOptions(LanguageVersion.CSharp12)));
        var result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return Activator.CreateInstance(Assembly.Load(assembly.ToArray()).GetType(type)!)!;
    }

    internal const string SmallKms = """
        namespace Amazon.KeyManagementService
        {
            public interface IAmazonKeyManagementService
            {
                Task<Model.EncryptResponse> EncryptAsync(Model.EncryptRequest request, CancellationToken cancellationToken = default);
                Task<Model.DecryptResponse> DecryptAsync(Model.DecryptRequest request, CancellationToken cancellationToken = default);
                Task<Model.GenerateDataKeyResponse> GenerateDataKeyAsync(Model.GenerateDataKeyRequest request, CancellationToken cancellationToken = default);
            }
            public enum DataKeySpec { AES_256 }
        }
        namespace Amazon.KeyManagementService.Model
        {
            public class Request { public string KeyId; public Dictionary<string, string> EncryptionContext; public List<string> GrantTokens; }
            public class EncryptRequest : Request { public MemoryStream Plaintext; }
            public class DecryptRequest : Request { public MemoryStream CiphertextBlob; }
            public class GenerateDataKeyRequest : Request { public DataKeySpec KeySpec; }
            public class EncryptResponse { public MemoryStream CiphertextBlob; public string KeyId; }
            public class DecryptResponse { public MemoryStream Plaintext; public string KeyId; }
            public class GenerateDataKeyResponse : EncryptResponse { public MemoryStream Plaintext; }
        }
        public class Kms : IAmazonKeyManagementService
        {
            private readonly List<byte[]> _plaintexts = new();
            public List<MemoryStream> HandedOut { get; } = new();

            public byte[] Direct(string text) => Wrap(Encoding.UTF8.GetBytes(text));

            public Task<EncryptResponse> EncryptAsync(EncryptRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

            public Task<GenerateDataKeyResponse> GenerateDataKeyAsync(GenerateDataKeyRequest request, CancellationToken cancellationToken)
            {
                var key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
                return Task.FromResult(new GenerateDataKeyResponse { CiphertextBlob = new MemoryStream(Wrap(key)), Plaintext = HandOut(key), KeyId = request.KeyId });
            }

            public Task<DecryptResponse> DecryptAsync(DecryptRequest request, CancellationToken cancellationToken)
            {
                var plaintext = _plaintexts[request.CiphertextBlob.ToArray()[4]];
                return Task.FromResult(new DecryptResponse { Plaintext = plaintext.Length == 32 ? HandOut(plaintext) : new MemoryStream(plaintext), KeyId = request.KeyId });
            }

            private byte[] Wrap(byte[] plaintext)
            {
                _plaintexts.Add(plaintext.ToArray());
                return new byte[] { 1, 2, 2, 0, (byte)(_plaintexts.Count - 1) };
            }

            private MemoryStream HandOut(byte[] key)
            {
                var stream = new MemoryStream(key.ToArray());
                HandedOut.Add(stream);
                return stream;
            }
        }
        """;

    private static string InMethod(string body) => $$"""
        using System.Security.Cryptography;
        using System.Collections.Generic;

        class Service
        {
            async Task Run(IAmazonKeyManagementService kms, string text, Dictionary<string, string> context)
            {
                {{body}}
            }

            IAmazonKeyManagementService Kms() => null;
        }
        """;
}
