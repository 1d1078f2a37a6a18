using KmsGuard.Generators.Parsing;
using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests;

/// <summary>Each misuse gives its own error, and no code that would do half of what was meant.</summary>
public sealed class ErrorTests
{
    private const string Field = "[Encrypted(\"f\")] public string? F { get; set; } ";

    public static TheoryData<string, string> Members() => new()
    {
        { "[Encrypted(\"d\")] public Version? D { get; set; }", Generator.Expect("Model.D", Problems.EncryptedType("System.Version?")) },
        { "[Encrypted(\"d\")] public char? D { get; set; }", Generator.Expect("Model.D", Problems.EncryptedType("char?")) },
        { "[Encrypted(\"d\")] public byte?[] D { get; set; } = [];", Generator.Expect("Model.D", Problems.EncryptedType("byte?[]")) },
        { "[Encrypted(\"d\")] public byte[,]? D { get; set; }", Generator.Expect("Model.D", Problems.EncryptedType("byte[*,*]?")) },
        { "[Encrypted(\"d\")] public List<string>? D { get; set; }", Generator.Expect("Model.D", Problems.EncryptedType("System.Collections.Generic.List<string>?")) },
        { "[Encrypted(\"d\")] public Uri? D { get; set; }", Generator.Expect("Model.D", Problems.EncryptedType("System.Uri?")) },
        { "[Encrypted(\"d\")] public Two? D { get; set; }", Generator.Expect("Model.D", Problems.EncryptedType("Shop.Two?")) },
        { "[Encrypted(\"d\")] public Both? D { get; set; }", Generator.Expect("Model.D", Problems.EncryptedType("Shop.Both?")) },
        { "[Encrypted(\"d\")] public OneWay? D { get; set; }", Generator.Expect("Model.D", Problems.EncryptedType("Shop.OneWay?")) },
        { "[Encrypted(\"j\", Json = null)] public Other? J { get; set; }", Generator.Expect("Model.J", Problems.NoJsonContext) },
        { "[Encrypted(\"j\", Json = typeof(Other))] public Other? J { get; set; }", Generator.Expect("Model.J", Problems.NotAJsonContext("Other")) },
        { "[Encrypted(\"j\", Json = typeof(Unknown))] public Other? J { get; set; }", Generator.Expect("Model.J", Problems.UnknownType) },
        { "[Encrypted(\"j\", Json = typeof(ModelJson))] public Other? J { get; set; }", Generator.Expect("Model.J", Problems.JsonContextLacks("ModelJson", "Shop.Other")) },
        { "[Encrypted(\"j\", Json = typeof(Hidden))] public Other? J { get; set; } private class Hidden : ModelJson { }", Generator.Expect("Model.J", Problems.HiddenJsonContext("Hidden")) },
        { "[Encrypted(\"s\")] public static string? S { get; set; }", Generator.Expect("Model.S", Problems.Static) },
        { "[Encrypted(\"i\")] public string? this[int i] { get => null; set { } }", Generator.Expect("Model.this[]", Problems.Indexer) },
        { "[Encrypted(\"g\")] public string? G { get; }", Generator.Expect("Model.G", Problems.NoSetter) },
        { "public System.Collections.Generic.List<string> Tags { get; } = new();", Generator.Expect("Model.Tags", Problems.GetOnlyContent) },
        { "[Encrypted(\"g\")] public string G => F + \"\";", Generator.Expect("Model.G", Problems.NoSetter) },
        { "[Encrypted(\"w\")] public string? W { set { } }", Generator.Expect("Model.W", Problems.WriteOnly) },
        { "[Encrypted(\"w\")] public string? W { private get; set; }", Generator.Expect("Model.W", Problems.WriteOnly) },
        { "[Encrypted(\"n\")] internal string? N { get; set; }", Generator.Expect("Model.N", Problems.NotPublic) },
        { "[EncryptionContext(\"n\")] private string? N { get; set; }", Generator.Expect("Model.N", Problems.NotPublic) },
        { "private string? _r; [Encrypted(\"r\")] public ref string? R => ref _r;", Generator.Expect("Model.R", Problems.ReturnsByReference) },
        { "[Encrypted(\"\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.Missing("field name")) },
        { "[Encrypted(null!)] public string? E { get; set; }", Generator.Expect("Model.E", Problems.Missing("field name")) },
        { "[Encrypted(\"" + "ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää" + "x\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.TooLong("field name")) },
        { "[Encrypted(\"a\\uD800b\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.LoneSurrogate("field name")) },
        { "[Encrypted(\"f\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.DuplicateField("f", "F")) },
        { "[Encrypted(\"e\", AuthenticateNull = true)] public int E { get; set; }", Generator.Expect("Model.E", Problems.AuthenticatedNonNullable) },
        { "[Encrypted(\"p\", Pad = 1)] public string? P { get; set; }", Generator.Expect("Model.P", Problems.PadOutOfRange) },
        { "[Encrypted(\"p\", Pad = -64)] public string? P { get; set; }", Generator.Expect("Model.P", Problems.PadOutOfRange) },
        { "[Encrypted(\"p\", Pad = 65537)] public string? P { get; set; }", Generator.Expect("Model.P", Problems.PadOutOfRange) },
        { "[BlindIndex(Bits = 8)] public string? C { get; set; }", Generator.Expect("Model.C", Problems.IndexOfClear) },
        { "[RecordIdentity(\"c\"), BlindIndex(Bits = 8)] public string? C { get; set; }", Generator.Expect("Model.C", Problems.IndexOfClear) },
        { "[Encrypted(\"e\"), BlindIndex] public string? E { get; set; }", Generator.Expect("Model.E", Problems.IndexBits) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8)] public double E { get; set; }", Generator.Expect("Model.E", Problems.IndexedType("double")) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 33)] public string? E { get; set; }", Generator.Expect("Model.E", Problems.IndexBits) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = -1)] public string? E { get; set; }", Generator.Expect("Model.E", Problems.IndexBits) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8, Version = 0)] public string? E { get; set; }", Generator.Expect("Model.E", Problems.IndexVersion) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8), BlindIndex(Bits = 9)] public string? E { get; set; }", Generator.Expect("Model.E", Problems.IndexVersionTwice(1)) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8, PropertyName = \"\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.NotAnIndexName("")) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8, Normalize = (IndexNormalization)16)] public string? E { get; set; }", Generator.Expect("Model.E", Problems.UnknownNormalization) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8, Normalize = IndexNormalization.Trim)] public int E { get; set; }", Generator.Expect("Model.E", Problems.NormalizedType) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8, Normalizer = typeof(string))] public string? E { get; set; }", Generator.Expect("Model.E", Problems.NotANormalizer("String", "string")) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8, Normalizer = typeof(Numbers))] public string? E { get; set; }", Generator.Expect("Model.E", Problems.NotANormalizer("Numbers", "string")) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8, Normalizer = typeof(Hidden))] public int E { get; set; } private sealed class Hidden : IIndexNormalizer<int> { public static int Normalize(int value) => value; }", Generator.Expect("Model.E", Problems.NotANormalizer("Hidden", "int")) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8)] public string? E { get; set; } public int EIndex { get; set; }", Generator.Expect("Model.E", Problems.IndexNameTaken("EncryptedModel", "EIndex")) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8)] public string? E { get; set; } public int EIndexValue { get; set; }", Generator.Expect("Model.E", Problems.IndexNameTaken("EncryptedModel", "EIndexValue")) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8, PropertyName = \"Fields\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.IndexNameTaken("EncryptedModel", "Fields")) },
        { "[Encrypted(\"e\"), BlindIndex(Bits = 8)] public string? E { get; set; } public int Indexes { get; set; }", Generator.Expect("Model.Indexes", Problems.MemberTaken("EncryptedModel", "Indexes")) },
        { "[EncryptionContext(\"\")] public string? C { get; set; }", Generator.Expect("Model.C", Problems.Missing("key")) },
        { "[RecordIdentity(null!)] public string? C { get; set; }", Generator.Expect("Model.C", Problems.Missing("key")) },
        { "[RecordIdentity(\"\\uDC00\")] public string? C { get; set; }", Generator.Expect("Model.C", Problems.LoneSurrogate("key")) },
        { "[EncryptionContext(\"a\\0\")] public string? C { get; set; }", Generator.Expect("Model.C", Problems.NulInKey) },
        { "[EncryptionContext(\"AWS-crypto-x\")] public string? C { get; set; }", Generator.Expect("Model.C", Problems.ReservedKey("AWS-crypto-x", "aws-crypto-")) },
        { "[RecordIdentity(\"KmsGuard-use\")] public string? C { get; set; }", Generator.Expect("Model.C", Problems.ReservedKey("KmsGuard-use", "kmsguard-")) },
        { "[EncryptionContext(\"k\")] public int A { get; set; } [EncryptionContext(\"k\")] public int B { get; set; }", Generator.Expect("Model.B", Problems.DuplicateKey("k", "A")) },
        { "[EncryptionContext(\"k\")] public int A { get; set; } [RecordIdentity(\"k\")] public int B { get; set; }", Generator.Expect("Model.B", Problems.DuplicateKey("k", "A")) },
        { "[RecordIdentity(\"Key\")] public int A { get; set; } [RecordIdentity(\"kEY\")] public int B { get; set; }", Generator.Expect("Model.B", Problems.DuplicateKey("kEY", "A")) },
        { "[RecordIdentity(\"d\")] public DateTimeOffset D { get; set; }", Generator.Expect("Model.D", Problems.IdentityType("System.DateTimeOffset")) },
        { "[RecordIdentity(\"d\")] public decimal D { get; set; }", Generator.Expect("Model.D", Problems.IdentityType("decimal")) },
        { "[RecordIdentity(\"d\")] public bool D { get; set; }", Generator.Expect("Model.D", Problems.IdentityType("bool")) },
        { "[EncryptionContext(\"d\")] public double D { get; set; }", Generator.Expect("Model.D", Problems.ContextType("double")) },
        { "[EncryptionContext(\"d\")] public byte[]? D { get; set; }", Generator.Expect("Model.D", Problems.ContextType("byte[]?")) },
        { "[Encrypted(\"x\"), EncryptionContext(\"x\")] public string? X { get; set; }", Generator.Expect("Model.X", Problems.EncryptedContext) },
        { "[Encrypted(\"x\"), RecordIdentity(\"x\")] public string? X { get; set; }", Generator.Expect("Model.X", Problems.SeveralRoles) },
        { "[EncryptionContext(\"x\"), RecordIdentity(\"y\")] public string? X { get; set; }", Generator.Expect("Model.X", Problems.SeveralRoles) },
        { "[Encrypted(\"e\"), FormerName(\"\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.Missing("field name")) },
        { "[Encrypted(\"e\"), FormerName(\"f\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.DuplicateField("f", "F")) },
        { "[Encrypted(\"e\"), FormerName(\"e\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.DuplicateField("e", "E")) },
        { "[Encrypted(\"e\"), FormerName(\"g\")] public string? E { get; set; } [Encrypted(\"g\")] public string? G { get; set; }", Generator.Expect("Model.G", Problems.DuplicateField("g", "E")) },
        { "[FormerName(\"g\")] public string? E { get; set; }", Generator.Expect("Model.E", Problems.FormerNameOfNothing) },
        { "[RecordIdentity(\"id\")] public int Id { get; set; } [RecordIdentity(\"d\", Default = \"07\")] public int D { get; set; }", Generator.Expect("Model.D", Problems.NotAValue("07", "integer")) },
        { "[RecordIdentity(\"id\")] public int Id { get; set; } [RecordIdentity(\"d\", Default = \"0\")] public int D { get; set; }", Generator.Expect("Model.D", Problems.NotAValue("0", "integer")) },
        { "[RecordIdentity(\"id\")] public int Id { get; set; } [RecordIdentity(\"d\", Default = \"\")] public string? D { get; set; }", Generator.Expect("Model.D", Problems.NotAValue("", "text")) },
        { "[RecordIdentity(\"id\")] public int Id { get; set; } [RecordIdentity(\"d\", Default = \"2024-2-29\")] public DateOnly D { get; set; }", Generator.Expect("Model.D", Problems.NotAValue("2024-2-29", "date")) },
        { "[RecordIdentity(\"id\")] public int Id { get; set; } [RecordIdentity(\"d\", Default = \"00000000-0000-0000-0000-000000000000\")] public Guid D { get; set; }", Generator.Expect("Model.D", Problems.NotAValue("00000000-0000-0000-0000-000000000000", "guid")) },
        { "[RecordIdentity(\"d\", Default = \"eu\")] public string? D { get; set; }", Generator.Expect("Model", Problems.OnlyDefaults) },
        { "public string? RecordHeader { get; set; }", Generator.Expect("Model.RecordHeader", Problems.MemberTaken("EncryptedModel", "RecordHeader")) },
        { "public string? Schema { get; set; }", Generator.Expect("Model.Schema", Problems.MemberTaken("EncryptedModel", "Schema")) },
        { "[Encrypted(\"x\")] public string? Fields { get; set; }", Generator.Expect("Model.Fields", Problems.MemberTaken("EncryptedModel", "Fields")) },
        { "public string? Envelope { get; set; }", Generator.Expect("Model.Envelope", Problems.MemberTaken("EncryptedModel", "Envelope")) },
        { "public string? EncryptedModel { get; set; }", Generator.Expect("Model.EncryptedModel", Problems.MemberTaken("EncryptedModel", "EncryptedModel")) },
        { "public new string? ToString { get; set; }", Generator.Expect("Model.ToString", Problems.MemberTaken("EncryptedModel", "ToString")) },
        { "[Encrypted(\"x\")] public string? Dispose { get; set; }", Generator.Expect("Model.Dispose", Problems.MemberTaken("EncryptedModel", "Dispose")) },
        { "public string? FCiphertext { get; set; }", Generator.Expect("Model.FCiphertext", Problems.WrapperTaken("EncryptedModel", "F")) },
        { "[EncryptionIgnore, Encrypted(\"x\")] public string? X { get; set; }", Generator.Expect("Model.X", Problems.IgnoredAndAnnotated) },
        { "[EncryptionIgnore] public required string X { get; set; }", Generator.Expect("Model.X", Problems.IgnoredAndRequired) },
        { "public string? Lost;", Generator.Expect("Model.Lost", Problems.Field) },
        { "[Encrypted(\"u\")] public Unknown? U { get; set; }", Generator.Expect("Model.U", Problems.UnknownType) },
        { "public Unknown? U { get; set; }", Generator.Expect("Model.U", Problems.UnknownType) },
        { "public unsafe int* P { get; set; }", Generator.Expect("Model.P", Problems.ClearType("int*")) },
        { "public Span<int> S { get => default; set { } }", Generator.Expect("Model.S", Problems.ClearType("System.Span<int>")) },
        { "public Dictionary<int, Other>? Others { get; set; }", Generator.Expect("Model.Others", Problems.ModelInClear("Other")) },
        { "public List<Other>[]? Others { get; set; }", Generator.Expect("Model.Others", Problems.ModelInClear("Other")) },
        { "public Model(List<Other> others) => Others = others; public List<Other> Others { get; }", Generator.Expect("Model.Others", Problems.GetOnlyContent) },
        { "public Other? Others { get; }", Generator.Expect("Model.Others", Problems.GetOnlyContent) },
        { "public (int, Derived[])? Others { get; set; }", Generator.Expect("Model.Others", Problems.ModelInClear("Derived")) },
        { "[Obsolete(\"gone\", true)] public string? O { get; set; }", Generator.Expect("Model.O", Problems.ObsoleteAsError) },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void A_misused_member(string member, string expected) =>
        Assert.Equal([expected], Generator.RunForErrors(Sources.Model(Field + member), Others));

    public static TheoryData<string, string, string> Models() => new()
    {
        { "EncryptedModel(\"\")", "public class Model", Generator.Expect("Model", Problems.Missing("purpose")) },
        { "EncryptedModel(null!)", "public class Model", Generator.Expect("Model", Problems.Missing("purpose")) },
        { "EncryptedModel(\"" + new string('x', 129) + "\")", "public class Model", Generator.Expect("Model", Problems.TooLong("purpose")) },
        { "EncryptedModel(\"\\uD83D\")", "public class Model", Generator.Expect("Model", Problems.LoneSurrogate("purpose")) },
        { "EncryptedModel(\"m\", KeyName = \"\")", "public class Model", Generator.Expect("Model", Problems.Missing("key name")) },
        { "EncryptedModel(\"m\", KeyName = null!)", "public class Model", Generator.Expect("Model", Problems.Missing("key name")) },
        { "EncryptedModel(\"m\", KeyName = \"" + new string('x', 129) + "\")", "public class Model", Generator.Expect("Model", Problems.TooLong("key name")) },
        { "EncryptedModel(\"m\", Binding = (RecordBinding)2)", "public class Model", Generator.Expect("Model", Problems.UnknownBinding) },
        { "EncryptedModel(\"m\"), FormerPurpose(\"\")", "public class Model", Generator.Expect("Model", Problems.Missing("former purpose")) },
        { "EncryptedModel(\"m\"), FormerPurpose(\"m\")", "public class Model", Generator.Expect("Model", Problems.DuplicatePurpose("m")) },
        { "EncryptedModel(\"m\"), FormerPurpose(\"n\"), FormerPurpose(\"n\")", "public class Model", Generator.Expect("Model", Problems.DuplicatePurpose("n")) },
        { "EncryptedModel(\"m\", KeyByClassification = true)", "public class Model", Generator.Expect("Model", Problems.NoSingleClass) },
        { "EncryptedModel(\"m\", SendIdentityToKeyring = true)", "public class Model", Generator.Expect("Model", Problems.NothingToSend) },
        { "EncryptedModel(\"m\")", "public abstract class Model", Generator.Expect("Model", Problems.Abstract) },
        { "EncryptedModel(\"m\")", "file class Model", Generator.Expect("Model", Problems.FileLocal) },
        { "EncryptedModel(\"m\")", "public class Model(int unmatched)", Generator.Expect("Model", Problems.NoConstructor) },
        { "EncryptedModel(\"m\")", "public class Model(ref string? f)", Generator.Expect("Model", Problems.NoConstructor) },
        { "EncryptedModel(\"m\", TypeName = \"\")", "public class Model", Generator.Expect("Model", Problems.NotATypeName("")) },
        { "EncryptedModel(\"m\", TypeName = \"1x\")", "public class Model", Generator.Expect("Model", Problems.NotATypeName("1x")) },
        { "EncryptedModel(\"m\", TypeName = \"A.B\")", "public class Model", Generator.Expect("Model", Problems.NotATypeName("A.B")) },
        { "EncryptedModel(\"m\", TypeName = \"class\")", "public class Model", Generator.Expect("Model", Problems.NotATypeName("class")) },
        { "EncryptedModel(\"m\", TypeName = \"record\")", "public class Model", Generator.Expect("Model", Problems.NotATypeName("record")) },
        { "EncryptedModel(\"m\", TypeName = \"stored\")", "public class Model", Generator.Expect("Model", Problems.NotATypeName("stored")) },
        { "EncryptedModel(\"m\", TypeName = \"Fields\")", "public class Model", Generator.Expect("Model", Problems.TypeNameIsMember("Fields")) },
        { "EncryptedModel(\"m\", TypeName = \"FCiphertext\")", "public class Model", Generator.Expect("Model", Problems.TypeNameIsMember("FCiphertext")) },
        { "EncryptedModel(\"m\", TypeName = \"Model\")", "public partial class Model", Generator.Expect("Model", Problems.TypeTaken("Model")) },
        { "EncryptedModel(\"m\", TypeName = \"Taken\")", "public class Model", Generator.Expect("Model", Problems.TypeTaken("Taken")) },
        { "EncryptedModel(\"m\", TypeName = \"TakenRecord\")", "public class Model", Generator.Expect("Model", Problems.TypeTaken("TakenRecord")) },
        { "EncryptedModel(\"m\", TypeName = \"TakenStruct\")", "public class Model", Generator.Expect("Model", Problems.TypeTaken("TakenStruct")) },
        { "EncryptedModel(\"m\", TypeName = \"Half\")", "public class Model", Generator.Expect("Model", Problems.TypeTaken("HalfExtensions")) },
        { "EncryptedModel(\"m\", TypeName = \"Inner\")", "public class Model", Generator.Expect("Model", Problems.TypeTaken("Inner")) },
        { "EncryptedModel(\"m\", TypeName = \"Part\")", "public class Model", Generator.Expect("Model", Problems.PartHasMember("Part", "F")) },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_misused_model(string attribute, string kind, string expected) =>
        Assert.Equal([expected], Generator.RunForErrors(Sources.Model(Field, attribute, kind), """
            namespace Shop;
            public class Taken { }
            public partial record TakenRecord { }
            public partial struct TakenStruct { }
            public static partial class HalfExtensions { }
            public partial class Part { public int F; }
            """, "namespace Shop.Inner { public class Some { } }"));

    [Fact]
    public void A_constructor_with_JsonConstructor_that_cannot_be_called() => Assert.Equal(
        [Generator.Expect("Model", Problems.NoConstructor)],
        Generator.RunForErrors(Sources.Model(Field + "public Model() { } [System.Text.Json.Serialization.JsonConstructor] public Model(int other) { }")));

    [Fact]
    public void Models_nested_in_one_another() => Assert.Equal(
        [Generator.Expect("Model.J", Problems.NestedCycle("Model, Around, Model")), Generator.Expect("Around.Model", Problems.NestedCycle("Around, Model, Around"))],
        Generator.RunForErrors(Sources.Model(Field + "[Encrypted(\"j\", Json = typeof(ModelJson))] public Around[]? J { get; set; }"), Others));

    [Fact]
    public void A_model_without_fields() => Assert.Equal([Generator.Expect("Model", Problems.NoFields)], Generator.RunForErrors(Sources.Model("public string? Clear { get; set; }")));

    /// <summary>One error where the mistake is: everything else that uses the encrypted type compiles.</summary>
    [Fact]
    public void The_rest_of_a_broken_model_can_be_used()
    {
        var output = Generator.RunUnchecked(Generator.Compile(
            Sources.Model("""
                [RecordIdentity("id")] public required int Id { get; init; }
                [Encrypted("good")] public required string Good { get; set; }
                [Encrypted("bad")] public Version? Bad { get; set; }
                [RecordIdentity("at")] public DateTimeOffset At { get; set; }
                [Encrypted("none")] public string? None { get; }
                public List<Other> Others { get; set; } = [];
                """),
            Others,
            """
            namespace Shop;
            internal static class Use
            {
                internal static async System.Threading.Tasks.Task<string> RunAsync(KmsGuard.RecordEncryptor encryptor, Model model)
                {
                    var stored = await encryptor.EncryptAsync(model);
                    await encryptor.SetFieldAsync(stored, EncryptedModel.Fields.Good, "x");
                    EncryptedModel.BadCiphertext? bad = stored.Bad;
                    EncryptedModel.NoneCiphertext? none = stored.None;
                    stored.Others.Add(new EncryptedOther { RecordHeader = stored.RecordHeader });
                    using var open = await encryptor.OpenAsync(stored);
                    return open.Good + bad + none + (await encryptor.DecryptAsync(stored, EncryptedModel.Expect(1))).Good;
                }
            }
            """));
        Assert.Equal(["KMSG5001", "KMSG5002", "KMSG5015"], output.Diagnostics.Select(found => found.Id).Order());
        Assert.Empty(output.Compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error).Select(found => found.Id));
    }

    [Theory]
    [InlineData(Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp11, "11.0")]
    [InlineData(Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp9, "9.0")]
    public void An_old_language_version_is_one_error_that_says_which_is_needed(Microsoft.CodeAnalysis.CSharp.LanguageVersion version, string name)
    {
        var output = Generator.RunUnchecked(Generator.Compile(new Microsoft.CodeAnalysis.CSharp.CSharpParseOptions(version), "namespace Shop { [KmsGuard.EncryptedModel(\"m\")] public class Model { [KmsGuard.Encrypted(\"f\")] public string F { get; set; } = \"\"; } }"));
        Assert.Equal([Generator.Expect("Model", Problems.OldLanguage(name))], output.Diagnostics.Select(found => found.Id + " " + found.GetMessage(null)));
        Assert.Empty(output.Compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData("public class Outer {", "")]
    [InlineData("public partial class Outer<T> {", "")]
    [InlineData("public partial class Outer { public class Middle {", "}")]
    [InlineData("public partial class Outer { private partial class Middle {", "}")]
    public void A_nested_model_whose_container_cannot_be_continued(string before, string after) => Assert.EndsWith(
        Problems.Nested.Text,
        Assert.Single(Generator.RunForErrors(before + "[KmsGuard.EncryptedModel(\"m\")] public class Model { [KmsGuard.Encrypted(\"f\")] public string? F { get; set; } } }" + after)),
        StringComparison.Ordinal);

    [Fact]
    public void A_nested_model_whose_container_has_the_name() => Assert.Equal(
        [Generator.Expect("Outer.Model", Problems.TypeTaken("EncryptedModel"))],
        Generator.RunForErrors("public partial class Outer { public int EncryptedModel; [KmsGuard.EncryptedModel(\"m\")] public class Model { [KmsGuard.Encrypted(\"f\")] public string? F { get; set; } } }"));

    [Fact]
    public void A_generic_model() => Assert.Equal([Generator.Expect("Model<T>", Problems.Generic)], Generator.RunForErrors(Sources.Model(Field, kind: "public class Model<T>")));

    /// <summary>[UnsafeAccessor] knows no generic types before .NET 9.</summary>
    [Theory]
    [InlineData("public string? P { get; private set; }")]
    [InlineData("public Other? P { get; init; }")]
    public void A_setter_of_a_generic_class_out_of_reach(string member) => Assert.Equal(
        [Generator.Expect("Model.P", Problems.HiddenSetter)],
        Generator.RunForErrors(Sources.Model(Field, kind: "public class Model : Entity<int>"), "namespace Shop; public class Entity<T> { " + member + " }", Others));

    [Fact]
    public void A_static_model() => Assert.Contains(
        Generator.Expect("Model", Problems.Abstract),
        Generator.RunForErrors(Sources.Model("[Encrypted(\"f\")] public static string? F { get; set; }", kind: "public static class Model")));

    [Fact]
    public void Required_members_that_generated_code_cannot_set() => Assert.Equal(
        [Generator.Expect("Model.Hidden", Problems.RequiredNotPublic), Generator.Expect("Model.Value", Problems.Field)],
        Generator.RunForErrors(Sources.Model(Field + "internal required string Hidden { get; set; } internal required string Value;", kind: "internal class Model")));

    [Fact]
    public void An_explicit_interface_implementation() => Assert.Equal(
        [Generator.Expect("Model.Shop.IHasNote.Note", Problems.NotPublic)],
        Generator.RunForErrors(Sources.Model(Field + "[Encrypted(\"n\")] string? IHasNote.Note { get; set; }", kind: "public class Model : IHasNote"), "namespace Shop; public interface IHasNote { string? Note { get; set; } }"));

    [Theory]
    [InlineData("get; set;")]
    [InlineData("get => null; set { }")]
    public void An_attribute_that_stands_only_on_an_interface(string accessors) => Assert.Equal(
        [Generator.Expect("Model.Note", Problems.OnlyOnInterface("IHasNote"))],
        Generator.RunForErrors(
            Sources.Model(Field + (accessors == "get; set;" ? "public string? Note { get; set; }" : ""), kind: "public class Model : IHasNote"),
            "namespace Shop; public interface IHasNote { [KmsGuard.Encrypted(\"n\")] string? Note { " + accessors + " } }"));

    [Fact]
    public void A_property_that_hides_another() => Assert.Equal(
        [Generator.Expect("Model.Note", Problems.Hides("Base"))],
        Generator.RunForErrors(Sources.Model(Field + "public new string? Note { get; set; }", kind: "public class Model : Base"), "namespace Shop; public class Base { [KmsGuard.Encrypted(\"n\")] public string? Note { get; set; } }"));

    /// <summary>One error, where the name is given; the type is that of the other model, whatever the order in which they are written.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_models_that_ask_for_one_type(bool isReversed)
    {
        string[] sources = [
            "namespace Shop; [KmsGuard.EncryptedModel(\"a\", TypeName = \"Stored\")] public class A { [KmsGuard.Encrypted(\"f\")] public string? F { get; set; } }",
            "namespace Shop; [KmsGuard.EncryptedModel(\"b\", TypeName = \"Stored\")] public class B { [KmsGuard.Encrypted(\"f\")] public string? F { get; set; } }",
            "namespace Shop; public class Use { public async System.Threading.Tasks.Task<string?> RunAsync(KmsGuard.RecordEncryptor encryptor, A a) => (await encryptor.DecryptAsync(await encryptor.EncryptAsync(a))).F; }",
        ];
        var compilation = Generator.Compile(isReversed ? [.. sources.Reverse()] : sources);
        var output = Generator.RunUnchecked(compilation);

        var found = Assert.Single(output.Diagnostics);
        Assert.Equal(Generator.Expect("B", Problems.TypeOfTwoModels(new("T:Shop.B", "Shop.Stored", "A"))), found.Id + " " + found.GetMessage(null));
        var source = compilation.SyntaxTrees.Single(tree => tree.FilePath == found.Location.GetLineSpan().Path).ToString();
        Assert.Equal("\"Stored\"", source.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        Assert.Contains("class B ", source, StringComparison.Ordinal);
        Assert.Empty(output.Compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
    }

    [Fact]
    public void A_file_of_a_model_with_problems_and_of_types_that_stand_in() => Snapshot.Verify(Generator.RunUnchecked(Generator.Compile(Sources.Model("""
        [Encrypted("when")] public Version? When { get; set; }
        [Encrypted("a\nb"), EncryptionContext("b")] public string? Both { get; set; }
        [RecordIdentity("kmsguard-\u2028")] public int Id { get; set; }
        """))).File);

    [Theory]
    [InlineData("EncryptedModel(\"m\", KeyName = §\"\"§)", "")]
    [InlineData("EncryptedModel(§\"\"§)", "")]
    [InlineData("EncryptedModel(\"m\", TypeName = §\"1x\"§)", "")]
    [InlineData("EncryptedModel(\"m\"), FormerPurpose(§null!§)", "")]
    [InlineData("EncryptedModel(\"m\", Binding = §(RecordBinding)2§)", "")]
    [InlineData("EncryptedModel(\"m\", SendIdentityToKeyring = §true§)", "")]
    [InlineData("EncryptedModel(\"m\")", "[Encrypted(§\"\"§)] public string? X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[Encrypted(\"x\", Pad = §1§)] public string? X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[Encrypted(\"x\", AuthenticateNull = §true§)] public int X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[Encrypted(\"x\"), §RecordIdentity(\"x\")§] public string? X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[Encrypted(\"x\"), FormerName(§\"\"§)] public string? X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[Encrypted(\"x\"), §BlindIndex§] public string? X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[Encrypted(\"x\"), BlindIndex(Bits = §33§)] public string? X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[§BlindIndex(Bits = 8)§] public string? X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[§EncryptionIgnore§, Encrypted(\"x\")] public string? X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[EncryptionContext(§\"kmsguard-x\"§)] public string? X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[EncryptionContext(\"x\")] public §double§ X { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[Encrypted(\"x\")] public static string? §X§ { get; set; }")]
    [InlineData("EncryptedModel(\"m\")", "[Encrypted(\"x\")] public string? §this§[int x] { get => null; set { } }")]
    [InlineData("EncryptedModel(\"m\")", "public string? §X§;")]
    public void A_misuse_without_a_rule_of_its_own_is_told_at_its_token(string attribute, string member)
    {
        var marked = Sources.Model(Field + member, attribute);
        var start = marked.IndexOf('§', StringComparison.Ordinal);

        var found = Assert.Single(Generator.RunUnchecked(Generator.Compile(marked.Replace("§", "", StringComparison.Ordinal))).Diagnostics);

        Assert.Equal("KMSG5015", found.Id);
        Assert.Equal(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(start, marked.LastIndexOf('§') - 1), found.Location.SourceSpan);
    }

    [Fact]
    public void A_broken_rule_is_an_error_on_its_token_that_nobody_can_switch_off()
    {
        var compilation = Generator.Compile(Sources.Model(Field + "\n#pragma warning disable KMSG5002\n[Encrypted(\"d\")] public Version? D { get; set; }"));
        var off = compilation.Options.SpecificDiagnosticOptions.Add("KMSG5002", Microsoft.CodeAnalysis.ReportDiagnostic.Suppress);

        var found = Assert.Single(Generator.RunUnchecked(compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(off))).Diagnostics);

        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Error, found.Severity);
        Assert.Equal("https://github.com/kmsguard/kmsguard/blob/main/docs/rules/KMSG5002.md", found.Descriptor.HelpLinkUri);
        var text = compilation.SyntaxTrees.Single().ToString();
        Assert.Equal("Version?", text.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        Assert.Equal(text[..found.Location.SourceSpan.Start].Count(character => character == '\n'), found.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal("Model0.cs", found.Location.GetLineSpan().Path);
    }

    /// <summary>Else a DbSet of it, or a column, would be an error before which the compiler says nothing else.</summary>
    [Fact]
    public void What_names_the_types_of_a_broken_model_in_declarations_compiles() => Assert.Empty(
        Generator.RunUnchecked(Generator.Compile(
            Sources.Model(Field + "[Encrypted(\"d\")] public Version? D { get; set; }"),
            "namespace Shop; public interface IStore { EncryptedModel Get(EncryptedModel.FCiphertext f, EncryptedModel.DCiphertext d); } public partial class EncryptedModel { }"))
        .Compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));

    private const string Others = """
        namespace Shop;
        [KmsGuard.EncryptedModel("other")] public class Other { [KmsGuard.Encrypted("f")] public string? F { get; set; } }
        public class Derived : Other { }
        public sealed class Numbers : KmsGuard.IIndexNormalizer<int> { public static int Normalize(int value) => value; }
        public class Both { public static implicit operator int(Both value) => 1; public static implicit operator Both(int value) => new(); public static implicit operator long(Both value) => 1; public static implicit operator Both(long value) => new(); }
        public readonly struct OneWay { public static implicit operator int(OneWay value) => 1; }
        public readonly struct Two { private readonly int _first, _second; public Two(int value) => _first = _second = value; public int Value => _first + _second; }
        [System.Text.Json.Serialization.JsonSerializable(typeof(Around[]))]
        public class ModelJson : System.Text.Json.Serialization.JsonSerializerContext
        {
            public ModelJson() : base(null) { }
            public static ModelJson Default { get; } = new();
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(System.Type type) => null;
        }
        [KmsGuard.EncryptedModel("around")] public class Around { [KmsGuard.Encrypted("m", Json = typeof(AroundJson))] public Model? Model { get; set; } }
        [System.Text.Json.Serialization.JsonSerializable(typeof(Model))] public class AroundJson : ModelJson { }
        """;
}
