using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace KmsGuard.ModelAnalyzers;

/// <summary>All models of a compilation, looked up once, and only when a rule must know the others.</summary>
internal sealed class AnnotatedModels(Compilation compilation)
{
    private readonly Lazy<IReadOnlyList<AnnotatedModel>> _all = new(() => [.. Find(compilation.Assembly.GlobalNamespace)]);

    internal IReadOnlyList<AnnotatedModel> All => _all.Value;

    /// <summary>The model that a class is, or null.</summary>
    internal static AnnotatedModel? Of(ISymbol symbol) =>
        symbol is INamedTypeSymbol { TypeKind: TypeKind.Class } model
        && KnownAttributes.Find(model, KnownAttributes.EncryptedModel) is { } attribute
        && Runtime.Declares(attribute.AttributeClass)
            ? new AnnotatedModel(model, attribute)
            : null;

    private static IEnumerable<AnnotatedModel> Find(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (Of(member) is { } model)
                yield return model;
            foreach (var inner in Find(member))
                yield return inner;
        }
    }
}

/// <summary>A class and its [EncryptedModel].</summary>
internal sealed record AnnotatedModel(INamedTypeSymbol Symbol, AttributeData Attribute)
{
    internal string? Purpose => KnownAttributes.Text(Attribute);

    /// <summary>The present purpose and the former ones.</summary>
    internal IEnumerable<string> Purposes =>
        KnownAttributes.FindAll(Symbol, KnownAttributes.FormerPurpose).Prepend(Attribute).Select(KnownAttributes.Text).OfType<string>();
}
