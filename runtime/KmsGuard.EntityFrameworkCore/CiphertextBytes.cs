using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>What the converters' expressions call; public because a compiled model repeats those expressions in the application.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CiphertextBytes
{
    /// <summary>The bytes of a field.</summary>
    /// <exception cref="CiphertextFormatException">The value is absent.</exception>
    public static byte[] FromField<TCiphertext>(TCiphertext ciphertext)
        where TCiphertext : struct, IFieldCiphertext<TCiphertext> =>
        IsPlaceholder(ciphertext.IsAbsent) ? [] : ToArray(ciphertext.Bytes);

    /// <summary>The bytes of a header.</summary>
    /// <exception cref="CiphertextFormatException">The header is absent.</exception>
    public static byte[] FromHeader(RecordHeader header) =>
        IsPlaceholder(header.IsAbsent) ? [] : ToArray(header.Bytes);

    /// <summary>Wraps a column's bytes without a copy. An expression tree cannot call a static interface member itself.</summary>
    public static TCiphertext ToField<TCiphertext>(byte[] stored)
        where TCiphertext : struct, IFieldCiphertext<TCiphertext> =>
        TCiphertext.FromBytes(stored);

    /// <summary>The tool that writes a compiled model converts the default of every property's type. Nothing is stored at design time.</summary>
    private static bool IsPlaceholder(bool isAbsent) => isAbsent && EF.IsDesignTime;

    /// <summary>The array behind the bytes, if it holds nothing else.</summary>
    private static byte[] ToArray(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();
}
