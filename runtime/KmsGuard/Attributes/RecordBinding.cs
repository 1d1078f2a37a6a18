namespace KmsGuard;

/// <summary>What the encrypted fields of a model are bound to.</summary>
public enum RecordBinding
{
    /// <summary>Every field is bound to the record's <see cref="RecordIdentityAttribute">identity</see>: neither a field nor a header with its fields opens in another record.</summary>
    Fields,

    /// <summary>The identity is not bound, for ids that the database gives after encryption: a field does not open under another header, but a header together with its fields opens in any row of the same encryption context.</summary>
    HeaderOnly,
}
