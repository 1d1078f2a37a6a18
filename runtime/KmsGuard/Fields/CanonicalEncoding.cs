namespace KmsGuard.Fields;

/// <summary>An encoding in which equal values have one form, for blind indexes.</summary>
internal sealed class CanonicalEncoding<T>(Generated.FieldEncoding<T> values, Func<T, T> canonical) : Generated.FieldEncoding<T>(values.Id)
{
    internal override int Measure(T value) => values.Measure(canonical(value));

    internal override void Encode(T value, Span<byte> destination) => values.Encode(canonical(value), destination);

    internal override T Decode(ReadOnlySpan<byte> source) => values.Decode(source);
}
