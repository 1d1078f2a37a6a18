using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Generators.Parsing;

/// <summary>Collects what is wrong with one model.</summary>
internal sealed class ProblemList(INamedTypeSymbol model, AttributeData attribute)
{
    private readonly string _name = NameOf(model);
    private readonly Location _place = PlaceOf(model, attribute);
    private readonly List<FoundProblem> _found = [];

    /// <summary>In the order in which they were found, each once.</summary>
    internal IEnumerable<FoundProblem> Found => _found.Distinct();

    internal bool Blocks => _found.Exists(found => found.Misuse.Blocks);

    internal int Count => _found.Count;

    /// <summary>A model's name in messages.</summary>
    internal static string NameOf(INamedTypeSymbol model) => model.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    /// <summary>The model's name, in the part that is annotated.</summary>
    internal static Location PlaceOf(INamedTypeSymbol model, AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax().Parent?.Parent is TypeDeclarationSyntax type ? type.Identifier.GetLocation()
        : model.Locations.FirstOrDefault() ?? Location.None;

    /// <summary>At the model's name, or at the part of its attributes that is given.</summary>
    internal void Add(Misuse misuse, SyntaxNode? part = null) => _found.Add(new FoundProblem(_name, misuse, part?.GetLocation() ?? _place));

    /// <summary>At an argument of [EncryptedModel], if it is given.</summary>
    internal void AddAt(string argument, Misuse misuse) =>
        Add(misuse, KnownAttributes.Has(attribute, argument) ? KnownAttributes.Syntax(attribute, argument) : null);

    internal void Add(string member, Misuse misuse) => _found.Add(new FoundProblem(_name + "." + member, misuse, _place));

    /// <summary>At the member's name, or at the part of its declaration that is given.</summary>
    internal void Add(ISymbol member, Misuse misuse, SyntaxNode? part = null) =>
        _found.Add(new FoundProblem(_name + "." + member.Name, misuse, PlaceOf(member, part)));

    /// <summary>Where a finding about a member stands: at the model for what it inherits.</summary>
    internal Location PlaceOf(ISymbol member, SyntaxNode? part)
    {
        if (!SymbolEqualityComparer.Default.Equals(member.ContainingType, model))
            return _place;
        var isOwn = part is not null && member.DeclaringSyntaxReferences.Any(declared => declared.SyntaxTree == part.SyntaxTree && declared.Span.Contains(part.Span));
        return isOwn ? part!.GetLocation() : member.Locations.FirstOrDefault(location => location.IsInSource) ?? _place;
    }
}
