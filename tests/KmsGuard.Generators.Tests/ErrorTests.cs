using KmsGuard.Generators.Parsing;
using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests;

/// <summary>Each misuse gives its own #error line, and no code that would do half of what was meant.</summary>
public sealed class ErrorTests
{
    private const string Field = "[Encrypted(\"f\")] public string? F { get; set; } ";

    public static TheoryData<string, string, string> Members() => new()
    {
        { "[Encrypted(\"d\")] public DateTime D { get; set; }", "D", Problems.EncryptedType("System.DateTime") },
        { "[Encrypted(\"d\")] public double? D { get; set; }", "D", Problems.EncryptedType("double?") },
        { "[Encrypted(\"d\")] public byte?[] D { get; set; } = [];", "D", Problems.EncryptedType("byte?[]") },
        { "[Encrypted(\"d\")] public byte[,]? D { get; set; }", "D", Problems.EncryptedType("byte[*,*]?") },
        { "[Encrypted(\"d\")] public List<string>? D { get; set; }", "D", Problems.EncryptedType("System.Collections.Generic.List<string>?") },
        { "[Encrypted(\"d\")] public Uri? D { get; set; }", "D", Problems.EncryptedType("System.Uri?") },
        { "[Encrypted(\"s\")] public static string? S { get; set; }", "S", Problems.Static },
        { "[Encrypted(\"i\")] public string? this[int i] { get => null; set { } }", "this[]", Problems.Indexer },
        { "[Encrypted(\"g\")] public string? G { get; }", "G", Problems.NoSetter },
        { "public System.Collections.Generic.List<string> Tags { get; } = new();", "Tags", Problems.GetOnlyContent },
        { "[Encrypted(\"g\")] public string G => F + \"\";", "G", Problems.NoSetter },
        { "[Encrypted(\"p\")] public string? P { get; private set; }", "P", Problems.HiddenSetter },
        { "public string? P { get; protected set; }", "P", Problems.HiddenSetter },
        { "[Encrypted(\"w\")] public string? W { set { } }", "W", Problems.WriteOnly },
        { "[Encrypted(\"w\")] public string? W { private get; set; }", "W", Problems.WriteOnly },
        { "[Encrypted(\"n\")] internal string? N { get; set; }", "N", Problems.NotPublic },
        { "[EncryptionContext(\"n\")] private string? N { get; set; }", "N", Problems.NotPublic },
        { "private string? _r; [Encrypted(\"r\")] public ref string? R => ref _r;", "R", Problems.ReturnsByReference },
        { "[Encrypted(\"\")] public string? E { get; set; }", "E", Problems.Missing("field name") },
        { "[Encrypted(null!)] public string? E { get; set; }", "E", Problems.Missing("field name") },
        { "[Encrypted(\"" + "ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää" + "x\")] public string? E { get; set; }", "E", Problems.TooLong("field name") },
        { "[Encrypted(\"a\\uD800b\")] public string? E { get; set; }", "E", Problems.LoneSurrogate("field name") },
        { "[Encrypted(\"f\")] public string? E { get; set; }", "E", Problems.DuplicateField("f", "F") },
        { "[Encrypted(\"e\", AuthenticateNull = true)] public int E { get; set; }", "E", Problems.AuthenticatedNonNullable },
        { "[EncryptionContext(\"\")] public string? C { get; set; }", "C", Problems.Missing("key") },
        { "[RecordIdentity(null!)] public string? C { get; set; }", "C", Problems.Missing("key") },
        { "[RecordIdentity(\"\\uDC00\")] public string? C { get; set; }", "C", Problems.LoneSurrogate("key") },
        { "[EncryptionContext(\"a\\0\")] public string? C { get; set; }", "C", Problems.NulInKey },
        { "[EncryptionContext(\"AWS-crypto-x\")] public string? C { get; set; }", "C", Problems.ReservedKey("AWS-crypto-x", "aws-crypto-") },
        { "[RecordIdentity(\"KmsGuard-use\")] public string? C { get; set; }", "C", Problems.ReservedKey("KmsGuard-use", "kmsguard-") },
        { "[EncryptionContext(\"k\")] public int A { get; set; } [EncryptionContext(\"k\")] public int B { get; set; }", "B", Problems.DuplicateKey("k", "A") },
        { "[EncryptionContext(\"k\")] public int A { get; set; } [RecordIdentity(\"k\")] public int B { get; set; }", "B", Problems.DuplicateKey("k", "A") },
        { "[RecordIdentity(\"Key\")] public int A { get; set; } [RecordIdentity(\"kEY\")] public int B { get; set; }", "B", Problems.DuplicateKey("kEY", "A") },
        { "[RecordIdentity(\"d\")] public DateTimeOffset D { get; set; }", "D", Problems.IdentityType("System.DateTimeOffset") },
        { "[RecordIdentity(\"d\")] public decimal D { get; set; }", "D", Problems.IdentityType("decimal") },
        { "[RecordIdentity(\"d\")] public bool D { get; set; }", "D", Problems.IdentityType("bool") },
        { "[EncryptionContext(\"d\")] public double D { get; set; }", "D", Problems.ContextType("double") },
        { "[EncryptionContext(\"d\")] public byte[]? D { get; set; }", "D", Problems.ContextType("byte[]?") },
        { "[Encrypted(\"x\"), EncryptionContext(\"x\")] public string? X { get; set; }", "X", Problems.SeveralRoles },
        { "[Encrypted(\"x\"), RecordIdentity(\"x\")] public string? X { get; set; }", "X", Problems.SeveralRoles },
        { "[EncryptionContext(\"x\"), RecordIdentity(\"y\")] public string? X { get; set; }", "X", Problems.SeveralRoles },
        { "public string? RecordHeader { get; set; }", "RecordHeader", Problems.MemberTaken("EncryptedModel", "RecordHeader") },
        { "public string? Schema { get; set; }", "Schema", Problems.MemberTaken("EncryptedModel", "Schema") },
        { "[Encrypted(\"x\")] public string? Fields { get; set; }", "Fields", Problems.MemberTaken("EncryptedModel", "Fields") },
        { "public string? Envelope { get; set; }", "Envelope", Problems.MemberTaken("EncryptedModel", "Envelope") },
        { "public string? EncryptedModel { get; set; }", "EncryptedModel", Problems.MemberTaken("EncryptedModel", "EncryptedModel") },
        { "public new string? ToString { get; set; }", "ToString", Problems.MemberTaken("EncryptedModel", "ToString") },
        { "[Encrypted(\"x\")] public string? Dispose { get; set; }", "Dispose", Problems.MemberTaken("EncryptedModel", "Dispose") },
        { "public string? FCiphertext { get; set; }", "FCiphertext", Problems.WrapperTaken("EncryptedModel", "F") },
        { "public string? Lost;", "Lost", Problems.Field },
        { "public Unknown? U { get; set; }", "U", Problems.UnknownType },
        { "public unsafe int* P { get; set; }", "P", Problems.ClearType("int*") },
        { "public Span<int> S { get => default; set { } }", "S", Problems.ClearType("System.Span<int>") },
        { "public List<Other>? Others { get; set; }", "Others", Problems.ModelInClear("Other") },
        { "public (int, Derived[])? Others { get; set; }", "Others", Problems.ModelInClear("Derived") },
        { "[Obsolete(\"gone\", true)] public string? O { get; set; }", "O", Problems.ObsoleteAsError },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void A_misused_member(string member, string name, string expected) =>
        Assert.Equal(["Model." + name + ": " + expected.Replace("\uD800", "\\ud800", StringComparison.Ordinal)], Generator.RunForErrors(Sources.Model(Field + member), Others));

    public static TheoryData<string, string, string> Models() => new()
    {
        { "EncryptedModel(\"\")", "public class Model", Problems.Missing("purpose") },
        { "EncryptedModel(null!)", "public class Model", Problems.Missing("purpose") },
        { "EncryptedModel(\"" + new string('x', 129) + "\")", "public class Model", Problems.TooLong("purpose") },
        { "EncryptedModel(\"\\uD83D\")", "public class Model", Problems.LoneSurrogate("purpose") },
        { "EncryptedModel(\"m\", KeyName = \"\")", "public class Model", Problems.Missing("key name") },
        { "EncryptedModel(\"m\", KeyName = null!)", "public class Model", Problems.Missing("key name") },
        { "EncryptedModel(\"m\", KeyName = \"" + new string('x', 129) + "\")", "public class Model", Problems.TooLong("key name") },
        { "EncryptedModel(\"m\", Binding = (RecordBinding)2)", "public class Model", Problems.UnknownBinding },
        { "EncryptedModel(\"m\", SendIdentityToKeyring = true)", "public class Model", Problems.NothingToSend },
        { "EncryptedModel(\"m\")", "public abstract class Model", Problems.Abstract },
        { "EncryptedModel(\"m\")", "file class Model", Problems.FileLocal },
        { "EncryptedModel(\"m\")", "public class Model(int unmatched)", Problems.NoConstructor },
        { "EncryptedModel(\"m\")", "public class Model(ref string? f)", Problems.NoConstructor },
        { "EncryptedModel(\"m\", TypeName = \"\")", "public class Model", Problems.NotATypeName("") },
        { "EncryptedModel(\"m\", TypeName = \"1x\")", "public class Model", Problems.NotATypeName("1x") },
        { "EncryptedModel(\"m\", TypeName = \"A.B\")", "public class Model", Problems.NotATypeName("A.B") },
        { "EncryptedModel(\"m\", TypeName = \"class\")", "public class Model", Problems.NotATypeName("class") },
        { "EncryptedModel(\"m\", TypeName = \"record\")", "public class Model", Problems.NotATypeName("record") },
        { "EncryptedModel(\"m\", TypeName = \"stored\")", "public class Model", Problems.NotATypeName("stored") },
        { "EncryptedModel(\"m\", TypeName = \"Fields\")", "public class Model", Problems.TypeNameIsMember("Fields") },
        { "EncryptedModel(\"m\", TypeName = \"FCiphertext\")", "public class Model", Problems.TypeNameIsMember("FCiphertext") },
        { "EncryptedModel(\"m\", TypeName = \"Model\")", "public partial class Model", Problems.TypeTaken("Model") },
        { "EncryptedModel(\"m\", TypeName = \"Taken\")", "public class Model", Problems.TypeTaken("Taken") },
        { "EncryptedModel(\"m\", TypeName = \"TakenRecord\")", "public class Model", Problems.TypeTaken("TakenRecord") },
        { "EncryptedModel(\"m\", TypeName = \"TakenStruct\")", "public class Model", Problems.TypeTaken("TakenStruct") },
        { "EncryptedModel(\"m\", TypeName = \"Half\")", "public class Model", Problems.TypeTaken("HalfExtensions") },
        { "EncryptedModel(\"m\", TypeName = \"Inner\")", "public class Model", Problems.TypeTaken("Inner") },
        { "EncryptedModel(\"m\", TypeName = \"Part\")", "public class Model", Problems.PartHasMember("Part", "F") },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_misused_model(string attribute, string kind, string expected) =>
        Assert.Equal(["Model: " + expected], Generator.RunForErrors(Sources.Model(Field, attribute, kind), """
            namespace Shop;
            public class Taken { }
            public partial record TakenRecord { }
            public partial struct TakenStruct { }
            public static partial class HalfExtensions { }
            public partial class Part { public int F; }
            """, "namespace Shop.Inner { public class Some { } }"));

    [Fact]
    public void A_model_without_fields() => Assert.Equal(["Model: " + Problems.NoFields], Generator.RunForErrors(Sources.Model("public string? Clear { get; set; }")));

    [Fact]
    public void A_nested_model() => Assert.Equal(
        ["Outer.Model: " + Problems.Nested],
        Generator.RunForErrors("public class Outer { [KmsGuard.EncryptedModel(\"m\")] public class Model { [KmsGuard.Encrypted(\"f\")] public string? F { get; set; } } }"));

    [Fact]
    public void A_generic_model() => Assert.Equal(["Model<T>: " + Problems.Generic], Generator.RunForErrors(Sources.Model(Field, kind: "public class Model<T>")));

    [Fact]
    public void A_static_model() => Assert.Contains(
        "Model: " + Problems.Abstract,
        Generator.RunForErrors(Sources.Model("[Encrypted(\"f\")] public static string? F { get; set; }", kind: "public static class Model")));

    [Fact]
    public void Required_members_that_generated_code_cannot_set() => Assert.Equal(
        ["Model.Hidden: " + Problems.RequiredNotPublic, "Model.Value: " + Problems.Field],
        Generator.RunForErrors(Sources.Model(Field + "internal required string Hidden { get; set; } internal required string Value;", kind: "internal class Model")));

    [Fact]
    public void An_explicit_interface_implementation() => Assert.Equal(
        ["Model.Shop.IHasNote.Note: " + Problems.NotPublic],
        Generator.RunForErrors(Sources.Model(Field + "[Encrypted(\"n\")] string? IHasNote.Note { get; set; }", kind: "public class Model : IHasNote"), "namespace Shop; public interface IHasNote { string? Note { get; set; } }"));

    [Theory]
    [InlineData("get; set;")]
    [InlineData("get => null; set { }")]
    public void An_attribute_that_stands_only_on_an_interface(string accessors) => Assert.Equal(
        ["Model.Note: " + Problems.OnlyOnInterface("IHasNote")],
        Generator.RunForErrors(
            Sources.Model(Field + (accessors == "get; set;" ? "public string? Note { get; set; }" : ""), kind: "public class Model : IHasNote"),
            "namespace Shop; public interface IHasNote { [KmsGuard.Encrypted(\"n\")] string? Note { " + accessors + " } }"));

    [Fact]
    public void A_property_that_hides_another() => Assert.Equal(
        ["Model.Note: " + Problems.Hides("Base")],
        Generator.RunForErrors(Sources.Model(Field + "public new string? Note { get; set; }", kind: "public class Model : Base"), "namespace Shop; public class Base { [KmsGuard.Encrypted(\"n\")] public string? Note { get; set; } }"));

    [Fact]
    public void Two_models_that_ask_for_one_type() => Assert.Equal(
        ["A: " + Problems.TypeOfTwoModels("Shop.Stored"), "A: " + Problems.TypeOfTwoModels("Shop.StoredExtensions"), "B: " + Problems.TypeOfTwoModels("Shop.Stored"), "B: " + Problems.TypeOfTwoModels("Shop.StoredExtensions")],
        Generator.RunForErrors("""
            using KmsGuard;
            namespace Shop;
            [EncryptedModel("a", TypeName = "Stored")] public class A { [Encrypted("f")] public string? F { get; set; } }
            [EncryptedModel("b", TypeName = "Stored")] public class B { [Encrypted("f")] public string? F { get; set; } }
            """).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_problem_has_its_line() => Snapshot.Verify(Generator.RunUnchecked(Generator.Compile(Sources.Model("""
        [Encrypted("when")] public DateTime When { get; set; }
        [Encrypted("a\nb"), EncryptionContext("b")] public string? Both { get; set; }
        [RecordIdentity("kmsguard-\u2028")] public int Id { get; set; }
        """))).File);

    [Fact]
    public void A_build_with_a_misuse_fails_with_the_message() => Assert.Contains(
        Generator.RunUnchecked(Generator.Compile(Sources.Model(Field + "[Encrypted(\"d\")] public DateTime D { get; set; }"))).Compilation.GetDiagnostics(TestContext.Current.CancellationToken),
        diagnostic => diagnostic.Id == "CS1029" && diagnostic.GetMessage(null).Contains("KmsGuard: Model.D: System.DateTime cannot be encrypted", StringComparison.Ordinal));

    private const string Others = """
        namespace Shop;
        [KmsGuard.EncryptedModel("other")] public class Other { [KmsGuard.Encrypted("f")] public string? F { get; set; } }
        public class Derived : Other { }
        """;
}
