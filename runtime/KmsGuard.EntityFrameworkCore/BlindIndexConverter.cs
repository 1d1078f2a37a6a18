using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>Stores a blind index as its number. <c>UseKmsGuard</c> sets it; public for compiled models.</summary>
/// <typeparam name="TIndex">The generated index type.</typeparam>
public sealed class BlindIndexConverter<TIndex> : ValueConverter<TIndex, long>
    where TIndex : struct, IBlindIndex<TIndex>
{
    /// <summary>Creates the converter.</summary>
    public BlindIndexConverter()
        : base(index => BlindIndexNumber.FromIndex(index), stored => BlindIndexNumber.ToIndex<TIndex>(stored))
    {
    }
}
