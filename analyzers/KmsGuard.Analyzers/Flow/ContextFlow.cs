using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>An encryption context as a dictionary that is made here: the pairs it is given, and whether others may add more.</summary>
internal sealed class ContextFlow
{
    private ContextFlow(IObjectCreationOperation creation) => Creation = creation;

    internal IObjectCreationOperation Creation { get; }

    /// <summary>The keys and values written into it, as far as they are visible here.</summary>
    internal List<(IOperation Key, IOperation Value)> Pairs { get; } = [];

    /// <summary>Whether no other code can have written into it.</summary>
    internal bool IsWhole { get; private set; } = true;

    internal static ContextFlow? Of(IOperation value, StepBudget budget)
    {
        value = value.Bare();
        if (value is IObjectCreationOperation creation)
            return OfCreation(creation);
        return value switch
        {
            ILocalReferenceOperation local when LocalUses.Of(local, budget) is { } uses => OfUses(uses.Values, uses.Reads),
            IFieldReferenceOperation field when FieldUses.Of(field, budget) is { } uses => OfUses(uses.Values, uses.Reads),
            _ => null,
        };
    }

    private static ContextFlow? OfUses(List<IOperation> values, IEnumerable<IOperation> reads)
    {
        if (values.Count != 1 || values[0].Bare() is not IObjectCreationOperation initial || OfCreation(initial) is not { } flow)
            return null;
        foreach (var read in reads)
            flow.AddUse(read);
        return flow;
    }

    private static ContextFlow? OfCreation(IObjectCreationOperation creation)
    {
        if (creation.Type is not { Name: "Dictionary" or "SortedDictionary" } type || type.ContainingNamespace?.ToDisplayString() != "System.Collections.Generic")
            return null;
        var flow = new ContextFlow(creation)
        {
            // A capacity and a comparer add no pairs; another dictionary does.
            IsWhole = creation.Arguments.All(static argument => argument.Parameter?.Name is "capacity" or "comparer"),
        };
        if (creation.Initializer is { } initializer)
            flow.AddInitializer(initializer);
        return flow;
    }

    private void AddInitializer(IObjectOrCollectionInitializerOperation initializer)
    {
        foreach (var element in initializer.Initializers)
            AddWrite(element);
    }

    private void AddUse(IOperation read)
    {
        switch (read.User())
        {
            case IInvocationOperation call when call.Instance == read:
                AddWrite(call);
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Parent: ISimpleAssignmentOperation assignment } target when assignment.Target == target:
                AddWrite(assignment);
                break;
            // Given to the request. The request's property is followed by the call's own flow.
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.ContainingType.Name: var owner } }
                when owner.EndsWith("Request", StringComparison.Ordinal):
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: false }:
                break;
            default:
                IsWhole = false;
                break;
        }
    }

    private void AddWrite(IOperation write)
    {
        if (write is IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd", Arguments.Length: 2 } add)
            Pairs.Add((add.Arguments[0].Value, add.Arguments[1].Value));
        else if (write is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1 } indexer } assignment)
            Pairs.Add((indexer.Arguments[0].Value, assignment.Value));
        else
            IsWhole = false;
    }
}
