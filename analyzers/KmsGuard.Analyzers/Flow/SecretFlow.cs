using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// Where a secret goes from its source: through locals, copies, conversions, tuples and texts of the same body, and into helpers of
/// the compilation, one level deep. What a private method returns is followed separately, from each of its <see cref="Callers"/>.
/// </summary>
internal sealed partial class SecretFlow
{
    // Several rules ask about each source.
    private static readonly ConditionalWeakTable<IOperation, SecretFlow> Known = new();

    private readonly Queue<Item> open = new();
    private readonly HashSet<Item> seen = [];
    private readonly StepBudget budget;

    private SecretFlow(StepBudget budget) => this.budget = budget;

    /// <summary>Every place where it ends up.</summary>
    internal List<SecretUse> Uses { get; } = [];

    /// <summary>The locals and parameters of the source's body that hold its bytes.</summary>
    internal List<ISymbol> Holders { get; } = [];

    /// <summary>Where its bytes come to be: the expressions that copy them out of a stream, or the source itself.</summary>
    internal List<IOperation> Copies { get; } = [];

    /// <summary>The calls of the private method or local function that returns it, which is all that the method does with it.</summary>
    internal List<SecretSource> Callers { get; } = [];

    /// <summary>Whether all of it was followed.</summary>
    internal bool IsWhole { get; private set; } = true;

    internal static SecretFlow Of(SecretSource source) =>
        source.IsReturned ? Of(source, new StepBudget()) : Known.GetValue(source.Value, _ => Of(source, new StepBudget()));

    private static SecretFlow Of(SecretSource source, StepBudget budget)
    {
        var flow = new SecretFlow(budget);
        if (source.Form == SecretForm.Bytes)
            flow.Copies.Add(source.Value);
        flow.Add(new Item(source.Value, source.Form, source.Element, null));
        while (flow.open.Count > 0)
            flow.Follow(flow.open.Dequeue(), source);
        return flow;
    }

    private void Add(Item item)
    {
        if (seen.Add(item))
            open.Enqueue(item);
    }

    private void End(SecretUseKind kind, Item item) => Uses.Add(new SecretUse(kind, item.Value, item.Form, item.Call));

    private void Follow(Item item, SecretSource source)
    {
        if (!budget.Spend())
        {
            IsWhole = false;
            open.Clear();
            return;
        }
        var value = item.Value;
        switch (value.Parent)
        {
            case IConversionOperation or IParenthesizedOperation or IAwaitOperation or ICoalesceOperation or ISwitchExpressionArmOperation or ISwitchExpressionOperation:
                Add(item.At(value.Parent));
                break;
            case IConditionalOperation choice when choice.Condition != value:
                Add(item.At(choice));
                break;
            case IConditionalAccessOperation access:
                FollowAccess(item, access);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                FollowLocal(item, declarator.Symbol);
                break;
            case ISimpleAssignmentOperation assignment when assignment.Value == value:
                FollowAssignment(item, assignment);
                break;
            case IDeconstructionAssignmentOperation { Target: var target } when item.Element >= 0:
                FollowDeconstruction(item, target);
                break;
            case ITupleOperation tuple:
                if (item.Element < 0)
                    Add(new Item(tuple, item.Form, tuple.Elements.IndexOf(value), item.Call));
                else
                    End(SecretUseKind.Kept, item);
                break;
            case IFieldReferenceOperation { Field: { ContainingType.IsTupleType: true } element } reference when item.Element >= 0:
                if ((element.CorrespondingTupleField ?? element).Name == "Item" + (item.Element + 1))
                    Add(new Item(reference, item.Form, -1, item.Call));
                break;
            case IReturnOperation { Kind: OperationKind.Return }:
                FollowReturn(item, source);
                break;
            case IReturnOperation:
                End(SecretUseKind.Kept, item);
                break;
            case IArgumentOperation argument:
                FollowArgument(item, argument);
                break;
            case IInvocationOperation call:
                FollowCall(item, call);
                break;
            case IPropertyReferenceOperation { Property.Name: "Result" or "Span" or "BaseStream" } property:
                Add(item.At(property));
                break;
            case IArrayElementReferenceOperation element:
                FollowElement(item, element);
                break;
            case IInterpolationOperation { Parent: { } text }:
                if (item.Form is SecretForm.Text or SecretForm.Encoded)
                    Add(item.At(text));
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                if (item.Form is SecretForm.Text or SecretForm.Encoded)
                    Add(item.At(sum));
                break;
            // The last arguments of a call that takes any number.
            case IArrayInitializerOperation { Parent: IArrayCreationOperation { IsImplicit: true, Parent: IArgumentOperation last } }:
                FollowArgument(item, last);
                break;
            case IInvalidOperation invalid:
                FollowInvalid(item, invalid);
                break;
            case IArrayInitializerOperation or IFieldInitializerOperation or IPropertyInitializerOperation or IAnonymousObjectCreationOperation:
                End(SecretUseKind.Kept, item);
                break;
            // Looked at, thrown away, counted: nothing of it goes on.
            case IBinaryOperation or IIsPatternOperation or IExpressionStatementOperation or IPropertyReferenceOperation or IUsingOperation or IForEachLoopOperation
                or IConditionalOperation or IAssignmentOperation or IVariableInitializerOperation or IUnaryOperation or IFieldReferenceOperation or ILockOperation or null:
                break;
            default:
                End(SecretUseKind.Unknown, item);
                break;
        }
    }

