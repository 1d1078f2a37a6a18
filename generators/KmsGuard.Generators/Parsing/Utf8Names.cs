using System.Text;

namespace KmsGuard.Generators.Parsing;

/// <summary>The UTF-8 form of stored names, which decides their length and their order.</summary>
internal static class Utf8Names
{
    internal const int MaxSize = 128;

    internal static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsSurrogate(text[i]))
                return true;
        }
        return false;
    }

    internal static bool IsTooLong(string text) => Encoding.UTF8.GetByteCount(text) > MaxSize;

    /// <summary>Unsigned order of the UTF-8 bytes, in which keys stand in the stored form; .NET's own orders differ from it.</summary>
    internal static IComparer<string> Order { get; } = Comparer<string>.Create(static (left, right) =>
    {
        var (leftBytes, rightBytes) = (Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
        for (var i = 0; i < Math.Min(leftBytes.Length, rightBytes.Length); i++)
        {
            if (leftBytes[i] != rightBytes[i])
                return leftBytes[i].CompareTo(rightBytes[i]);
        }
        return leftBytes.Length.CompareTo(rightBytes.Length);
    });
}
