namespace KmsGuard;

/// <summary>Stores a blind index beside an encrypted property, by which records can be found that may hold a value: the first bits of a keyed hash of it. Different values share an index, so what is found is decrypted and compared.</summary>
/// <remarks>
/// <para>An index tells who reads the database which records may be equal, and how often a value occurs. Take few bits: 2^<see cref="Bits"/> below half of the number of different values, and above its square root. docs/blind-indexes.md has a table, and says what must not be indexed.</para>
/// <para>The key of an index is derived from a key of its own for each encryption context, kept in a store of branch keys: <c>AddHierarchy()</c> or <c>AddIndexKeys()</c>. Bits, normalization and version are part of what is stored: to change one, add a second attribute with another <see cref="Version"/>, compute it for what is stored with <c>ReindexAsync</c>, and remove the first.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class BlindIndexAttribute : Attribute
{
    /// <summary>How many bits of the hash are stored, 1 to 32. Must be given.</summary>
    public int Bits { get; set; }

    /// <summary>Tells the indexes of one property apart, from 1. Default: 1.</summary>
    public int Version { get; set; } = 1;

    /// <summary>What is done to a text before it is hashed, so that texts which are to be found as one are one. Default: nothing.</summary>
    public IndexNormalization Normalize { get; set; }

    /// <summary>A type that implements <see cref="IIndexNormalizer{T}"/> for the property's type (not its nullable form), and is applied after <see cref="Normalize"/>.</summary>
    public Type? Normalizer { get; set; }

    /// <summary>The name of the generated property when the property's name + <c>Index</c> (and the version from 2) must not be used.</summary>
    public string? PropertyName { get; set; }
}
