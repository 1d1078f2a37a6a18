using System.Globalization;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>What a rule has to say about a value of a policy.</summary>
internal sealed class PolicyFinding
{
    // What is longer is data.
    private const int MaxShown = 200;

    internal PolicyFinding(PolicyRule rule, int start, int end, JsonNode? node, string? replacement, params string[] arguments)
    {
        Rule = rule;
        Start = start;
        End = end;
        Node = node;
        Replacement = replacement;
        // What is only known at run time is shown as what it is in a pattern.
        Arguments = Array.ConvertAll(arguments, static one => Shown(one));
    }

    internal PolicyRule Rule { get; }

    internal int Start { get; }

    internal int End { get; }

    /// <summary>The value, or null for a place in the text that is none.</summary>
    internal JsonNode? Node { get; }

    /// <summary>The text that the value should be, where that is known.</summary>
    internal string? Replacement { get; }

    internal string[] Arguments { get; }

    /// <summary>The object that lacks a member, where that is the finding.</summary>
    internal JsonNode? Container { get; set; }

    internal string Message => string.Format(CultureInfo.InvariantCulture, Rule.MessageFormat, Arguments);

    private static string Shown(string text) => (text.Length > MaxShown ? text.Substring(0, MaxShown) + "..." : text).Replace(JsonReader.Hole, '*');
}
