namespace KmsGuard.Analyzers.Tests;

/// <summary>The presets that <c>KmsGuardAnalysisMode</c> chooses hold every rule: when one is missing, put the expected text of the failure into the file.</summary>
public sealed class PresetTests
{
    private const string Head = """
        # Weaker than your own .globalconfig, and than .editorconfig.
        is_global = true
        global_level = -90


        """;

    [Fact]
    public void Strict_makes_every_rule_a_warning() =>
        Assert.Equal(Expected("# KmsGuardAnalysisMode=Strict: every rule is a warning.\n", "warning"), Preset("Strict"));

    [Fact]
    public void None_silences_every_rule() =>
        Assert.Equal(Expected("# KmsGuardAnalysisMode=None: no rule speaks.\n", "none"), Preset("None"));

    private static string Expected(string title, string severity) =>
        title + Head.ReplaceLineEndings("\n") + string.Concat(AllRules.Descriptors.OrderBy(static rule => rule.Id, StringComparer.Ordinal).Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = {severity}\n"));

    private static string Preset(string mode) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "config", $"KmsGuard.Analyzers.{mode}.globalconfig")).ReplaceLineEndings("\n");
}
