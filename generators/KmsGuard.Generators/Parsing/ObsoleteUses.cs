using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>The warnings that generated code would give by using obsolete or experimental parts of a model: they are for who wrote the model, not for who reads generated code.</summary>
internal sealed class ObsoleteUses
{
    private readonly SortedSet<string> _ids = new(StringComparer.Ordinal);

    internal IEnumerable<string> Ids => _ids;

    /// <summary>False if the symbol is obsolete as an error, which nothing can switch off.</summary>
    internal bool TryAdd(ISymbol? symbol)
    {
        if (symbol is null)
            return true;
        var usable = true;
        foreach (var attribute in symbol.GetAttributes())
        {
            if (KnownAttributes.Is(attribute, "System", nameof(ObsoleteAttribute)))
            {
                usable &= !KnownAttributes.IsTrue(attribute, 1);
                if (KnownAttributes.Named<string>(attribute, "DiagnosticId", null) is { Length: > 0 } id)
                    _ids.Add(id);
                else
                    _ids.UnionWith(["CS0612", "CS0618"]);
            }
            else if (KnownAttributes.Is(attribute, "System.Diagnostics.CodeAnalysis", "ExperimentalAttribute") && KnownAttributes.Text(attribute) is { Length: > 0 } experiment)
            {
                _ids.Add(experiment);
            }
        }
        return usable;
    }

    /// <summary>The same for every type that the type's text names.</summary>
    internal bool TryAddType(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => TryAddType(array.ElementType),
        INamedTypeSymbol named => TryAdd(named) & named.TypeArguments.Aggregate(true, (usable, argument) => usable & TryAddType(argument)),
        _ => true,
    };
}
