using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// Where a body names its locals and parameters. A body is walked once, whichever rules ask and however often, so that a method of
/// 20,000 lines costs its length and not the square of it.
/// </summary>
internal sealed class BodyReferences
{
    /// <summary>A body with more operations than this was written by a program, and nothing is known of it.</summary>
    internal const int MaxOperations = 500_000;

    private static readonly ConditionalWeakTable<IOperation, BodyReferences> Known = new();

    private readonly Dictionary<ISymbol, List<IOperation>> places = new(SymbolEqualityComparer.Default);

    private BodyReferences(IOperation body)
    {
        foreach (var operation in body.DescendantsAndSelf())
        {
            if (++Walked > MaxOperations)
            {
                places.Clear();
                return;
            }
            if (SymbolOf(operation) is not { } symbol)
                continue;
            if (!places.TryGetValue(symbol, out var found))
                places.Add(symbol, found = []);
            found.Add(operation);
        }
    }

    /// <summary>How many operations were looked at.</summary>
    internal int Walked { get; }

    /// <summary>The references of the whole body that an operation is part of.</summary>
    internal static BodyReferences Around(IOperation operation) => Known.GetValue(operation.Body(), static body => new BodyReferences(body));

    /// <summary>The declaration of a local, and every place that names it or the parameter; none where the body is too large.</summary>
    internal IReadOnlyList<IOperation> To(ISymbol localOrParameter) => places.TryGetValue(localOrParameter, out var found) ? found : [];

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IParameterReferenceOperation reference => reference.Parameter,
        IVariableDeclaratorOperation declarator => declarator.Symbol,
        _ => null,
    };
}
