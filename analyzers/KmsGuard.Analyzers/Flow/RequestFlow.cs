using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// What a request object carries when it is sent: the values that each property may have been given, by its initialiser or by an
/// assignment anywhere in the same body, on one path or on all; through a private field, or a helper of the same compilation that makes
/// or fills it. A property without any was certainly not set. A request that code elsewhere may have changed is unknown.
/// </summary>
internal sealed class RequestFlow
{
    private readonly Dictionary<string, List<IOperation>> writes = new(StringComparer.Ordinal);

    private RequestFlow(ITypeSymbol type) => Type = type;

    internal ITypeSymbol Type { get; }

    /// <summary>Everything that may have been assigned to a property, or written into its collection; empty when nothing was.</summary>
    internal IReadOnlyList<IOperation> Writes(string property) => writes.TryGetValue(property, out var found) ? found : [];

    /// <summary>The request that an argument is, or null when it is not known as a whole.</summary>
    internal static RequestFlow? Of(IOperation argument, AwsKmsContext kms, StepBudget budget) => OfValue(argument, kms, budget, isInHelper: false);

    // What a helper returns is followed as well, but not into its own fields and helpers.
    private static RequestFlow? OfValue(IOperation value, AwsKmsContext kms, StepBudget budget, bool isInHelper)
    {
        switch (value.Bare())
        {
            case IObjectCreationOperation creation:
                return OfCreation(creation, kms);
            case ILocalReferenceOperation local:
                return LocalUses.Of(local, budget) is { } uses ? OfUses(uses.Values, uses.Reads, kms, budget, isInHelper) : null;
            case IConditionalOperation { WhenFalse: { } whenFalse } choice:
                return OfAny([choice.WhenTrue, whenFalse], kms, budget, isInHelper);
            case ISwitchExpressionOperation choice:
                return OfAny(choice.Arms.Select(static arm => arm.Value), kms, budget, isInHelper);
            case IFieldReferenceOperation field when !isInHelper:
                return FieldUses.Of(field, budget) is { } kept ? OfUses(kept.Values, kept.Reads, kms, budget, isInHelper) : null;
            case IPropertyReferenceOperation property when !isInHelper && Helpers.BodyOf(property) is { } body:
                return OfAny(Helpers.Returned(body), kms, budget, isInHelper: true);
            case IAwaitOperation { Operation: var awaited } when !isInHelper && awaited.Bare() is IInvocationOperation { TargetMethod.IsAsync: true } call:
                return OfHelper(call, kms, budget);
            case IInvocationOperation call when !isInHelper:
                return OfHelper(call, kms, budget);
            default:
                return null;
        }
    }

    // Whatever any of them carries; what none of them carries is certainly not sent. Null and an exception are never sent.
    private static RequestFlow? OfAny(IEnumerable<IOperation> values, AwsKmsContext kms, StepBudget budget, bool isInHelper)
    {
        RequestFlow? result = null;
        foreach (var value in values)
        {
            if (value.IsNull() || value.Bare() is IThrowOperation)
                continue;
            if (!budget.Spend() || OfValue(value, kms, budget, isInHelper) is not { } made || result is not null && !SymbolEqualityComparer.Default.Equals(made.Type, result.Type))
                return null;
            result ??= new RequestFlow(made.Type);
            foreach (var write in made.writes)
                write.Value.ForEach(written => result.Add(write.Key, written));
        }
        return result;
    }

    private static RequestFlow? OfUses(List<IOperation> values, IEnumerable<IOperation> reads, AwsKmsContext kms, StepBudget budget, bool isInHelper) =>
        OfAny(values, kms, budget, isInHelper) is { } flow
        && reads.All(read => flow.AddUse(read, kms) || (isInHelper ? read.User() is IReturnOperation : flow.AddFilling(read, kms, budget))) ? flow : null;

    private static RequestFlow? OfHelper(IInvocationOperation call, AwsKmsContext kms, StepBudget budget)
    {
        if (Helpers.BodyOf(call) is not { } body || OfAny(Helpers.Returned(body), kms, budget, isInHelper: true) is not { } made)
            return null;
        var flow = new RequestFlow(made.Type);
        flow.AddWrites(made, call, body, budget);
        return flow;
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
            case IInvalidOperation { Syntax: var call }:
                return CallSyntax.NameOf(call) is { } name && KmsOperation.Named(name.Identifier.ValueText) is not null;
            case IPropertyReferenceOperation property:
                if (property.Parent is ISimpleAssignmentOperation assignment && assignment.Target == property)
                    Add(property, assignment.Value);
                else if (property.Type is { SpecialType: not SpecialType.System_String, IsReferenceType: true })
                    // Whoever reads a collection or a stream may fill it.
                    Add(property, property);
                else if (property.Parent is IAssignmentOperation compound && compound.Target == property)
                    Add(property, property);
                return true;
            // Whether there is one at all.
            case IBinaryOperation or IIsPatternOperation:
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
