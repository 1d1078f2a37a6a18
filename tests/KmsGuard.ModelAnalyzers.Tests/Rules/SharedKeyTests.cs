using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class SharedKeyTests
{
    private const string Taxonomy = "public sealed class HealthDataAttribute : DataClassificationAttribute { }\n";

    [Fact]
    public async Task KMSG5009_Triggers_on_the_second_model_of_a_key() => await Verify.Triggers<SharedKey>(
        Model("A", "KeyName = \"pii\"", "[PrivateData]") + Model("{|KMSG5009:B|}", "KeyName = \"pii\"", "[HealthData]") + Model("{|KMSG5009:C|}", "KeyName = \"p\" + \"ii\"", "[HealthData]") + Taxonomy);

    [Fact]
    public async Task KMSG5009_Triggers_on_the_default_key() => await Verify.Triggers<SharedKey>(Model("A", "", "[PrivateData]") + Model("{|KMSG5009:B|}", "", "[HealthData]") + Taxonomy);

    [Fact]
    public async Task KMSG5009_Triggers_on_fields_of_two_classes() => await Verify.Triggers<SharedKey>(
        $$"""
        [EncryptedModel("m")] public class {|KMSG5009:Model|} { [Encrypted("a"), PrivateData] public string? A { get; set; } [Encrypted("b"), HealthData] public string? B { get; set; } }
        {{Taxonomy}}
        """);

    [Fact]
    public async Task KMSG5009_Triggers_on_models_that_are_classified_as_a_whole() => await Verify.Triggers<SharedKey>(
        Model("A", "", "[PrivateData]") + "[HealthData] " + Model("{|KMSG5009:B|}", "", "[PrivateData]") + Taxonomy);

    [Fact]
    public async Task KMSG5009_DoesNotTrigger_on_a_key_for_each_class() => await Verify.Silent<SharedKey>(
        Model("A", "KeyName = \"pii\"", "[PrivateData]") + Model("B", "KeyName = \"health\"", "[HealthData]") + Model("C", "KeyName = \"health\"", "[HealthData]") + Taxonomy);

    [Fact]
    public async Task KMSG5009_DoesNotTrigger_on_what_is_not_classified() => await Verify.Silent<SharedKey>(
        Model("A", "", "[PrivateData]") + Model("B", "", "") + Model("C", "", "[NoDataClassification]") + Taxonomy);

    [Fact]
    public async Task KMSG5009_DoesNotTrigger_where_the_model_says_which_class_governs() => await Verify.Silent<SharedKey>(
        $$"""
        [EncryptedModel("m"), HealthData] public class Model { [Encrypted("a"), PrivateData] public string? A { get; set; } [Encrypted("b"), HealthData] public string? B { get; set; } }
        {{Taxonomy}}
        """);

    private static string Model(string name, string named, string classified) => $$"""
        [EncryptedModel("m"{{(named.Length > 0 ? ", " + named : "")}})] public class {{name}} { [Encrypted("f")] {{classified}} public string? F { get; set; } }

        """.Replace("  ", " ", StringComparison.Ordinal);
}
