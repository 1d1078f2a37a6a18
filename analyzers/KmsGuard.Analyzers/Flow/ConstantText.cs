using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Flow;

/// <summary>A text that a value may be.</summary>
// A class: what is generic over a struct is compiled once more for it, in every build.
internal sealed class ConstantText(string text, IOperation place, ISymbol? through)
{
    /// <summary>Stands in <see cref="Text"/> for each part that is only known at run time. No key id, alias or ARN contains it.</summary>
    internal const char Hole = JsonReader.Hole;

    /// <summary>The text, with holes.</summary>
    internal string Text { get; } = text;

    /// <summary>Where it is written; where it is only named, the name.</summary>
    internal IOperation Place { get; } = place;

    /// <summary>The last local, field or property that it came through, or null for a text that is written in place.</summary>
    internal ISymbol? Through { get; } = through;
}
