using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Every value that a local can have, and every other use of it, in the body that declares it.</summary>
internal sealed class LocalUses
{
    private LocalUses()
    {
    }

    internal List<IOperation> Values { get; } = [];

    internal List<ILocalReferenceOperation> Reads { get; } = [];

    /// <summary>The uses, or null where not all of its values can be known.</summary>
    internal static LocalUses? Of(ILocalReferenceOperation reference, StepBudget budget)
    {
        if (reference.Local.IsRef)
            return null;
        var uses = new LocalUses();
        foreach (var operation in BodyReferences.Around(reference).To(reference.Local))
        {
            if (!budget.Spend() || !uses.Add(operation))
                return null;
        }
        // A loop's or a pattern's variable has a value that no assignment shows.
        return uses.Values.Count == 0 ? null : uses;
    }

    private bool Add(IOperation operation)
    {
        if (operation is ILocalReferenceOperation reference)
            return AddReference(reference);
        if (operation is IVariableDeclaratorOperation declarator && declarator.GetVariableInitializer() is { } initializer)
            Values.Add(initializer.Value);
        return true;
    }

    private bool AddReference(ILocalReferenceOperation reference)
    {
        switch (reference.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                Values.Add(assignment.Value);
                return !assignment.IsRef;
            // It keeps what it had, or gets this.
            case ICoalesceAssignmentOperation assignment when assignment.Target == reference:
                Values.Add(assignment.Value);
                return true;
            case IAssignmentOperation assignment when assignment.Target == reference:
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }:
            case ITupleOperation:
            case IIncrementOrDecrementOperation:
            case IAddressOfOperation:
                return false;
            default:
                Reads.Add(reference);
                return true;
        }
    }
}
