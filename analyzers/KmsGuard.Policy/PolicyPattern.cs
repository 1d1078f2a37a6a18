using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>Action names in policies: <c>*</c> and <c>?</c> are wildcards, and upper and lower case are the same.</summary>
internal static class PolicyPattern
{
    /// <summary>Whether a pattern matches a name, or could when its holes are filled.</summary>
    internal static bool MayMatch(string pattern, string name)
    {
        // The usual greedy match: at a mismatch the last star takes one more character.
        int at = 0, star = -1, taken = 0;
        for (var i = 0; i < name.Length;)
        {
            if (at < pattern.Length && pattern[at] is '*' or JsonReader.Hole)
            {
                star = at++;
                taken = i;
            }
            else if (at < pattern.Length && (pattern[at] == '?' || char.ToUpperInvariant(pattern[at]) == char.ToUpperInvariant(name[i])))
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++taken;
            }
            else
            {
                return false;
            }
        }
        while (at < pattern.Length && pattern[at] is '*' or JsonReader.Hole)
            at++;
        return at == pattern.Length;
    }
}
