using System.ComponentModel;
using System.Runtime.InteropServices;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>What the converters' expressions call; public because a compiled model repeats those expressions in the application.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CiphertextBytes
{
    /// <summary>The bytes as an array: the one behind them, if it is nothing else.</summary>
    public static byte[] ToColumn(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();

    /// <summary>Wraps a column's bytes without a copy. An expression tree cannot call a static interface member itself.</summary>
    public static TCiphertext ToField<TCiphertext>(byte[] stored)
        where TCiphertext : struct, IFieldCiphertext<TCiphertext> =>
        TCiphertext.FromBytes(stored);
}
