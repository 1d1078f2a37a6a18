using Microsoft.CodeAnalysis;

namespace KmsGuard.ModelAnalyzers;

/// <summary>The assemblies of KmsGuard: types of the same names in others are not meant.</summary>
internal static class Runtime
{
    /// <summary>Has the attributes.</summary>
    internal const string Assembly = "KmsGuard";

    /// <summary>Whether the runtime or one of its adapters declares this type.</summary>
    internal static bool Declares(ITypeSymbol? type) =>
        type?.ContainingAssembly is { Name: var name } && (name == Assembly || name.StartsWith(Assembly + ".", StringComparison.Ordinal));
}
