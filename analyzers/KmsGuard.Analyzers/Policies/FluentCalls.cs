using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>What is called on an object after its creation: in a chain, or on the local that holds it.</summary>
internal static class FluentCalls
{
    /// <summary>The calls in the order that they are written.</summary>
    internal static IEnumerable<IInvocationOperation> On(IOperation created)
    {
        var whole = created;
        while (whole.User() is IInvocationOperation call && call.Instance?.Bare() == whole.Bare())
        {
            yield return call;
            whole = call;
        }
        if (Local(whole) is not { } local)
            yield break;
        foreach (var operation in whole.Body().Descendants())
        {
            if (operation is IInvocationOperation { Instance: { } instance } call && Same(Receiver(instance), local))
                yield return call;
        }
    }

    /// <summary>What else is done with the local that holds it: the assignments to its properties, and the calls that it is passed to.</summary>
    internal static IEnumerable<IOperation> OthersOf(IOperation created)
    {
        if (Local(created) is not { } local)
            yield break;
        foreach (var read in BodyReferences.Around(created).To(local).OfType<ILocalReferenceOperation>())
        {
            if (CdkPlaces.Of(read) is IArgumentOperation argument)
                yield return argument;
            else if (read.User() is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation assignment } property && assignment.Target == property)
                yield return assignment;
        }
    }

    private static ILocalSymbol? Local(IOperation whole) => whole.User() switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } => local,
        _ => null,
    };

    // statement.AddActions(), statement.WithActions().WithResources(), statement.Actions.Add()
    private static ILocalSymbol? Receiver(IOperation instance)
    {
        while (true)
        {
            switch (instance.Bare())
            {
                case ILocalReferenceOperation local:
                    return local.Local;
                case IInvocationOperation { Instance: { } inner }:
                    instance = inner;
                    break;
                case IPropertyReferenceOperation { Instance: { } inner }:
                    instance = inner;
                    break;
                default:
                    return null;
            }
        }
    }

    private static bool Same(ILocalSymbol? one, ILocalSymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
