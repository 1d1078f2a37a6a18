using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using KmsGuard.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Generators.Tests;

/// <summary>What an assembly tells of its models and calls, read as a tool reads it: from the file, without loading it.</summary>
public sealed class ManifestTests
{
    private const string NoUses = "\"uses\":[]}";

    [Fact]
    public void Everything_that_a_policy_or_a_reader_of_stored_data_needs_of_a_model() => Assert.Equal(
        """
        {"manifest":1,"models":[{"type":"Shop.Customer","record":"Shop.StoredCustomer","purpose":"customer","formerPurposes":["client"],"keyName":"pii","format":"record/1",
        "context":[{"key":"tenant","type":"text"}],"identity":[{"key":"id","type":"guid"},{"key":"region","type":"integer","default":"7"}],
        "fields":[{"name":"birth","property":"Birth","encoding":"date","nulls":"authenticated"},
        {"name":"email","formerNames":["mail","e-mail"],"property":"Email","encoding":"text","nulls":"unstored","padded":true},
        {"name":"kind","property":"Kind","encoding":"unsigned","nulls":"refused"}],"sendsIdentity":true}],
        """.ReplaceLineEndings("") + NoUses,
        Read(Generator.Run("""
            using System;
            using KmsGuard;
            namespace Shop;
            public enum Kind : byte { A }
            public enum Region { A }
            [EncryptedModel("customer", KeyName = "pii", TypeName = "StoredCustomer", SendIdentityToKeyring = true), FormerPurpose("client")]
            public class Customer
            {
                [RecordIdentity("region", Default = "7")] public Region Region { get; init; }
                [RecordIdentity("id")] public Guid Id { get; init; }
                [EncryptionContext("tenant")] public required string Tenant { get; init; }
                [Encrypted("kind")] public Kind @Kind { get; set; }
                [Encrypted("email", Pad = 64), FormerName("mail"), FormerName("e-mail")] public string? Email { get; set; }
                [Encrypted("birth", AuthenticateNull = true)] public DateOnly? Birth { get; set; }
            }
            """)));

