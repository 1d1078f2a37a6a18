using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Where a type's code names something. A type is walked once, whichever engine asks and however often.</summary>
internal static class NamesInType
{
    /// <summary>The name of <c>new ...</c>, <c>this(...)</c> and <c>base(...)</c>.</summary>
    internal const string Creation = ".ctor";

    private static readonly ConditionalWeakTable<SyntaxNode, Dictionary<string, List<SyntaxNode>>> Known = new();

    internal static IReadOnlyList<SyntaxNode> Of(SyntaxNode type, string name) => Known.GetValue(type, static one => Read(one)).TryGetValue(name, out var found) ? found : [];

    private static Dictionary<string, List<SyntaxNode>> Read(SyntaxNode type)
    {
        var names = new Dictionary<string, List<SyntaxNode>>(StringComparer.Ordinal);
        foreach (var node in type.DescendantNodes())
        {
            if (NameOf(node) is not { } name)
                continue;
            if (!names.TryGetValue(name, out var found))
                names.Add(name, found = []);
            found.Add(node);
        }
        return names;
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        BaseObjectCreationExpressionSyntax or ConstructorInitializerSyntax => Creation,
        _ => null,
    };
}
