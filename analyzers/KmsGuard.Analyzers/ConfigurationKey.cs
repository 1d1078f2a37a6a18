using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers;

/// <summary>A key of <c>.editorconfig</c> that the rules read, with every value that it may have, the first one the default; without values, any text.</summary>
internal sealed class ConfigurationKey
{
    /// <summary>What all keys begin with.</summary>
    internal const string Prefix = "kmsguard.";

    /// <summary>Whether findings in test code are reported or hidden.</summary>
    internal static readonly ConfigurationKey TestCode = new("test_code", "quiet", "report");

    /// <summary>Additional files that are policies, by the ends of their paths.</summary>
    internal static readonly ConfigurationKey PolicyFiles = new("policy_files");

    internal static readonly ImmutableArray<ConfigurationKey> All = ImmutableArray.Create(TestCode, PolicyFiles);

    private ConfigurationKey(string name, params string[] values)
    {
        Name = Prefix + name;
        Values = ImmutableArray.Create(values);
    }

    internal string Name { get; }

    internal ImmutableArray<string> Values { get; }

    /// <summary>Whether a text is one of the values. The compiler keeps the text as it is written.</summary>
    internal bool Allows(string text) => Values.IsEmpty ? text.Trim().Length > 0 : Values.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);

    internal bool Has(AnalyzerConfigOptions options, string value) =>
        options.TryGetValue(Name, out var text) && text.Trim().Equals(value, StringComparison.OrdinalIgnoreCase);
}
