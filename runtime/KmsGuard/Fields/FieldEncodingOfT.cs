using System.ComponentModel;

namespace KmsGuard.Generated;

/// <summary>How the values of one type become bytes (docs/formats.md, "Values"). Free of culture, injective, and never changed once published.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FieldEncoding<T>
{
    private protected FieldEncoding(byte id) => Id = id;

    /// <summary>The encoding's id, which is in every field's AAD.</summary>
    public byte Id { get; }

    /// <summary>What blind indexes hash: the same, but with one encoding for values that are equal.</summary>
    internal virtual FieldEncoding<T> ForIndexes => this;

    /// <summary>How many bytes <see cref="Encode"/> will write.</summary>
    internal abstract int Measure(T value);

    /// <summary>Writes the value into a buffer of the measured size.</summary>
    internal abstract void Encode(T value, Span<byte> destination);

    /// <summary>Reads a value.</summary>
    /// <exception cref="FormatException">The bytes are no value of this type; the message says why and holds none of them.</exception>
    internal abstract T Decode(ReadOnlySpan<byte> source);
}
