using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers;

/// <summary>Finds which of up to 64 words a text contains, reading it once.</summary>
internal sealed class WordSearch
{
    private const int Ascii = 128;

    // Has no name in .NET Standard.
    private const MethodImplOptions AggressiveOptimization = (MethodImplOptions)512;

    // Under the size at which a text becomes a large object, whose garbage is collected with everything else.
    private const int Chunk = 32_768;

    // Which words begin with a pair of characters: nearly every place of a text is ruled out by one look.
    private readonly byte[] startingWith = new byte[Ascii * Ascii];
    private readonly string[] words;
    private readonly int longest;
    private readonly List<List<int>> groups = [[]];

    /// <summary>Creates a search for words of at least two characters, all ASCII.</summary>
    internal WordSearch(string[] words)
    {
        this.words = words;
        longest = words.Max(static word => word.Length);
        for (var index = 0; index < words.Length; index++)
        {
            ref var group = ref startingWith[Pair(words[index][0], words[index][1])];
            if (group == 0)
            {
                group = (byte)groups.Count;
                groups.Add([]);
            }
            groups[group].Add(index);
        }
    }

    /// <summary>One bit for each word, in the order in which they were given; and the places of those whose bits are asked for.</summary>
    internal ulong In(SourceText text, ulong placed, List<Mention> places)
    {
        var found = 0ul;
        for (var start = 0; start < text.Length; start += Chunk)
        {
            // A word that begins in this chunk may end in the next.
            var part = text.ToString(new TextSpan(start, Math.Min(Chunk + longest - 1, text.Length - start)));
            found |= In(part, start, placed, places);
        }
        return found;
    }

    // Runs once for each file of a build that has only begun: there is no time to find out that it is worth optimizing.
    [MethodImpl(AggressiveOptimization)]
    private ulong In(string text, int offset, ulong placed, List<Mention> places)
    {
        var found = 0ul;
        var first = '\uFFFF';
        for (var next = 0; next < text.Length && next <= Chunk; next++)
        {
            var second = text[next];
            if ((first | second) < Ascii && startingWith[Pair(first, second)] is not 0 and var group)
            {
                foreach (var word in groups[group])
                {
                    if (!IsAt(text, next - 1, words[word]))
                        continue;
                    var bit = 1ul << word;
                    found |= bit;
                    if ((bit & placed) != 0)
                        places.Add(new Mention(offset + next - 1, bit));
                }
            }
            first = second;
        }
        return found;
    }

    [MethodImpl(AggressiveOptimization)]
    private static bool IsAt(string text, int start, string word)
    {
        if (word.Length > text.Length - start)
            return false;
        // The first two are known.
        for (var index = 2; index < word.Length; index++)
        {
            if (text[start + index] != word[index])
                return false;
        }
        return true;
    }

    private static int Pair(char first, char second) => first * Ascii + second;
}

/// <summary>A place in a text where a word begins.</summary>
internal sealed class Mention(int start, ulong bit)
{
    internal int Start { get; } = start;

    internal ulong Bit { get; } = bit;
}
