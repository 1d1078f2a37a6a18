using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class UngeneratableModelTests
{
    private const string Field = "[Encrypted(\"f\")] public string? F { get; set; } ";

    [Theory]
    [InlineData("[Encrypted(\"x\")] internal string? {|KMSG5001:X|} { get; set; }")]
    [InlineData("[Encrypted(\"x\")] string? {|KMSG5001:X|} { get; set; }")]
    [InlineData("[EncryptionContext(\"x\")] protected string? {|KMSG5001:X|} { get; set; }")]
    [InlineData("[RecordIdentity(\"x\")] public string? {|KMSG5001:X|} { private get; set; }")]
    [InlineData("[RecordIdentity(\"x\")] public int {|KMSG5001:X|} { get; }")]
    [InlineData("[Encrypted(\"x\")] public string {|KMSG5001:X|} => \"\";")]
    [InlineData("public List<string> {|KMSG5001:X|} { get; } = new();")]
    [InlineData("internal required string {|KMSG5001:X|} { get; set; }")]
    public async Task KMSG5001_Triggers_on_a_member_out_of_reach(string member) =>
        await Verify.Triggers<UngeneratableModel>(Model(Field + member, "internal class Model"));

    [Theory]
    [InlineData("class {|KMSG5001:Model|}(int other) { [Encrypted(\"f\")] public string? F { get; set; } public int Other() => other; }")]
    [InlineData("class {|KMSG5001:Model|} { private Model() { } [Encrypted(\"f\")] public string? F { get; set; } }")]
    [InlineData("file class {|KMSG5001:Model|} { [Encrypted(\"f\")] public string? F { get; set; } }")]
    public async Task KMSG5001_Triggers_on_a_class_out_of_reach(string model) =>
        await Verify.Triggers<UngeneratableModel>("[EncryptedModel(\"m\")] " + model);

    [Fact]
    public async Task KMSG5001_DoesNotTrigger_on_a_nested_model_whose_container_is_partial() =>
        await Verify.Silent<UngeneratableModel>($$"""static partial class Outer { [EncryptedModel("m")] public class Model { {{Field}} } }""");

    [Theory]
    [InlineData("class")]
    [InlineData("static class")]
    public async Task KMSG5001_Triggers_on_a_nested_model_whose_container_is_not_partial(string container) =>
        await Verify.Triggers<UngeneratableModel>($$"""{{container}} Outer { [EncryptedModel("m")] public class {|KMSG5001:Model|} { {{Field}} } }""");

    [Theory]
    [InlineData("[Encrypted(\"x\")] public string? X { private get; set; }")]
    [InlineData("[Encrypted(\"x\")] internal string? X { get; set; }")]
    public async Task KMSG5001_Triggers_on_the_model_for_what_it_inherits(string member) =>
        await Verify.Triggers<UngeneratableModel>(
            """[EncryptedModel("m")] public class {|KMSG5001:Model|} : Base { }""",
            $$"""public class Base { {{Field}} {{member}} }""");

    [Fact]
    public async Task KMSG5001_Triggers_in_either_part_of_a_partial_model() =>
        await Verify.Triggers<UngeneratableModel>(
            """[EncryptedModel("m")] public partial class Model { [Encrypted("x")] public string? {|KMSG5001:X|} { private get; set; } }""",
            """public partial class Model { [Encrypted("y")] private string? {|KMSG5001:Y|} { get; set; } }""");

    [Theory]
    [InlineData("[Encrypted(\"x\")] public string? X { get; internal set; }")]
    [InlineData("[Encrypted(\"x\")] public string? X { get; private set; }")]
    [InlineData("public string? X { get; protected set; }")]
    [InlineData("public List<Model> Others { get; } = new();")]
    [InlineData("[Encrypted(\"x\")] public string? X { get; protected internal set; }")]
    [InlineData("[Encrypted(\"x\")] public string? X { get; init; }")]
    [InlineData("[Encrypted(\"x\")] public string? X { internal get; set; }")]
    [InlineData("private string? X { get; set; }")]
    [InlineData("internal string? X { get; set; }")]
    [InlineData("private string? _x; protected string? X => _x ??= \"\";")]
    [InlineData("public string Shown => F + \"!\";")]
    [InlineData("public string Kind { get; } = \"person\";")]
    [InlineData("public static List<string> All { get; } = new();")]
    public async Task KMSG5001_DoesNotTrigger_on_members_that_are_reached_or_not_needed(string member) =>
        await Verify.Silent<UngeneratableModel>(Model(Field + member));

    [Theory]
    [InlineData("record Model([property: Encrypted(\"f\")] string? F, [property: RecordIdentity(\"id\")] Guid Id);")]
    [InlineData("class Model { public Model(string? f) => F = f; [Encrypted(\"f\")] public string? F { get; } }")]
    [InlineData("class Model { internal Model() { } [Encrypted(\"f\")] public string? F { get; set; } }")]
    [InlineData("class Model : Base { public override string? F { get; set; } } abstract class Base { [Encrypted(\"f\")] public abstract string? F { get; set; } }")]
    [InlineData("class Model : IModel { [Encrypted(\"f\")] public string? F { get; set; } int IModel.Hidden => 1; } interface IModel { int Hidden { get; } }")]
    public async Task KMSG5001_DoesNotTrigger_on_models_that_need_no_partial(string model) =>
        await Verify.Silent<UngeneratableModel>("[EncryptedModel(\"m\")] " + model);

    [Theory]
    [InlineData("{|KMSG5002:char|}")]
    [InlineData("{|KMSG5002:nint|}")]
    [InlineData("{|KMSG5002:object|}")]
    [InlineData("{|KMSG5002:dynamic|}")]
    [InlineData("{|KMSG5002:Uri?|}")]
    [InlineData("{|KMSG5002:int[]|}")]
    [InlineData("{|KMSG5002:byte?[]|}")]
    [InlineData("{|KMSG5002:byte[][]|}")]
    [InlineData("{|KMSG5002:List<string>|}")]
    [InlineData("{|KMSG5002:ImmutableArray<byte>|}")]
    [InlineData("{|KMSG5002:ReadOnlyMemory<byte>|}")]
    [InlineData("{|KMSG5002:(string, int)|}")]
    [InlineData("{|KMSG5002:Guid|}", "namespace Own { public struct Guid { } }", "using Guid = Own.Guid;")]
    public async Task KMSG5002_Triggers_on_a_type_without_an_encoding(string type, string declared = "", string usings = "") =>
        await Verify.Triggers<UngeneratableModel>(usings + Model($$"""[Encrypted("x")] public {{type}} X { get; set; } = default!;""") + declared);

    [Fact]
    public async Task KMSG5002_Triggers_on_the_type_of_a_records_parameter() =>
        await Verify.Triggers<UngeneratableModel>("""[EncryptedModel("m")] public record Model([property: Encrypted("x")] {|KMSG5002:Version|} X, [property: Encrypted("y")] string Y);""");

    [Fact]
    public async Task KMSG5002_Triggers_on_each_model_that_inherits_it() =>
        await Verify.Triggers<UngeneratableModel>("""
            [EncryptedModel("a")] public class {|KMSG5002:A|} : Base { }
            [EncryptedModel("b")] public class {|KMSG5002:B|} : Base { }
            public class Base { [Encrypted("x")] public Version X { get; set; } }
            """);

    [Fact]
    public async Task KMSG5002_Triggers_on_an_override_that_does_not_repeat_the_attribute() =>
        await Verify.Triggers<UngeneratableModel>("""
            [EncryptedModel("m")] public class Model : Base { public override {|KMSG5002:Version|} X { get; set; } }
            public class Base { [Encrypted("x")] public virtual Version X { get; set; } }
            """);

    [Theory]
    [InlineData("string")]
    [InlineData("String?")]
    [InlineData("byte[]?")]
    [InlineData("bool")]
    [InlineData("sbyte?")]
    [InlineData("ulong")]
    [InlineData("decimal?")]
    [InlineData("Guid?")]
    [InlineData("System.DateOnly")]
    [InlineData("DateTimeOffset?")]
    [InlineData("DayOfWeek?")]
    [InlineData("DateTime")]
    [InlineData("TimeSpan?")]
    [InlineData("TimeOnly")]
    [InlineData("double")]
    [InlineData("float?")]
    [InlineData("Half")]
    [InlineData("Own.Id?", "namespace Own { public readonly record struct Id(Guid Value); }")]
    public async Task KMSG5002_DoesNotTrigger_on_a_type_with_an_encoding(string type, string declared = "") =>
        await Verify.Silent<UngeneratableModel>(Model($$"""[Encrypted("x")] public {{type}} X { get; set; } = default!;""") + declared);

    [Theory]
    [InlineData("namespace Other { class EncryptedAttribute(string name) : Attribute { public string Name => name; } }", "[Other.Encrypted(\"x\")] public Version X { get; set; }")]
    [InlineData("", "public Version X { get; set; }")]
    [InlineData("", "[Obsolete] public Version X { get; set; }")]
    public async Task KMSG5002_DoesNotTrigger_without_the_attribute(string declared, string member) =>
        await Verify.Silent<UngeneratableModel>(Model(Field + member) + declared);

    [Fact]
    public async Task KMSG5002_DoesNotTrigger_on_a_class_that_is_no_model() =>
        await Verify.Silent<UngeneratableModel>("public class Base { [Encrypted(\"x\")] public Version X { get; set; } private int Y { get; set; } }");

    [Theory]
    [InlineData("[Encrypted(\"x\"), {|KMSG5004:EncryptionContext(\"x\")|}] public string? X { get; set; }")]
    [InlineData("[{|KMSG5004:EncryptionContext(\"x\")|}] [Encrypted(\"x\")] public string? X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), {|KMSG5004:KmsGuard.EncryptionContextAttribute(\"x\")|}, RecordIdentity(\"y\")] public string? X { get; set; }")]
    public async Task KMSG5004_Triggers_on_encrypted_context(string member) =>
        await Verify.Triggers<UngeneratableModel>(Model(Field + member));

    [Fact]
    public async Task KMSG5004_Triggers_on_an_override_that_adds_the_other_attribute() =>
        await Verify.Triggers<UngeneratableModel>("""
            [EncryptedModel("m")] public class Model : Base { [Encrypted("f")] public override string? {|KMSG5004:X|} { get; set; } }
            public class Base { [EncryptionContext("x")] public virtual string? X { get; set; } }
            """);

    [Theory]
    [InlineData("[{|KMSG5011:Encrypted(\"f\")|}] public string? X { get; set; }")]
    [InlineData("[EncryptionContext(\"k\")] public int X { get; set; } [{|KMSG5011:RecordIdentity(\"k\")|}] public int Y { get; set; }")]
    [InlineData("[RecordIdentity(\"Key\")] public int X { get; set; } [{|KMSG5011:RecordIdentity(\"kEY\")|}] public int Y { get; set; }")]
    [InlineData("[{|KMSG5011:Encrypted(Name, AuthenticateNull = true)|}] public string? X { get; set; } private const string Name = \"f\";")]
    public async Task KMSG5011_Triggers_on_the_second_of_one_name(string member) =>
        await Verify.Triggers<UngeneratableModel>(Model(Field + member));

    [Fact]
    public async Task KMSG5011_Triggers_where_a_field_of_a_base_class_has_the_name() =>
        await Verify.Triggers<UngeneratableModel>(
            "[EncryptedModel(\"m\")] public class Model : Base { [{|KMSG5011:Encrypted(\"f\")|}] public string? X { get; set; } }",
            "public class Base { " + Field + " }");

    [Theory]
    [InlineData("[Encrypted(\"F\")] public string? X { get; set; }")]
    [InlineData("[EncryptionContext(\"f\")] public string? X { get; set; }")]
    [InlineData("[EncryptionContext(\"a\")] public string? X { get; set; } [RecordIdentity(\"\u00c4\")] public string? Y { get; set; } [RecordIdentity(\"\u00e4\")] public string? Z { get; set; }")]
    public async Task KMSG5011_DoesNotTrigger_on_names_that_are_told_apart(string member) =>
        await Verify.Silent<UngeneratableModel>(Model(Field + member));

    [Fact]
    public async Task KMSG5011_DoesNotTrigger_on_an_override_or_another_model() =>
        await Verify.Silent<UngeneratableModel>("""
            [EncryptedModel("a")] public class A : Base { [Encrypted("f")] public override string? F { get; set; } }
            [EncryptedModel("b")] public class B { [Encrypted("f")] public string? F { get; set; } }
            public class Base { [Encrypted("f")] public virtual string? F { get; set; } }
            """);

    [Theory]
    [InlineData("public string? {|KMSG5014:RecordHeader|} { get; set; }")]
    [InlineData("[Encrypted(\"x\")] public string? {|KMSG5014:Fields|} { get; set; }")]
    [InlineData("[Encrypted(\"x\")] public string? {|KMSG5014:Dispose|} { get; set; }")]
    [InlineData("public string? {|KMSG5014:FCiphertext|} { get; set; }")]
    [InlineData("public string? {|KMSG5014:EncryptedModel|} { get; set; }")]
    public async Task KMSG5014_Triggers_on_a_property_of_such_a_name(string member) =>
        await Verify.Triggers<UngeneratableModel>(Model(Field + member));

    [Fact]
    public async Task KMSG5014_Triggers_on_a_model_whose_type_would_have_such_a_name() =>
        await Verify.Triggers<UngeneratableModel>("[EncryptedModel(\"m\", TypeName = {|KMSG5014:\"Schema\"|})] public class Model { " + Field + " }");

    [Theory]
    [InlineData("public string? Dispose { get; set; }")]
    [InlineData("public string? Field { get; set; }")]
    [InlineData("internal string? RecordHeader { get; set; }")]
    [InlineData("public string? Header { get; set; } public string? recordHeader { get; set; }")]
    public async Task KMSG5014_DoesNotTrigger_on_other_names(string member) =>
        await Verify.Silent<UngeneratableModel>(Model(Field + member));

    [Theory]
    [InlineData("[Encrypted({|KMSG5015:\"\"|})] public string? X { get; set; }")]
    [InlineData("[Encrypted({|KMSG5015:null!|})] public string? X { get; set; }")]
    [InlineData("[Encrypted({|KMSG5015:\"a\\uD800\"|})] public string? X { get; set; }")]
    [InlineData("[RecordIdentity({|KMSG5015:\"AWS-crypto-x\"|})] public int X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), {|KMSG5015:RecordIdentity(\"x\")|}] public string? X { get; set; }")]
    [InlineData("[{|KMSG5015:EncryptionIgnore|}, Encrypted(\"x\")] public string? X { get; set; }")]
    [InlineData("[{|KMSG5015:EncryptionIgnore|}] public required string X { get; set; }")]
    [InlineData("[{|KMSG5015:BlindIndex(Bits = 8)|}] public string? X { get; set; }")]
    [InlineData("[{|KMSG5015:FormerName(\"x\")|}] public string? X { get; set; }")]
    [InlineData("[Encrypted(\"x\")] public static string? {|KMSG5015:X|} { get; set; }")]
    [InlineData("[Encrypted(\"x\")] public string? {|KMSG5015:this|}[int x] { get => null; set { } }")]
    [InlineData("public string? {|KMSG5015:X|};")]
    [InlineData("[EncryptionContext(\"x\")] public {|KMSG5015:double|} X { get; set; }")]
    [InlineData("[RecordIdentity(\"x\")] public {|KMSG5015:bool|} X { get; set; }")]
    [InlineData("public {|KMSG5015:Dictionary<int, Model>?|} X { get; set; }")]
    [InlineData("[Encrypted(\"x\", Pad = {|KMSG5015:1|})] public string? X { get; set; }")]
    [InlineData("[Encrypted(\"x\", AuthenticateNull = {|KMSG5015:true|})] public int X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), {|KMSG5015:BlindIndex|}] public string? X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), {|KMSG5015:BlindIndex(Bits = 8)|}] public double X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), BlindIndex(Bits = {|KMSG5015:33|})] public string? X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), BlindIndex(Bits = 8, Normalizer = {|KMSG5015:typeof(string)|})] public string? X { get; set; }")]
    [InlineData("[RecordIdentity(\"x\")] public int X { get; set; } [RecordIdentity(\"y\", Default = {|KMSG5015:\"07\"|})] public int Y { get; set; }")]
    public async Task KMSG5015_Triggers_on_the_part_of_a_member_that_is_to_be_changed(string member) =>
        await Verify.Triggers<UngeneratableModel>(Model(Field + member));

    [Theory]
    [InlineData("EncryptedModel({|KMSG5015:\"\"|})", "class Model")]
    [InlineData("EncryptedModel(\"m\", KeyName = {|KMSG5015:null!|})", "class Model")]
    [InlineData("EncryptedModel(\"m\", TypeName = {|KMSG5015:\"1x\"|})", "class Model")]
    [InlineData("EncryptedModel(\"m\", TypeName = {|KMSG5015:\"Taken\"|})", "class Model")]
    [InlineData("EncryptedModel(\"m\", TypeName = {|KMSG5015:\"Part\"|})", "class Model")]
    [InlineData("EncryptedModel(\"m\", Binding = {|KMSG5015:(RecordBinding)2|})", "class Model")]
    [InlineData("EncryptedModel(\"m\", SendIdentityToKeyring = {|KMSG5015:true|})", "class Model")]
    [InlineData("EncryptedModel(\"m\", KeyByClassification = {|KMSG5015:true|})", "class Model")]
    [InlineData("EncryptedModel(\"m\"), FormerPurpose({|KMSG5015:\"\"|})", "class Model")]
    [InlineData("EncryptedModel(\"m\")", "abstract class {|KMSG5015:Model|}")]
    [InlineData("EncryptedModel(\"m\")", "class {|KMSG5015:Model|}<T>")]
    public async Task KMSG5015_Triggers_on_the_part_of_a_model_that_is_to_be_changed(string attribute, string kind) =>
        await Verify.Triggers<UngeneratableModel>($"[{attribute}] public {kind} {{ {Field} }}", "public class Taken { } public partial class Part { public int F; }");

    [Fact]
    public async Task KMSG5015_Triggers_on_a_property_that_hides_one() =>
        await Verify.Triggers<UngeneratableModel>(
            "[EncryptedModel(\"m\")] public class Model : Base { public new string? {|KMSG5015:F|} { get; set; } }",
            "public class Base { " + Field + " }");

    [Fact]
    public async Task KMSG5015_Triggers_on_a_model_without_fields() =>
        await Verify.Triggers<UngeneratableModel>("[EncryptedModel(\"m\")] public class {|KMSG5015:Model|} { public string? X { get; set; } }");

    /// <summary>The rules see the generated types: these are not taken by others.</summary>
    [Theory]
    [InlineData("[EncryptedModel(\"m\")] public class Model {{ {0} }} public partial class EncryptedModel {{ public int Own() => 1; }}")]
    [InlineData("public static partial class Outer {{ [EncryptedModel(\"m\")] public class Model {{ {0} }} }}")]
    [InlineData("[EncryptedModel(\"m\", TypeName = \"Stored\", KeyName = \"k\", SendIdentityToKeyring = true), FormerPurpose(\"n\")] public record Model {{ {0} [RecordIdentity(\"id\", Default = \"7\")] public int Id {{ get; init; }} [RecordIdentity(\"no\")] public Guid No {{ get; init; }} }}")]
    [InlineData("[EncryptedModel(\"m\")] public class Model {{ [Encrypted(\"x\", Pad = 2, AuthenticateNull = true), BlindIndex(Bits = 32, Normalize = IndexNormalization.Trim), FormerName(\"y\")] public string? X {{ get; set; }} [EncryptionIgnore] public double[]? Y {{ get; set; }} public static int Z {{ get; set; }} }}")]
    public async Task KMSG5015_DoesNotTrigger_on_what_can_be_done(string model) =>
        await Verify.Silent<UngeneratableModel>(string.Format(System.Globalization.CultureInfo.InvariantCulture, model, Field));

    private static string Model(string members, string kind = "public class Model") => $$"""
        namespace Shop
        {
            [EncryptedModel("model")]
            {{kind}}
            {
                {{members}}
            }
        }

        """;
}
