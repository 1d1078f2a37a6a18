namespace KmsGuard.Generators.Model.Stored;

/// <summary>An encrypted field.</summary>
/// <param name="Name">Its stored name.</param>
/// <param name="FormerNames">Names under which it may be stored too.</param>
/// <param name="Property">The property's name.</param>
/// <param name="Encoding">How a value becomes bytes, in the words of docs/formats.md.</param>
/// <param name="Nulls">What becomes of a null: one of the constants.</param>
/// <param name="IsPadded">Whether values may be padded.</param>
internal sealed record StoredField(string Name, EquatableArray<string> FormerNames, string Property, string Encoding, string Nulls, bool IsPadded)
{
    /// <summary>Its blind indexes, the lowest version first.</summary>
    public EquatableArray<StoredIndex> Indexes { get; init; }

    internal const string Refused = "refused";
    internal const string Unstored = "unstored";
    internal const string Authenticated = "authenticated";
}

/// <summary>A blind index of a field.</summary>
/// <param name="Version">Tells the indexes of one field apart.</param>
/// <param name="Bits">How many bits are stored.</param>
/// <param name="Normalize">What is done to a text before: nfkc, trim, lower, digits, in this order.</param>
/// <param name="Normalizer">The application's own normalizer, or null.</param>
internal sealed record StoredIndex(int Version, int Bits, EquatableArray<string> Normalize, string? Normalizer);
