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
    internal const string Refused = "refused";
    internal const string Unstored = "unstored";
    internal const string Authenticated = "authenticated";

    internal static StoredField Of(string property, FieldSpec field) => new(
        field.StoredName,
        field.FormerNames,
        property,
        field.Encoding.Name,
        field.Null switch { NullHandling.Refused => Refused, NullHandling.Clear => Unstored, _ => Authenticated },
        field.Pad > 0);
}
