using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers;

/// <summary>A key of <c>.editorconfig</c> that the rules read, with every value that it may have, the first one the default; without values, any text.</summary>
internal sealed class ConfigurationKey
{
    /// <summary>What all keys begin with.</summary>
    internal const string Prefix = "kmsguard.";

    /// <summary>Whether findings in test code are reported or hidden.</summary>
    internal static readonly ConfigurationKey TestCode = new("test_code", "quiet", "report");

    /// <summary>Additional files that are policies, by the ends of their paths; those of the default always are.</summary>
    internal static readonly ConfigurationKey PolicyFiles = new("policy_files", "*.policy.json") { IsList = true };

    /// <summary>Whether findings in the code of samples are reported or hidden.</summary>
    internal static readonly ConfigurationKey SampleCode = new("sample_code", "report", "quiet");

    /// <summary>What an alias must match: at least three words, of the environment, the function and the team.</summary>
    internal static readonly ConfigurationKey AliasPattern = new("alias_pattern", "^alias/[A-Za-z0-9]+([-_/][A-Za-z0-9]+){2,}$") { IsPattern = true };

    internal static readonly ImmutableArray<ConfigurationKey> All = ImmutableArray.Create(TestCode, SampleCode, AliasPattern, PolicyFiles);

    private ConfigurationKey(string name, params string[] values)
    {
        Name = Prefix + name;
        Values = ImmutableArray.Create(values);
    }

    internal string Name { get; }

    internal ImmutableArray<string> Values { get; }

    /// <summary>Whether any regular expression is a value.</summary>
    internal bool IsPattern { get; private set; }

    /// <summary>Whether any list of ends of paths is a value.</summary>
    internal bool IsList { get; private set; }

    /// <summary>Whether a text is one of the values. The compiler keeps the text as it is written.</summary>
    internal bool Allows(string text) => IsPattern ? PatternOf(text.Trim()) is not null : IsList ? text.Trim().Length > 0 : Values.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);

    internal bool Has(AnalyzerConfigOptions options, string value) =>
        options.TryGetValue(Name, out var text) && text.Trim().Equals(value, StringComparison.OrdinalIgnoreCase);

    /// <summary>The value for a file: what is configured, or the default where that is nothing or no value.</summary>
    internal string Value(AnalyzerOptions options, SyntaxTree tree) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(Name, out var text) && Allows(text) ? text.Trim() : Values[0];

    /// <summary>Whether a text matches a pattern. One that takes too long to tell is taken to match: unknown is silent.</summary>
    internal static bool Matches(string pattern, string text)
    {
        try
        {
            return PatternOf(pattern)?.IsMatch(text) != false;
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static Regex? PatternOf(string text)
    {
        try
        {
            return text.Length == 0 ? null : new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
