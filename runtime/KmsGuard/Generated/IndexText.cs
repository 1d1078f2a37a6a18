using System.ComponentModel;
using KmsGuard.Indexes;

namespace KmsGuard.Generated;

/// <summary>Normalization before a blind index is computed. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class IndexText
{
    /// <summary>A text after the normalizations that are set, in their order.</summary>
    /// <exception cref="ArgumentException">It holds a lone surrogate.</exception>
    /// <exception cref="InvalidOperationException">NFKC in a process without Unicode tables.</exception>
    public static string Normalize(string text, IndexNormalization how)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TextNormalizer.Normalize(text, how);
    }

    /// <summary>A value after a normalizer of the application's.</summary>
    public static T Apply<TNormalizer, T>(T value)
        where TNormalizer : IIndexNormalizer<T> => TNormalizer.Normalize(value);
}
