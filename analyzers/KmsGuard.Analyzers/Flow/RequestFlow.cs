using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// What a request object carries when it is sent: the values that each property may have been given, by its initialiser or by an
/// assignment anywhere in the same body; in the same type, where it is a private field or a private helper makes or fills it. A request
/// that code elsewhere may have changed is unknown.
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
            ILocalReferenceOperation local => LocalUses.Of(local, budget) is { } uses ? OfUses(uses.Values, uses.Reads, kms, budget) : null,
            IFieldReferenceOperation field => FieldUses.Of(field, budget) is { } uses ? OfUses(uses.Values, uses.Reads, kms, budget) : null,
            var value => OfMade(value, kms, budget),
        };

    // Made here, or by a helper. A helper's helper is not followed.
    private static RequestFlow? OfMade(IOperation value, AwsKmsContext kms, StepBudget budget) => value.Bare() switch
    {
        IObjectCreationOperation creation => OfCreation(creation, kms),
        IInvocationOperation call => OfHelper(call, kms, budget),
        IAwaitOperation { Operation: var awaited } when awaited.Bare() is IInvocationOperation { TargetMethod.IsAsync: true } call => OfHelper(call, kms, budget),
        _ => null,
    };

    private static RequestFlow? OfHelper(IInvocationOperation call, AwsKmsContext kms, StepBudget budget)
    {
        if (Helpers.BodyOf(call) is not { } body)
            return null;
        RequestFlow? result = null;
        foreach (var returned in Helpers.Returned(body))
        {
            var made = returned.Bare() switch
            {
                IObjectCreationOperation creation => OfCreation(creation, kms),
                ILocalReferenceOperation local when LocalUses.Of(local, budget) is { Values.Count: 1 } uses
                    && uses.Values[0].Bare() is IObjectCreationOperation creation && OfCreation(creation, kms) is { } flow
                    && uses.Reads.TrueForAll(read => read.User() is IReturnOperation || flow.AddUse(read, kms)) => flow,
                _ => null,
            };
            if (made is null || result is not null && !SymbolEqualityComparer.Default.Equals(made.Type, result.Type))
                return null;
            (result ??= new RequestFlow(made.Type)).AddWrites(made, call, body, budget);
        }
        return result;
    }

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

    private static RequestFlow? OfUses(List<IOperation> values, IEnumerable<IOperation> reads, AwsKmsContext kms, StepBudget budget) =>
        values.Count == 1 && OfMade(values[0], kms, budget) is { } flow && reads.All(read => flow.AddUse(read, kms) || flow.AddFilling(read, kms, budget)) ? flow : null;

    // A helper that is given the request, and does nothing with it but what could be done here.
    private bool AddFilling(IOperation read, AwsKmsContext kms, StepBudget budget)
    {
        if (read.User() is not IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call } || Helpers.BodyOf(call) is not { } body
            || Helpers.UsesOf(parameter.OriginalDefinition, body, budget) is not { } uses)
            return false;
        var filled = new RequestFlow(Type);
        if (!uses.All(use => filled.AddUse(use, kms)))
            return false;
        AddWrites(filled, call, body, budget);
        return true;
    }

    // What a helper writes; where that is its parameter, what this call gives.
    private void AddWrites(RequestFlow helper, IInvocationOperation call, IOperation body, StepBudget budget)
    {
        foreach (var write in helper.writes)
        {
            foreach (var value in write.Value)
            {
                var given = value.Bare() is IParameterReferenceOperation { Parameter: var parameter } && Helpers.UsesOf(parameter, body, budget) is not null
                    ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value
                    : null;
                Add(write.Key, given ?? value);
            }
        }
    }

    private bool AddUse(IOperation read, AwsKmsContext kms)
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

    private void Add(IPropertyReferenceOperation property, IOperation value) => Add(property.Property.Name, value);

    private void Add(string property, IOperation value)
    {
        if (!writes.TryGetValue(property, out var values))
            writes.Add(property, values = []);
        values.Add(value);
    }
}
