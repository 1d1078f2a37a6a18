using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>Parts of a text that something else fills in before AWS reads it.</summary>
internal static class Placeholder
{
    private static readonly string[] Marks = ["${", "{{", "<", "%", "#{", "__", "[[", "@@", "$("];

    // With one of these each of them begins.
    private static readonly char[] Beginnings = [JsonReader.Hole, .. Marks.Select(static mark => mark[0]).Distinct()];

    /// <summary>Whether the text is not what AWS will read.</summary>
    internal static bool IsIn(string text) => text.IndexOfAny(Beginnings) >= 0 && (text.Contains(JsonReader.Hole) || Array.Exists(Marks, text.Contains));
}
