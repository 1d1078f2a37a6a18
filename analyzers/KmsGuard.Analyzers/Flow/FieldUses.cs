using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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

    private readonly List<SyntaxNode> read = [];
    private readonly IFieldSymbol field;
    private readonly SemanticModel model;
    private IReadOnlyList<IOperation>? reads;

    private FieldUses(IFieldSymbol field, SemanticModel model)
    {
        this.field = field;
        this.model = model;
    }

    internal List<IOperation> Values { get; } = [];

    // Looked up when they are asked for: that gives a meaning to every method that reads the field.
    internal IReadOnlyList<IOperation> Reads => reads ??= [.. read.Select(ReferenceAt).OfType<IFieldReferenceOperation>()];

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
        var uses = new FieldUses(field, model);
        if (field.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer: { } initial })
        {
            if (model.GetOperation(initial) is not IFieldInitializerOperation initializer)
                return null;
            uses.Values.Add(initializer.Value);
        }
        foreach (var name in NamesInType.Of(types[0].GetSyntax(), field.Name))
        {
            if (!budget.Spend() || !uses.Add(name))
                return null;
        }
        return uses.Values.Count == 0 ? null : uses;
    }

    private bool Add(SyntaxNode name)
    {
        if (!MayWrite(name))
        {
            read.Add(name);
            return true;
        }
        if (!IsMeant(name))
            return true;
        if (ReferenceAt(name) is { Parent: ISimpleAssignmentOperation { IsRef: false } assignment } reference && assignment.Target == reference)
        {
            Values.Add(assignment.Value);
            return IsConstructor(model.GetEnclosingSymbol(name.SpanStart));
        }
        return false;
    }

    // In an object initialiser, behind "this." or another instance, or alone.
    private IFieldReferenceOperation? ReferenceAt(SyntaxNode name) =>
        IsMeant(name) ? (model.GetOperation(name) ?? (name.Parent is { } parent ? model.GetOperation(parent) : null)) as IFieldReferenceOperation : null;

    private bool IsMeant(SyntaxNode name) => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, field);

    // By syntax: only what may change the field needs to be understood.
    private static bool MayWrite(SyntaxNode name)
    {
        var reference = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        while (reference.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
            reference = reference.Parent;
        return reference.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == reference,
            ArgumentSyntax { RefKindKeyword.RawKind: var kind, Parent: var parent } => kind is (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword || parent is TupleExpressionSyntax,
            PrefixUnaryExpressionSyntax { RawKind: var kind } => (SyntaxKind)kind is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.AddressOfExpression,
            PostfixUnaryExpressionSyntax or RefExpressionSyntax => true,
            _ => false,
        };
    }

    private static bool IsConstructor(ISymbol? member) => member is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };

    private sealed class Known(FieldUses? uses)
    {
        internal FieldUses? Uses { get; } = uses;
    }
}
