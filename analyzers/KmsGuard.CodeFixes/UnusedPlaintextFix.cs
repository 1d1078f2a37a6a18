using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG1014: the operation that returns no plaintext, with its own types of request and response.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnusedPlaintextFix))]
public sealed class UnusedPlaintextFix : KmsGuardFix
{
    private const string Without = "WithoutPlaintext";

    /// <summary>Creates the fix.</summary>
    public UnusedPlaintextFix()
        : base("KMSG1014")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (source.Node<SimpleNameSyntax>(diagnostic.Location) is not { } name || name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || source.Model.GetSymbolInfo(call, source.Cancel).Symbol is not IMethodSymbol { Parameters: { Length: > 0 } parameters } method)
            return null;
        var operation = method.Name.StartsWith("GenerateDataKeyPair", StringComparison.Ordinal) ? "GenerateDataKeyPair" : "GenerateDataKey";
        var other = operation + Without + method.Name.Substring(operation.Length);
        if (method.ContainingType.GetMembers(other).IsEmpty || source.Model.Compilation.GetTypeByMetadataName(parameters[0].Type.ContainingNamespace + "." + operation + Without + "Request") is not { } request)
            return null;
        var types = new List<TypeSyntax>();
        if (diagnostic.AdditionalLocations.Count == 0 || !diagnostic.AdditionalLocations.All(location => AddRequest(source, location, request, types)) || !AddResponse(call, types))
            return null;
        var changes = new Dictionary<string, Action<SyntaxEditor>> { ["call " + name.SpanStart] = editor => editor.ReplaceNode(name, Named(name, other)) };
        foreach (var type in types.Distinct())
        {
            if (Last(type) is not { } last || !last.Identifier.ValueText.StartsWith(operation + "Re", StringComparison.Ordinal))
                return null;
            changes["type " + last.SpanStart] = editor => editor.ReplaceNode(last, Named(last, operation + Without + last.Identifier.ValueText.Substring(operation.Length)));
        }
        return new FixPlan($"Call {other} (the caller then needs the permission kms:{operation}{Without})", changes);
    }

    // The types that name the request: where it is created, and where its local is declared. False where the request is used elsewhere, too.
    private static bool AddRequest(FixSource source, Location location, INamedTypeSymbol request, List<TypeSyntax> types)
    {
        if (source.Node<BaseObjectCreationExpressionSyntax>(location) is not { } creation
            || creation.Initializer?.Expressions.All(member => member is AssignmentExpressionSyntax { Left: IdentifierNameSyntax property } && Has(request, property)) == false)
            return false;
        if (creation is ObjectCreationExpressionSyntax { Type: var created })
            types.Add(created);
        if (creation.Parent is ArgumentSyntax)
            return true;
        if (creation.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Type: var declared } } local }
            || source.Model.GetDeclaredSymbol(local, source.Cancel) is not { } symbol || creation.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
            return false;
        if (!declared.IsVar)
            types.Add(declared);
        var uses = member.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == symbol.Name
            && SymbolEqualityComparer.Default.Equals(source.Model.GetSymbolInfo(use, source.Cancel).Symbol, symbol)).ToArray();
        return uses.Count(static use => use.Parent is ArgumentSyntax) == 1
            && uses.All(use => use.Parent is ArgumentSyntax || use.Parent is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax property } && Has(request, property));
    }

    private static bool Has(INamedTypeSymbol request, IdentifierNameSyntax property) => !request.GetMembers(property.Identifier.ValueText).IsEmpty;

    // The type that names the response, where one does.
    private static bool AddResponse(InvocationExpressionSyntax call, List<TypeSyntax> types)
    {
        SyntaxNode value = call;
        while (value.Parent is AwaitExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax)
            value = value.Parent;
        switch (value.Parent)
        {
            case EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Variables.Count: 1, Type: var declared } }:
                // The response's own property may have been taken already: its type stays.
                if (!declared.IsVar && Last(declared)?.Identifier.ValueText.EndsWith("Response", StringComparison.Ordinal) == true)
                    types.Add(declared);
                return true;
            // The local is declared elsewhere.
            case AssignmentExpressionSyntax { Left: not IdentifierNameSyntax { Identifier.ValueText: "_" } }:
                return false;
            default:
                return true;
        }
    }

    private static SimpleNameSyntax? Last(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right,
        AliasQualifiedNameSyntax qualified => qualified.Name,
        SimpleNameSyntax simple => simple,
        _ => null,
    };

    private static IdentifierNameSyntax Named(SimpleNameSyntax name, string text) => SyntaxFactory.IdentifierName(text).WithTriviaFrom(name);
}
