using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace KmsGuard.CodeFixes;

/// <summary>Options of the solution that a class is given: how a place in the class reaches them, and where a property can be added to them.</summary>
internal sealed class OptionsAtHand
{
    private static readonly string[] Endings = ["Options", "Settings", "Config", "Configuration"];

    private OptionsAtHand(INamedTypeSymbol type, TypeDeclarationSyntax declaration, Document document, string access)
    {
        Type = type;
        Declaration = declaration;
        Document = document;
        Access = access;
    }

    internal INamedTypeSymbol Type { get; }

    internal TypeDeclarationSyntax Declaration { get; }

    /// <summary>The document of <see cref="Declaration"/>.</summary>
    internal Document Document { get; }

    /// <summary>The options, as the place names them: <c>_options.Value</c>.</summary>
    internal string Access { get; }

    internal static IEnumerable<OptionsAtHand> Of(FixSource source, ClassDeclarationSyntax owner, SyntaxNode place, CodePlace where)
    {
        foreach (var symbol in Holders(source, owner, place, where))
        {
            var type = (symbol as IFieldSymbol)?.Type ?? (symbol as IPropertySymbol)?.Type ?? ((IParameterSymbol)symbol).Type;
            if (Held(type) is var (options, member) && source.Model.LookupSymbols(place.SpanStart, name: symbol.Name) is [var found]
                && SymbolEqualityComparer.Default.Equals(found, symbol) && Declared(source, options) is var (declaration, document) && declaration != owner)
                yield return new OptionsAtHand(options, declaration, document, symbol.Name + member);
        }
    }

    /// <summary>The options type with one more property, a text.</summary>
    internal TypeDeclarationSyntax WithProperty(TypeDeclarationSyntax current, string name)
    {
        var properties = current.Members.OfType<PropertyDeclarationSyntax>().ToArray();
        var setter = properties.SelectMany(static one => one.AccessorList?.Accessors ?? default).Any(static one => one.IsKind(SyntaxKind.InitAccessorDeclaration)) ? "init" : "set";
        var isNullable = (Document.Project.CompilationOptions as CSharpCompilationOptions)?.NullableContextOptions.AnnotationsEnabled() == true;
        var isDocumented = current.Members.Any(static member => member.GetLeadingTrivia().Any(SyntaxKind.SingleLineDocumentationCommentTrivia));
        var text = $"public string {name} {{ get; {setter}; }}{(isNullable ? " = \"\";" : "")}";
        if (isDocumented)
            text = $"/// <summary>The key of AWS KMS.</summary>\n{text}";
        var member = SyntaxFactory.ParseMemberDeclaration(text)!.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
        // Apart from the others where they are apart.
        if (current.Members.Count > 1 && current.Members.Last().GetLeadingTrivia().Any(SyntaxKind.EndOfLineTrivia))
            member = member.WithLeadingTrivia(member.GetLeadingTrivia().Insert(0, SyntaxFactory.ElasticLineFeed));
        var behind = current.Members.LastIndexOf(static one => one is PropertyDeclarationSyntax) + 1;
        return current.WithMembers(current.Members.Insert(behind == 0 ? current.Members.Count : behind, member));
    }

    // What may hold options at a place: a constructor has its parameters, and its fields may not be set yet.
    private static IEnumerable<ISymbol> Holders(FixSource source, ClassDeclarationSyntax owner, SyntaxNode place, CodePlace where)
    {
        if (where == CodePlace.Member && source.Model.GetDeclaredSymbol(owner, source.Cancel) is { } type)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } or IPropertySymbol { IsStatic: false, IsIndexer: false, GetMethod: not null })
                    yield return member;
            }
        }
        var parameters = where == CodePlace.Constructor ? place.FirstAncestorOrSelf<ConstructorDeclarationSyntax>()?.ParameterList : owner.ParameterList;
        foreach (var parameter in parameters?.Parameters ?? default)
        {
            if (source.Model.GetDeclaredSymbol(parameter, source.Cancel) is IParameterSymbol { RefKind: RefKind.None } symbol
                && (where != CodePlace.Member || !CodePlaces.IsStored(symbol.Name, owner)))
                yield return symbol;
        }
    }

    private static (INamedTypeSymbol Type, string Member)? Held(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { NullableAnnotation: not NullableAnnotation.Annotated } named)
            return null;
        if (named.TypeArguments.Length == 1 && named.TypeArguments[0] is INamedTypeSymbol options && named.ContainingNamespace.ToDisplayString() == "Microsoft.Extensions.Options")
            return named.Name switch
            {
                "IOptions" or "IOptionsSnapshot" => (options, ".Value"),
                "IOptionsMonitor" => (options, ".CurrentValue"),
                _ => null,
            };
        return Array.Exists(Endings, ending => named.Name.EndsWith(ending, StringComparison.Ordinal)) ? (named, "") : null;
    }

    private static (TypeDeclarationSyntax Declaration, Document Document)? Declared(FixSource source, INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Class || type.IsStatic)
            return null;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (source.Document.Project.Solution.GetDocument(reference.SyntaxTree) is { } document and not SourceGeneratedDocument
                && reference.GetSyntax(source.Cancel) is TypeDeclarationSyntax { OpenBraceToken.Span.IsEmpty: false } declaration)
                return (declaration, document);
        }
        return null;
    }
}
