using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>Stores a record's header as its bytes. <c>UseKmsGuard</c> sets it; public for compiled models.</summary>
public sealed class RecordHeaderConverter : ValueConverter<RecordHeader, byte[]>
{
    /// <summary>Creates the converter.</summary>
    public RecordHeaderConverter()
        : base(header => CiphertextBytes.FromHeader(header), stored => RecordHeader.FromBytes(stored))
    {
    }
}
