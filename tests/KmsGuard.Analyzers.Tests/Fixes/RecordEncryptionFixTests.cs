using System.Reflection;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Fixes;

/// <summary>KMSG1006 and KMSG1007 in projects that reference KmsGuard. What is fixed is compiled with what the generator writes for it.</summary>
public sealed class RecordEncryptionFixTests
{
    private static readonly MetadataReference[] V3 = [.. Aws.V3, .. Runtime.References];
    private static readonly MetadataReference[] V4 = [.. Aws.V4, .. Runtime.References];

    private const string Vault = """
        using KmsGuard;

        namespace Acme.Orders
        {
            public class OrderVault
            {
                private readonly IAmazonKeyManagementService _kms;
                MEMBERS

                public OrderVault(PARAMETERS)
                {
                    _kms = kms;
                }

                public async Task<byte[]> Write(string order, System.Collections.Generic.Dictionary<string, string> pairs)
                {
                    var response = await _kms.EncryptAsync(new EncryptRequest { KeyId = "key", EncryptionContext = pairs, Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(order)) });
                    return response.CiphertextBlob.ToArray();
                }

                public async Task<string> Read(byte[] stored, System.Collections.Generic.Dictionary<string, string> pairs)
                {
                    var response = await _kms.DecryptAsync(new DecryptRequest { KeyId = "key", EncryptionContext = pairs, CiphertextBlob = new MemoryStream(stored) });
                    return Encoding.UTF8.GetString(response.Plaintext.ToArray());
                }
            }
        }

        """;

