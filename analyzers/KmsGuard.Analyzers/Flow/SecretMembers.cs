using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Members whose declaration says that they hold personal or secret data.</summary>
internal static class SecretMembers
{
    /// <summary>
    /// Whether a property, field or parameter is <c>[Encrypted]</c>, or classified by an attribute that derives from
    /// Microsoft.Extensions.Compliance's <c>DataClassificationAttribute</c>; on a record, also by the parameter that makes the property.
    /// </summary>
    internal static bool IsSecret(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
        {
            if (IsEncrypted(attribute.AttributeClass) || IsClassification(attribute.AttributeClass))
                return true;
        }
        return member is IPropertySymbol { ContainingType: { IsRecord: true } record } && !member.DeclaringSyntaxReferences.IsEmpty
            && record.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter =>
                parameter.Name == member.Name && Declares(parameter, member) && !parameter.GetAttributes().IsEmpty && IsSecret(parameter)));
    }

    private static bool Declares(IParameterSymbol parameter, ISymbol member) =>
        parameter.DeclaringSyntaxReferences.Any(one => member.DeclaringSyntaxReferences.Any(other => other.SyntaxTree == one.SyntaxTree && other.Span == one.Span));

    private static bool IsEncrypted(INamedTypeSymbol? attribute) =>
        attribute is { Name: "EncryptedAttribute", ContainingNamespace: { Name: "KmsGuard", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsClassification(INamedTypeSymbol? attribute)
    {
        for (var type = attribute; type is not null; type = type.BaseType)
        {
            if (type.Name == "DataClassificationAttribute" && type.ContainingNamespace.ToDisplayString() == "Microsoft.Extensions.Compliance.Classification")
                return true;
        }
        return false;
    }
}
