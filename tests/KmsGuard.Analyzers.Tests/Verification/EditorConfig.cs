using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>The same options for every file.</summary>
internal sealed class EditorConfig((string Key, string Value)[] values) : AnalyzerConfigOptionsProvider
{
    private readonly Values all = new(values.ToDictionary(static pair => pair.Key, static pair => pair.Value, AnalyzerConfigOptions.KeyComparer));

    public override AnalyzerConfigOptions GlobalOptions => all;

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => all;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => all;

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => values.Keys;

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