    [Fact]
    public void Models_stand_in_the_order_of_their_records_and_text_is_ASCII()
    {
        var manifest = Read(Generator.Run(
            """namespace Z { [KmsGuard.EncryptedModel("zoë\"\u2028")] public class B { [KmsGuard.Encrypted("f")] public int F { get; set; } } }""",
            """[KmsGuard.EncryptedModel("a")] public class A { [KmsGuard.Encrypted("f")] public int F { get; set; } }"""));

        Assert.StartsWith("""{"manifest":1,"models":[{"type":"A","record":"EncryptedA",""", manifest, StringComparison.Ordinal);
        Assert.Contains("""{"type":"Z.B","record":"Z.EncryptedB","purpose":"zo\u00eb\"\u2028",""", manifest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("await encryptor.EncryptAsync(customer);", "Customer encrypt")]
    [InlineData("encryptor.EncryptAllAsync(customers);", "Customer encrypt")]
    [InlineData("await encryptor.UpdateAsync(stored, customer);", "Customer encrypt")]
    [InlineData("await encryptor.DecryptAsync(stored);", "Customer decrypt")]
    [InlineData("await encryptor.DecryptFieldAsync(stored, EncryptedCustomer.Fields.Ssn);", "Customer decrypt")]
    [InlineData("await encryptor.SetFieldAsync(stored, EncryptedCustomer.Fields.Ssn, \"\");", "Customer decrypt")]
    [InlineData("using var open = await encryptor.OpenAsync(stored);", "Customer decrypt")]
    [InlineData("await encryptor.RewrapAsync(stored);", "Customer decrypt,rewrap")]
    [InlineData("await encryptor.DecryptAsync(stored); await encryptor.EncryptAsync(order);", "Customer decrypt; Order encrypt")]
    [InlineData("await encryptor.DecryptAsync(stored); await encryptor.EncryptAsync(customer);", "Customer decrypt,encrypt")]
    [InlineData("var one = stored; await encryptor.DecryptAsync(one);", "Customer decrypt")]
    [InlineData("await encryptor!.DecryptAsync(new List<EncryptedCustomer>()[0]);", "Customer decrypt")]
    [InlineData("await EncryptedCustomerExtensions.EncryptAsync(encryptor, customer);", "Customer encrypt")]
    [InlineData("Func<Customer, System.Threading.CancellationToken, ValueTask<EncryptedCustomer>> later = encryptor.EncryptAsync;", "Customer encrypt; Order encrypt")]
    // Which record a variable holds is not known before it is generated: too much is told rather than too little.
    [InlineData("var made = await encryptor.EncryptAsync(customer); await encryptor.DecryptAsync(made);", "Customer decrypt,encrypt; Order decrypt")]
    public void Calls_on_models_of_the_same_assembly(string statements, string expected) =>
        Assert.Equal(expected, Uses(Read(Generator.Run(Sources.Customer, Sources.Order, Program(statements)))));

    [Theory]
    [InlineData("await encryptor.EncryptAsync(customer);", "Customer encrypt")]
    [InlineData("_ = encryptor?.DecryptAsync(stored);", "Customer decrypt")]
    [InlineData("var made = await encryptor.EncryptAsync(customer); await encryptor.DecryptAsync(made);", "Customer decrypt,encrypt")]
    [InlineData("Func<Customer, System.Threading.CancellationToken, ValueTask<EncryptedCustomer>> later = encryptor.EncryptAsync;", "Customer encrypt")]
    public void Calls_on_models_of_another_assembly(string statements, string expected)
    {
        var models = Generator.Run(Sources.Customer, Sources.Order);
        var application = Generator.Compile(Program(statements)).AddReferences(models.Compilation.ToMetadataReference()).WithAssemblyName("Application");

        var manifest = Read(Generator.RunUnchecked(application));

        Assert.Equal(expected, Uses(manifest));
        Assert.Contains("\"models\":[],", manifest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EncryptAsync(model)", "Indexed encrypt,index")]
    [InlineData("SetFieldAsync(stored, EncryptedIndexed.Fields.Mail, \"\")", "Indexed decrypt,index")]
    [InlineData("ReindexAsync(stored)", "Indexed decrypt,index")]
    [InlineData("DecryptAsync(stored)", "Indexed decrypt")]
    public void Writing_a_model_with_indexes_takes_their_keys(string call, string expected)
    {
        const string Model = """using KmsGuard; namespace Shop; [EncryptedModel("m")] public class Indexed { [RecordIdentity("id")] public int Id { get; init; } [Encrypted("mail"), BlindIndex(Bits = 12, Normalize = IndexNormalization.Trim | IndexNormalization.DigitsOnly)] public string? Mail { get; set; } }""";
        var use = $$"""using KmsGuard; namespace Shop; public class Service { public async System.Threading.Tasks.Task Run(RecordEncryptor encryptor, Indexed model, EncryptedIndexed stored) => await encryptor.{{call}}; }""";

        var own = Read(Generator.Run(Model, use));
        var others = Read(Generator.RunUnchecked(Generator.Compile(use).AddReferences(Generator.Run(Model).Compilation.ToMetadataReference()).WithAssemblyName("Application")));

        Assert.Equal(expected, Uses(own));
        Assert.Equal(expected, Uses(others));
        Assert.Contains("\"indexes\":[{\"version\":1,\"bits\":12,\"normalize\":[\"trim\",\"digits\"]}]", own, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_has_the_names_of_operations_is_not_told()
    {
        const string Others = """
            namespace Shop;
            public class Connection { public void OpenAsync() { } public Connection EncryptAsync => this; public void EncryptAsyncAll(object o) { } }
            public static class OtherExtensions { public static void DecryptAsync(this string text, int other) { } }
            public class User { public void Use(Connection c) { c.EncryptAsync.OpenAsync(); c.OpenAsync(); c?.OpenAsync(); "".DecryptAsync(1); } }
            """;
        Assert.EndsWith(NoUses, Read(Generator.Run(Sources.Customer, Others)), StringComparison.Ordinal);
        Assert.Empty(Generator.Run(Others).Compilation.SyntaxTrees.Skip(1));
    }

    [Fact]
    public void An_edit_in_a_method_changes_the_manifest_only_by_another_operation()
    {
        var before = Generator.Run(Sources.Customer, Sources.Order, Program("await encryptor.EncryptAsync(customer);"));

        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonAfter("var again = customer; await encryptor.EncryptAsync(again); await encryptor.EncryptAsync(customer);"));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonAfter("await encryptor.DecryptAsync(stored);"));

        IncrementalStepRunReason ReasonAfter(string statements)
        {
            var tree = before.Compilation.SyntaxTrees.ElementAt(2);
            var compilation = before.Compilation.RemoveSyntaxTrees(before.Compilation.SyntaxTrees.Skip(3)).ReplaceSyntaxTree(tree, Generator.Parse(Program(statements), tree.FilePath));
            var result = Assert.Single(before.Driver.RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results);
            return Assert.Single(Assert.Single(result.TrackedSteps[TrackingNames.Manifest]).Outputs).Reason;
        }
    }

    private static string Program(string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using KmsGuard;
        namespace Shop;
        public class Service(RecordEncryptor encryptor)
        {
            public async Task RunAsync(Customer customer, EncryptedCustomer stored, Order order, IAsyncEnumerable<Customer> customers)
            {
                {{statements}}
                await Task.CompletedTask;
                _ = (encryptor, customer, stored, order, customers);
            }
        }
        """;

    /// <summary>As <c>Customer decrypt,encrypt; Order encrypt</c>.</summary>
    private static string Uses(string manifest)
    {
        using var json = System.Text.Json.JsonDocument.Parse(manifest);
        return string.Join("; ", json.RootElement.GetProperty("uses").EnumerateArray().Select(use =>
            $"{use.GetProperty("record").GetString()!.Replace("Shop.Encrypted", "", StringComparison.Ordinal)} {string.Join(',', use.GetProperty("operations").EnumerateArray().Select(operation => operation.GetString()))}"));
    }

    private static string Read(GeneratorOutput output)
    {
        using var stream = new MemoryStream();
        Assert.Empty(output.Compilation.Emit(stream, cancellationToken: TestContext.Current.CancellationToken).Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error));
        stream.Position = 0;
        using var file = new PEReader(stream);
        var metadata = file.GetMetadataReader();
        return Assert.Single(metadata.GetAssemblyDefinition().GetCustomAttributes().Select(handle => Value(metadata, metadata.GetCustomAttribute(handle))).OfType<string>());
    }

    private static string? Value(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference
            || metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } type
            || metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name) != "AssemblyMetadataAttribute")
            return null;
        var blob = metadata.GetBlobReader(attribute.Value);
        Assert.Equal(1, blob.ReadUInt16());      // prolog, ECMA-335 II.23.3
        return blob.ReadSerializedString() == "KmsGuard.Manifest" ? blob.ReadSerializedString() : null;
    }
}
