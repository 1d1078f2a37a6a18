using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>What a collection holds, as far as it is filled by its initialiser or by calls of <c>Add</c> here; of a dictionary, its values.</summary>
internal static class CollectionElements
{
    internal static IEnumerable<IOperation> Of(IOperation collection, StepBudget budget, int depth)
    {
        collection = collection.Bare();
        if (depth >= ConstantValues.MaxDepth || !budget.Spend())
            return [];
        return collection switch
        {
            ILocalReferenceOperation local => LocalUses.Of(local, budget) is { } uses ? OfUses(uses.Values, uses.Reads) : [],
            IFieldReferenceOperation field => FieldUses.Of(field, budget) is { } uses ? OfUses(uses.Values, uses.Reads) : OfUses(FieldUses.ValuesOf(field, budget) ?? [], []),
            IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues,
            IObjectCreationOperation creation => (creation.Initializer is { } filling ? Filled(filling) : [])
                .Concat(creation.Arguments.SelectMany(argument => Of(argument.Value, budget, depth + 1))),
            IObjectOrCollectionInitializerOperation filling => Filled(filling),
            // request.Operations.Add(...): the collection is read to be filled.
            IPropertyReferenceOperation property => Added(property),
            IInvocationOperation call when IsCopy(call.TargetMethod.Name) && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } source => Of(source, budget, depth + 1),
            // [a, b]: Roslyn 4.8 has no operation for it, but what is in it are its children.
            { Syntax: CollectionExpressionSyntax } => collection.ChildOperations,
            _ => [],
        };

        IEnumerable<IOperation> OfUses(IEnumerable<IOperation> values, IEnumerable<IOperation> reads) =>
            values.SelectMany(value => Of(value, budget, depth + 1)).Concat(reads.SelectMany(Added));
    }

    /// <summary>The loop over a collection whose variable this is.</summary>
    internal static IForEachLoopOperation? LoopOf(ILocalReferenceOperation reference)
    {
        for (var parent = reference.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IForEachLoopOperation loop && loop.Locals.Contains(reference.Local, SymbolEqualityComparer.Default))
                return loop;
        }
        return null;
    }

    /// <summary>Whether a call takes one element of a collection.</summary>
    internal static bool IsChoice(IInvocationOperation call) =>
        call.TargetMethod.Name is "First" or "FirstOrDefault" or "Last" or "LastOrDefault" or "Single" or "SingleOrDefault" or "ElementAt" or "GetValueOrDefault"
        && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is not null;

    private static bool IsCopy(string method) =>
        method is "ToList" or "ToArray" or "ToImmutableArray" or "ToImmutableList" or "ToImmutableDictionary" or "ToFrozenDictionary" or "AsReadOnly" or "AsEnumerable";

    private static IEnumerable<IOperation> Filled(IObjectOrCollectionInitializerOperation initializer) => initializer.Initializers.SelectMany(Written);

    private static IEnumerable<IOperation> Added(IOperation read) => read.User() switch
    {
        IInvocationOperation call when call.Instance == read => Written(call),
        IPropertyReferenceOperation { Property.IsIndexer: true, Parent: ISimpleAssignmentOperation assignment } indexer when assignment.Target == indexer => Written(assignment),
        _ => [],
    };

    // Add(value), Add(key, value), [key] = value
    private static IEnumerable<IOperation> Written(IOperation write) => write switch
    {
        IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd", Arguments: { Length: > 0 } arguments } => [arguments[arguments.Length - 1].Value],
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } } assignment => [assignment.Value],
        _ => [],
    };
}
