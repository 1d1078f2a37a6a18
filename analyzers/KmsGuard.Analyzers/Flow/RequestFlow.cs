using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// What a request object carries when it is sent: the values that each property may have been given, by its initialiser or by an
/// assignment anywhere in the same body. A request that code elsewhere may have changed is unknown.
/// </summary>
internal sealed class RequestFlow
{
    private readonly Dictionary<string, List<IOperation>> writes = new(StringComparer.Ordinal);

    private RequestFlow(ITypeSymbol type) => Type = type;

    internal ITypeSymbol Type { get; }

    /// <summary>Everything that may have been assigned to a property, or written into its collection; empty when nothing was.</summary>
    internal IReadOnlyList<IOperation> Writes(string property) => writes.TryGetValue(property, out var found) ? found : [];

    /// <summary>The request that an argument is, or null when it is not known as a whole.</summary>
    internal static RequestFlow? Of(IOperation argument, AwsKmsContext kms, StepBudget budget) =>
        argument.Bare() switch
        {
            IObjectCreationOperation creation => OfCreation(creation, kms),
            ILocalReferenceOperation local => OfLocal(local, kms, budget),
            _ => null,
        };

    private static RequestFlow? OfCreation(IObjectCreationOperation creation, AwsKmsContext kms)
    {
        // A derived class can fill in what is not visible here.
        if (creation.Arguments.Length > 0 || creation.Type is not { } type || !kms.Declares(type))
            return null;
        var flow = new RequestFlow(type);
        foreach (var member in creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty)
        {
            if (member is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation property } assignment)
                flow.Add(property, assignment.Value);
            else if (member is IMemberInitializerOperation { InitializedMember: IPropertyReferenceOperation filled } filling)
                flow.Add(filled, filling.Initializer);
            else
                return null;
        }
        return flow;
    }

    private static RequestFlow? OfLocal(ILocalReferenceOperation local, AwsKmsContext kms, StepBudget budget)
    {
        if (LocalUses.Of(local, budget) is not { Values.Count: 1 } uses
            || uses.Values[0].Bare() is not IObjectCreationOperation creation
            || OfCreation(creation, kms) is not { } flow)
            return null;
        return uses.Reads.TrueForAll(read => flow.AddUse(read, kms)) ? flow : null;
    }

    private bool AddUse(ILocalReferenceOperation read, AwsKmsContext kms)
    {
        switch (read.User())
        {
            // The client sends a request; it does not change it.
            case IArgumentOperation { Parent: IInvocationOperation call }:
                return kms.Declares(call.TargetMethod.ContainingType);
            case IPropertyReferenceOperation property:
                if (property.Parent is ISimpleAssignmentOperation assignment && assignment.Target == property)
                    Add(property, assignment.Value);
                else if (property.Type is { SpecialType: not SpecialType.System_String, IsReferenceType: true })
                    // Whoever reads a collection or a stream may fill it.
                    Add(property, property);
                else if (property.Parent is IAssignmentOperation compound && compound.Target == property)
                    Add(property, property);
                return true;
            default:
                return false;
        }
    }

    private void Add(IPropertyReferenceOperation property, IOperation value)
    {
        if (!writes.TryGetValue(property.Property.Name, out var values))
            writes.Add(property.Property.Name, values = []);
        values.Add(value);
    }
}
