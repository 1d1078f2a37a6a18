namespace KmsGuard.Fields;

/// <summary>A type that wraps a single value, stored as that value: the type can be introduced or dropped without touching what is stored.</summary>
internal sealed class ConvertedEncoding<TWrapper, TValue>(Generated.FieldEncoding<TValue> values, Func<TWrapper, TValue> unwrap, Func<TValue, TWrapper> wrap)
    : Generated.FieldEncoding<TWrapper>(values.Id)
{
    internal override Generated.FieldEncoding<TWrapper> ForIndexes => new ConvertedEncoding<TWrapper, TValue>(values.ForIndexes, unwrap, wrap);

    internal override int Measure(TWrapper value) => values.Measure(Unwrap(value));

    internal override void Encode(TWrapper value, Span<byte> destination) => values.Encode(Unwrap(value), destination);

    internal override TWrapper Decode(ReadOnlySpan<byte> source)
    {
        var value = values.Decode(source);
        try
        {
            return wrap(value);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The application's message may quote what was decrypted.
            throw new FormatException($"is refused by {typeof(TWrapper).Name} ({e.GetType().Name})");
        }
    }

    private TValue Unwrap(TWrapper value) =>
        unwrap(value) ?? throw new ArgumentException($"A {typeof(TWrapper).Name} without a value cannot be encrypted. Give it one, or declare the property nullable and leave it null.", nameof(value));
}
