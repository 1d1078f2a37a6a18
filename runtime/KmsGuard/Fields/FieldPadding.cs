namespace KmsGuard.Fields;

/// <summary>Padding 01 of docs/formats.md: one byte 80, then zeros up to a multiple of the block (ISO/IEC 9797-1 padding method 2, ISO/IEC 7816-4). It is inside the encryption: nobody sees it before it is authenticated.</summary>
internal static class FieldPadding
{
    internal const byte None = 0x00;
    internal const byte ToBlock = 0x01;

    private const int LeastBlock = 2;
    private const int MostBlock = 65_536;
    private const byte Mark = 0x80;

    internal static int Checked(int block) => block is 0 or (>= LeastBlock and <= MostBlock)
        ? block
        : throw new ArgumentOutOfRangeException(nameof(block), block, $"Pad is 0, or {LeastBlock} to {MostBlock} bytes.");

    /// <summary>The least multiple of the block that holds the plaintext and one byte.</summary>
    internal static int Measure(int size, int block) => checked(((size / block) + 1) * block);

    /// <summary>Fills what follows the plaintext.</summary>
    internal static void Write(Span<byte> rest)
    {
        rest[0] = Mark;
        rest[1..].Clear();
    }

    /// <summary>The plaintext without its padding. How much there is of it does not matter, so that the block can be changed.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    internal static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> padded)
    {
        var mark = padded.LastIndexOfAnyExcept((byte)0);
        return mark >= 0 && padded[mark] == Mark ? padded[..mark] : throw new FormatException("has no padding");
    }
}
