namespace KmsGuard.Generators.Model;

/// <summary>One encrypted field.</summary>
/// <param name="StoredName">The field's stable name.</param>
/// <param name="Wrapper">The name of its wrapper type.</param>
/// <param name="ValueType">The type of its plaintext.</param>
/// <param name="Encoding">How its values become bytes.</param>
/// <param name="Null">What becomes of a null.</param>
/// <param name="Pad">The block that plaintexts are padded to; 0 for none.</param>
internal sealed record FieldSpec(string StoredName, string Wrapper, string ValueType, EncodingSpec Encoding, NullHandling Null, int Pad)
{
    /// <summary>Names under which it may be stored too.</summary>
    public EquatableArray<string> FormerNames { get; init; }

    /// <summary>The names of its data classifications.</summary>
    public EquatableArray<string> Classifications { get; init; }

    /// <summary>Its blind indexes, the lowest version first.</summary>
    public EquatableArray<IndexSpec> Indexes { get; init; }

    /// <summary>Whether the record's property is a nullable wrapper.</summary>
    public bool IsNullableWrapper => Null == NullHandling.Clear;
}
