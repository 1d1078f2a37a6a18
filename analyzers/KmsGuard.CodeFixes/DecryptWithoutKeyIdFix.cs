using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG1008: decrypts with the key that the same type encrypts with, where there is exactly one and it can be named here.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DecryptWithoutKeyIdFix))]
public sealed class DecryptWithoutKeyIdFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public DecryptWithoutKeyIdFix()
        : base("KMSG1008")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (source.Node<SyntaxNode>(diagnostic.Location) is not { } call || call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
            return null;
        var keys = type.DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(assignment => IsEncryptionKey(source, assignment))
            .Select(static assignment => assignment.Right).ToArray();
        if (keys.Select(Text).Distinct().Count() != 1 || !Array.Exists(keys, key => IsAtHand(source, key, call, type)))
            return null;
        var text = Text(keys[0]);
        return RequestProperty.Set(source, diagnostic, _ => SyntaxFactory.ParseExpression(text)) is { } changes
            ? new FixPlan($"Set KeyId to {text} (KMS then refuses what was encrypted under any other key)", changes) : null;
    }

    private static bool IsEncryptionKey(FixSource source, AssignmentExpressionSyntax assignment) =>
        assignment.Left is IdentifierNameSyntax { Identifier.ValueText: "KeyId" or "DestinationKeyId" }
            or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "KeyId" or "DestinationKeyId" }
        && source.Model.GetSymbolInfo(assignment.Left, source.Cancel).Symbol is IPropertySymbol { ContainingType: { } request }
        && request.Name is "EncryptRequest" or "ReEncryptRequest" or "GenerateDataKeyRequest" or "GenerateDataKeyWithoutPlaintextRequest"
        && request.ContainingNamespace.ToDisplayString() == "Amazon.KeyManagementService.Model";

    private static string Text(ExpressionSyntax key) => key.WithoutTrivia().ToString();

    // A field, property, constant or parameter that means the same at both places, or a value that such a one holds.
    private static bool IsAtHand(FixSource source, ExpressionSyntax key, SyntaxNode place, TypeDeclarationSyntax type) => key switch
    {
        IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } =>
            source.Model.GetSymbolInfo(key, source.Cancel).Symbol is { } symbol && CodePlaces.IsVisible(symbol, place, type)
            && SymbolEqualityComparer.Default.Equals(symbol, source.Model.GetSpeculativeSymbolInfo(place.SpanStart, key, SpeculativeBindingOption.BindAsExpression).Symbol),
        MemberAccessExpressionSyntax access => IsAtHand(source, access.Expression, place, type)
            && source.Model.GetSymbolInfo(access, source.Cancel).Symbol is IFieldSymbol or IPropertySymbol,
        // configuration["Kms:KeyId"]
        ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } access =>
            arguments[0].Expression is LiteralExpressionSyntax && IsAtHand(source, access.Expression, place, type),
        _ => false,
    };
}
