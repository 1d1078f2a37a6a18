using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// Every value that a private field can have, and every other use of it, where all of them are visible: the type is written in one
/// place, and nothing but its constructors and initialisers assigns the field.
/// </summary>
internal sealed class FieldUses
{
    private static readonly ConditionalWeakTable<IFieldSymbol, Known> Fields = new();

    private FieldUses()
    {
    }

    internal List<IOperation> Values { get; } = [];

    internal List<IOperation> Reads { get; } = [];

    /// <summary>The uses, or null where not all of its values can be known.</summary>
    internal static FieldUses? Of(IFieldReferenceOperation reference, StepBudget budget) =>
        reference.Field.DeclaredAccessibility == Accessibility.Private ? Find(reference, budget) : null;

    /// <summary>All values; of a readonly field, too, which others may read, but not assign. Null where there may be more.</summary>
    internal static IReadOnlyList<IOperation>? ValuesOf(IFieldReferenceOperation reference, StepBudget budget) =>
        reference.Field.DeclaredAccessibility == Accessibility.Private || reference.Field.IsReadOnly ? Find(reference, budget)?.Values : null;

    // Once for each field, and not for each of its references: a field is named often in a long method.
    private static FieldUses? Find(IFieldReferenceOperation reference, StepBudget budget) =>
        budget.Spend() ? Fields.GetValue(reference.Field, _ => new Known(Find(reference))).Uses : null;

    private static FieldUses? Find(IFieldReferenceOperation reference)
    {
        var field = reference.Field;
        var budget = new StepBudget();
        // A rule may not ask for another file's semantics, so all of the type must be in this one.
        if (field is not { RefKind: RefKind.None, DeclaringSyntaxReferences.Length: 1 }
            || reference.SemanticModel is not { } model
            || field.ContainingType.DeclaringSyntaxReferences is not { Length: 1 } types || types[0].SyntaxTree != reference.Syntax.SyntaxTree)
            return null;
        var uses = new FieldUses();
        if (field.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer: { } initial })
        {
            if (model.GetOperation(initial) is not IFieldInitializerOperation initializer)
                return null;
            uses.Values.Add(initializer.Value);
        }
        foreach (var name in NamesInType.Of(types[0].GetSyntax(), field.Name))
        {
            if (!budget.Spend() || !uses.Add(name, field, model))
                return null;
        }
        return uses.Values.Count == 0 ? null : uses;
    }

    private bool Add(SyntaxNode name, IFieldSymbol field, SemanticModel model)
    {
        if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, field))
            return true;
        // In an object initialiser, behind "this." or another instance, or alone.
        if ((model.GetOperation(name) ?? (name.Parent is { } parent ? model.GetOperation(parent) : null)) is not IFieldReferenceOperation reference)
            return false;
        switch (reference.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                Values.Add(assignment.Value);
                return !assignment.IsRef && IsConstructor(model.GetEnclosingSymbol(name.SpanStart));
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

    private static bool IsConstructor(ISymbol? member) => member is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };

    private sealed class Known(FieldUses? uses)
    {
        internal FieldUses? Uses { get; } = uses;
    }
}