    [Theory]
    [InlineData("private readonly RecordEncryptor _records = null;", "IAmazonKeyManagementService kms", "_records")]
    [InlineData("protected RecordEncryptor Records { get; } = null;", "IAmazonKeyManagementService kms", "Records")]
    [InlineData("private static readonly RecordEncryptor Shared = null;", "IAmazonKeyManagementService kms", "Shared")]
    public async Task KMSG1007_Fixes_with_the_encryptor_at_hand(string members, string parameters, string encryptor)
    {
        var text = await Fixed(Source(members, parameters));

        Assert.Contains($"await EncryptRecordAsync({encryptor}, new EncryptRequest", text, StringComparison.Ordinal);
        Assert.Contains($"await DecryptRecordAsync({encryptor}, _kms, new DecryptRequest", text, StringComparison.Ordinal);
        Assert.Contains("""    [EncryptedModel("acme-orders-order-vault", KeyName = "acme-orders-order-vault", Binding = RecordBinding.HeaderOnly)]""" + "\n    internal sealed class OrderVaultPayload\n", text, StringComparison.Ordinal);
        Assert.Contains(parameters, text, StringComparison.Ordinal);
        Assert.DoesNotContain("global::", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KMSG1007_Fixes_with_an_encryptor_that_the_constructor_is_given()
    {
        var text = await Fixed(Source("", "IAmazonKeyManagementService kms"));

        Assert.Contains("private readonly RecordEncryptor _encryptor;", text, StringComparison.Ordinal);
        Assert.Contains("public OrderVault(IAmazonKeyManagementService kms, RecordEncryptor encryptor)", text, StringComparison.Ordinal);
        Assert.Contains("_encryptor = encryptor;", text, StringComparison.Ordinal);
        Assert.Contains("await EncryptRecordAsync(_encryptor, new EncryptRequest", text, StringComparison.Ordinal);
        var title = Assert.Single(await VerifyFix.Titles<DirectEncryption, EnvelopeEncryptionFix>(Source("", "IAmazonKeyManagementService kms"), V4));
        Assert.Contains("'acme-orders-order-vault'", title, StringComparison.Ordinal);
        Assert.Contains("whoever creates OrderVault must then pass a RecordEncryptor", title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KMSG1006_Fixes_with_an_encryptor_that_a_primary_constructor_is_given()
    {
        var text = await Fixed("class Service(IAmazonKeyManagementService kms) { Task Run() => kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(new byte[5000]) }); }");

        Assert.Contains("class Service(IAmazonKeyManagementService kms, KmsGuard.RecordEncryptor encryptor)", text.Replace("global::", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("=> EncryptRecordAsync(encryptor, new EncryptRequest", text, StringComparison.Ordinal);
    }

    [Theory]
    // Static code, where no instance is; a type whose model could not stand beside it; names that are taken.
    [InlineData("static class Service { static Task Run(IAmazonKeyManagementService kms) => CALL; }")]
    [InlineData("class Service { Service() { } Service(int other) { } Task Run(IAmazonKeyManagementService kms) => CALL; }")]
    [InlineData("class Outer { class Service { Task Run(IAmazonKeyManagementService kms) => CALL; } }")]
    [InlineData("class Service<T> { Task Run(IAmazonKeyManagementService kms) => CALL; }")]
    [InlineData("class ServicePayload { } class Service { Task Run(IAmazonKeyManagementService kms) => CALL; }")]
    public async Task KMSG1006_Fixes_by_hand_where_no_encryptor_or_model_can_be(string type)
    {
        var text = await Fixed(type.Replace("CALL", "kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(new byte[5000]) })", StringComparison.Ordinal));

        Assert.Contains("=> EncryptEnvelopeAsync(kms, new EncryptRequest", text, StringComparison.Ordinal);
        Assert.DoesNotContain("RecordEncryptor", text, StringComparison.Ordinal);
    }

    [Fact]
    public Task KMSG1006_FixesAll_with_a_model_for_each_type() => FixesAll("new byte[5000]");

    [Fact]
    public Task KMSG1007_FixesAll_with_a_model_for_each_type() => FixesAll("Encoding.UTF8.GetBytes(order)");

    [Fact]
    public async Task The_records_are_read_with_the_same_pairs_only_and_what_KMS_encrypted_before_too()
    {
        var text = await Fixed(Source("", "IAmazonKeyManagementService kms"));
        dynamic host = Run(text);
        var pairs = new Dictionary<string, string> { ["tenant"] = "t&1", ["purpose"] = "orders" };
        var reordered = new Dictionary<string, string> { ["purpose"] = "orders", ["tenant"] = "t&1" };
        var order = new string('x', 100_000);

        byte[] stored = await host.Vault.Write(order, pairs);

        Assert.Equal(order, (string)await host.Vault.Read(stored, reordered));
        Assert.Equal("", (string)await host.Vault.Read((byte[])await host.Vault.Write("", null), new Dictionary<string, string>()));
        Assert.Equal("old", (string)await host.Vault.Read((byte[])host.Kms.Direct("old"), pairs));
        Assert.DoesNotContain("xxxx", System.Text.Encoding.UTF8.GetString(stored), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => (Task)host.Vault.Read(stored, new Dictionary<string, string> { ["tenant"] = "t2", ["purpose"] = "orders" }));
        await Assert.ThrowsAnyAsync<Exception>(() => (Task)host.Vault.Read(stored, null));
    }

    private static async Task FixesAll(string payload)
    {
        var source = Source("private readonly RecordEncryptor _records = null;", "IAmazonKeyManagementService kms").Replace("Encoding.UTF8.GetBytes(order)", payload, StringComparison.Ordinal);
        var expected = await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(source, V4);

        await VerifyFix.FixesAll<DirectEncryption, EnvelopeEncryptionFix>(Both(source), Both(expected), V4,
            static text => text.Replace("Acme.Orders", "Acme.Copies", StringComparison.Ordinal).Replace("acme-orders", "acme-copies", StringComparison.Ordinal),
            FixAllScope.Solution);

        // One more type in the same document.
        static string Both(string text) => text + text[text.IndexOf("\nnamespace", StringComparison.Ordinal)..].Replace("OrderVault", "BillVault", StringComparison.Ordinal).Replace("order-vault", "bill-vault", StringComparison.Ordinal);
    }

    private static string Source(string members, string parameters) =>
        Vault.Replace("\n        MEMBERS\n", members.Length == 0 ? "\n" : $"\n        {members}\n", StringComparison.Ordinal).Replace("PARAMETERS", parameters, StringComparison.Ordinal);

    private static async Task<string> Fixed(string source)
    {
        var text = await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(source, V3);
        Assert.Equal(text, await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(source, V4));
        return text;
    }

    private static object Run(string source)
    {
        const string Host = """
            public sealed class Host
            {
                public Kms Kms { get; } = new();
                public Acme.Orders.OrderVault Vault { get; }
                public Host() => Vault = new(Kms, new KmsGuard.RecordEncryptor(KmsGuard.LocalKeyring.ForDevelopment(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()))));
            }
            """;
        var options = new CSharpParseOptions(LanguageVersion.CSharp12);
        var compilation = Runtime.Generate(Verify.Compile(source, Runtime.References)
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(EnvelopeEncryptionFixTests.SmallKms, options), CSharpSyntaxTree.ParseText(Host, options)));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return Activator.CreateInstance(Assembly.Load(assembly.ToArray()).GetType("Host")!)!;
    }
}
