using System.Text.RegularExpressions;

namespace KmsGuard.Packages.Tests.Support;

/// <summary>The C# of README.md, to be compiled as it stands there.</summary>
internal static partial class ReadmeCode
{
    private static readonly string Text = PackedFeed.ReadText("README.md");

    /// <summary>The block in which a text occurs.</summary>
    public static string[] Block(string text) =>
        Blocks().Matches(Text).Select(match => match.Groups[1].Value).Single(block => block.Contains(text, StringComparison.Ordinal)).Split('\n');

    /// <summary>An expression within a sentence.</summary>
    public static string Inline(string start) =>
        Spans().Matches(Text).Select(match => match.Groups[1].Value).Single(span => span.StartsWith(start, StringComparison.Ordinal));

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Spans();
}
