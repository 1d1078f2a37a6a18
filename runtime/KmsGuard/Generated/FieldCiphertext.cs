using System.ComponentModel;
using System.Globalization;

namespace KmsGuard.Generated;

/// <summary>What the generated wrapper types share. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FieldCiphertext
{
    /// <summary>The bytes, unless they are absent.</summary>
    /// <exception cref="CiphertextFormatException">There are none.</exception>
    public static ReadOnlyMemory<byte> Require(ReadOnlyMemory<byte> bytes, string path) => bytes.IsEmpty ? throw Absent(path) : bytes;

    /// <summary>A wrapper, or null for no bytes.</summary>
    public static TCiphertext? OrNull<TCiphertext>(ReadOnlyMemory<byte> bytes)
        where TCiphertext : struct, IFieldCiphertext<TCiphertext> => bytes.IsEmpty ? null : TCiphertext.FromBytes(bytes);

    /// <summary>Equality by bytes. Ciphertext is not secret: no fixed time is needed.</summary>
    public static bool Equal(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceEqual(right.Span);

    /// <summary>A hash of the bytes.</summary>
    public static int Hash(ReadOnlyMemory<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>What a log may show: <c>encrypted customer.ssn (61 bytes)</c>.</summary>
    public static string Describe(ReadOnlyMemory<byte> bytes, string path) =>
        bytes.IsEmpty ? $"{path} (absent)" : string.Create(CultureInfo.InvariantCulture, $"{(path.Contains('.') ? "encrypted " : "")}{path} ({bytes.Length} bytes)");

    internal static CiphertextFormatException Absent(string path) =>
        new($"{path} is absent: there is no ciphertext. The column was not read, or is NULL or empty where the model requires a value.");
}