    private void FollowLocal(Item item, ISymbol local)
    {
        if (item.Form == SecretForm.Bytes && item.Element < 0 && item.Call is null && !Holders.Contains(local, SymbolEqualityComparer.Default))
            Holders.Add(local);
        foreach (var reference in BodyReferences.Around(item.Value).To(local))
        {
            if (reference is ILocalReferenceOperation { IsDeclaration: false } or IParameterReferenceOperation && !(reference.Parent is IAssignmentOperation assignment && assignment.Target == reference))
                Add(item.At(reference));
        }
    }

    // a?.b: the value goes on where the access stands for it; or it is the result of the access.
    private void FollowAccess(Item item, IConditionalAccessOperation access)
    {
        if (access.WhenNotNull == item.Value)
            Add(item.At(access));
        else if (access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault() is { } instance)
            Add(item.At(instance));
    }

    private void FollowAssignment(Item item, ISimpleAssignmentOperation assignment)
    {
        switch (assignment.Target)
        {
            case ILocalReferenceOperation { Local: var local }:
                FollowLocal(item, local);
                break;
            case IParameterReferenceOperation { Parameter: var parameter }:
                if (parameter.RefKind == RefKind.None)
                    FollowLocal(item, parameter);
                else
                    End(SecretUseKind.Returned, item);
                break;
            case IDiscardOperation:
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: false }:
                End(SecretUseKind.Assigned, item);
                break;
            default:
                End(SecretUseKind.Kept, item);
                break;
        }
    }

    private void FollowDeconstruction(Item item, IOperation target)
    {
        target = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
        if (target is not ITupleOperation tuple || item.Element >= tuple.Elements.Length)
            return;
        var element = tuple.Elements[item.Element];
        element = element is IDeclarationExpressionOperation declared ? declared.Expression : element;
        if (element is ILocalReferenceOperation { Local: var local })
            FollowLocal(new Item(item.Value, item.Form, -1, item.Call), local);
        else if (element is not IDiscardOperation)
            End(SecretUseKind.Kept, item);
    }

    private void FollowElement(Item item, IArrayElementReferenceOperation element)
    {
        // key[i] = 0, and Unsafe.InitBlock(ref key[0], ...)
        var isCleared = element.Parent is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: 0 or (byte)0 } } assignment && assignment.Target == element
            || element.Parent is IArgumentOperation { Parent: IInvocationOperation call } && SecretNames.Clears(call.TargetMethod.Name);
        if (isCleared)
            End(SecretUseKind.Cleared, item);
    }

    /// <summary>A value on its way: its element of a tuple or -1, and the call of the helper that it is in or null.</summary>
    private sealed class Item(IOperation value, SecretForm form, int element, IOperation? call)
    {
        internal IOperation Value { get; } = value;

        internal SecretForm Form { get; } = form;

        internal int Element { get; } = element;

        internal IOperation? Call { get; } = call;

        // On its way once, whichever call it came through.
        public override bool Equals(object? other) => other is Item same && same.Value == Value && same.Form == Form && same.Element == Element;

        public override int GetHashCode() => Value.GetHashCode();

        internal Item At(IOperation value) => new(value, Form, Element, Call);

        internal Item As(SecretForm form, IOperation value) => new(value, form, Element, Call);
    }
}
