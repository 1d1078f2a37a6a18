using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>Parts of a text that something else fills in before AWS reads it.</summary>
internal static class Placeholder
{
    private static readonly string[] Marks = ["${", "{{", "<", "%", "#{", "__", "[[", "@@", "$("];

    /// <summary>Whether the text is not what AWS will read.</summary>
    internal static bool IsIn(string text) => text.Contains(JsonReader.Hole) || Array.Exists(Marks, text.Contains);
}
