using System.ComponentModel;

namespace KmsGuard;

/// <summary>Context, identity and header of a record, without its fields: what decrypting a field from a projection takes. Made by <c>EncryptedCustomer.Envelope(...)</c>.</summary>
/// <typeparam name="TRecord">The generated record type.</typeparam>
public sealed class RecordEnvelope<TRecord>
    where TRecord : class
{
    /// <summary>For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public RecordEnvelope(TRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Record = record;
    }

    /// <summary>A record without fields. For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TRecord Record { get; }
}
