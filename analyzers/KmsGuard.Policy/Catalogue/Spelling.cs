namespace KmsGuard.Policy.Catalogue;

/// <summary>Finds the name that somebody meant.</summary>
internal static class Spelling
{
    private const int MaxLength = 80;

    /// <summary>The nearest of the names, or null where none is near.</summary>
    internal static string? Nearest(string name, IEnumerable<string> names)
    {
        var written = name.Trim();
        if (written.Length is 0 or > MaxLength)
            return null;
        // One mistake in four letters, and at most five. A name that others begin with is nearer than a misspelt one.
        var best = names.Select(one => (Name: one, Distance: Distance(written, one)))
            .OrderBy(one => one.Distance - (one.Name.StartsWith(written, StringComparison.OrdinalIgnoreCase) ? 1 : 0)).ThenBy(static one => one.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Min(5, Math.Max(1, written.Length / 4)) ? best.Name : null;
    }

    // Levenshtein, without regard to case and spaces.
    private static int Distance(string one, string other)
    {
        var previous = new int[other.Length + 1];
        var current = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            (previous, current) = (current, previous);
        }
        return previous[other.Length];
    }
}
