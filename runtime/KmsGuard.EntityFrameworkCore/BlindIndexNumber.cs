using System.ComponentModel;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>What the expressions of <see cref="BlindIndexConverter{TIndex}"/> call; public because a compiled model repeats them in the application.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BlindIndexNumber
{
    /// <summary>The number of an index.</summary>
    /// <exception cref="CiphertextFormatException">The index is absent.</exception>
    public static long FromIndex<TIndex>(TIndex index)
        where TIndex : struct, IBlindIndex<TIndex> =>
        // The tool that writes a compiled model converts the default of every property's type. Nothing is stored at design time.
        index.IsAbsent && EF.IsDesignTime ? 0 : index.Value;

    /// <summary>Wraps a column's number. An expression tree cannot call a static interface member itself.</summary>
    public static TIndex ToIndex<TIndex>(long stored)
        where TIndex : struct, IBlindIndex<TIndex> =>
        TIndex.FromValue(stored);
}
