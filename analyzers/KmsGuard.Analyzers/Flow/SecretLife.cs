using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>What becomes of a secret's bytes when they have been used.</summary>
internal static class SecretLife
{
    private static readonly string[] CopyingSpaces = ["System.Security.Cryptography", "Amazon.KeyManagementService", "Org.BouncyCastle"];

    /// <summary>Whether the secret is a key: KMS says so, or what uses it does, or the names of what holds it.</summary>
    internal static bool IsKey(SecretSource source, SecretFlow flow) =>
        source.IsDataKey || flow.Holders.Exists(static local => SecretNames.IsKey(local.Name)) || flow.Uses.Exists(IsKeyUse)
        || source.Value.SemanticModel?.GetEnclosingSymbol(source.Value.Syntax.SpanStart) is { Name: var method } && SecretNames.IsKeyMethod(method);

    /// <summary>Whether somebody may hold the bytes after the body is left: see <see cref="Describe"/>.</summary>
    internal static bool IsKept(SecretUse use) => use.Form is SecretForm.Bytes or SecretForm.Stream && use.Kind switch
    {
        SecretUseKind.Kept => true,
        SecretUseKind.Returned => true,
        SecretUseKind.Assigned => !IsCopied(PropertyOf(use)?.ContainingType),
        SecretUseKind.Passed => use.Form == SecretForm.Bytes && Creation(use) is { Type: { } type } && !IsCopied(type) && !IsDisposable(type),
        _ => false,
    };

    /// <summary>Whether it is not known what happens: an object that can be disposed may clear what it was given.</summary>
    internal static bool IsUnknown(SecretUse use) =>
        use.Kind == SecretUseKind.Unknown || use is { Kind: SecretUseKind.Passed, Form: SecretForm.Bytes } && Creation(use) is { Type: { } type } && !IsCopied(type) && IsDisposable(type);

    /// <summary>Where it is kept, for a message.</summary>
    internal static string Describe(SecretUse use) => use.Kind switch
    {
        SecretUseKind.Returned => "returned to the caller",
        SecretUseKind.Assigned when PropertyOf(use) is { Name: var name } => $"kept in '{name}'",
        SecretUseKind.Kept when use.User is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field.Name: var name } } => $"kept in '{name}'",
        SecretUseKind.Passed when Creation(use) is { Type.Name: var name } => $"kept in a '{name}'",
        _ => "kept",
    };

    /// <summary>Whether anything in the outermost type around a place overwrites bytes: then somebody thought of it.</summary>
    internal static bool IsClearedIn(SyntaxNode place) =>
        place.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault() is { } type && type.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(Overwrites);

    // list.Clear() and Dispose() empty something else.
    private static bool Overwrites(InvocationExpressionSyntax call) => CallSyntax.NameOf(call)?.Identifier.ValueText switch
    {
        null or "Dispose" or "DisposeAsync" => false,
        "Clear" => call.Expression is MemberAccessExpressionSyntax { Expression: var owner }
            && (owner.ToString() is "Array" or "System.Array" || owner.ToString().EndsWith("Span", StringComparison.Ordinal) || owner.ToString().EndsWith("Span()", StringComparison.Ordinal)),
        var name => SecretNames.Clears(name),
    };

    private static bool IsKeyUse(SecretUse use) => use.Form == SecretForm.Bytes && (
        use.Kind == SecretUseKind.Assigned && PropertyOf(use) is { Name: var property } && SecretNames.IsKey(property)
        || use.User is IArgumentOperation { Parameter.Name: var parameter } && SecretNames.IsKey(parameter)
        || use.Kind == SecretUseKind.Kept && use.User is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var member } } && SecretNames.IsKey(member));

    private static IPropertySymbol? PropertyOf(SecretUse use) => (use.User as ISimpleAssignmentOperation)?.Target is IPropertyReferenceOperation { Property: var property } ? property : null;

    private static IObjectCreationOperation? Creation(SecretUse use) => (use.User as IArgumentOperation)?.Parent as IObjectCreationOperation;

    // The framework's ciphers and numbers, the SDK's requests and Bouncy Castle's parameters take copies, or are sent at once.
    private static bool IsCopied(ITypeSymbol? type) =>
        type is { DeclaringSyntaxReferences.IsEmpty: true, ContainingNamespace: { } space } && space.ToDisplayString() is var name
        && (Array.Exists(CopyingSpaces, one => name.StartsWith(one, StringComparison.Ordinal)) || type.Name is "BigInteger" or "Guid");

    private static bool IsDisposable(ITypeSymbol type) => type.AllInterfaces.Any(static one => one.Name is "IDisposable" or "IAsyncDisposable");
}
