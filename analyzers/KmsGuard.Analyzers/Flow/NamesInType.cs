using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Where a type's code names something. A type is walked once, whichever engine asks and however often.</summary>
internal static class NamesInType
{
    /// <summary>The name of <c>new ...</c>, <c>this(...)</c> and <c>base(...)</c>.</summary>
    internal const string Creation = ".ctor";

    private static readonly ConditionalWeakTable<SyntaxNode, ILookup<string, SyntaxNode>> Known = new();

    internal static IEnumerable<SyntaxNode> Of(SyntaxNode type, string name) => Known.GetValue(type, static one => one.DescendantNodes()
        .Select(static node => (Name: NameOf(node), Node: node)).Where(static found => found.Name is not null).ToLookup(static found => found.Name!, static found => found.Node))[name];

    private static string? NameOf(SyntaxNode node) => node switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        BaseObjectCreationExpressionSyntax or ConstructorInitializerSyntax => Creation,
        _ => null,
    };
}
