using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.CodeFixes;

/// <summary>The base of fixes that change a policy as it is written, inside of string literals and in objects. Several changes of one expression are made together.</summary>
public abstract class PolicyTextFix : KmsGuardFix
{
    private protected PolicyTextFix(params string[] ids)
        : base(ids)
    {
    }

    private protected sealed override void Apply(FixSource source, SyntaxEditor editor, FixPlan[] plans)
    {
        var all = plans.Cast<PolicyTextPlan>().ToArray();
        // What lies in another expression that changes is changed with it.
        foreach (var changes in all.GroupBy(plan => all.Select(static other => other.Text).Where(other => other.Span.Contains(plan.Text.Span)).OrderByDescending(static other => other.Span.Length).First()))
        {
            var written = changes.Key.ToString();
            var last = int.MaxValue;
            // Two findings may ask for the same.
            foreach (var change in changes.OrderByDescending(static change => change.Place.Start).Where(change => change.Place.Start < last))
            {
                written = written.Remove(change.Place.Start - changes.Key.SpanStart, change.Place.Length).Insert(change.Place.Start - changes.Key.SpanStart, change.Replacement);
                last = change.Place.Start;
            }
            editor.ReplaceNode(changes.Key, SyntaxFactory.ParseExpression(written, options: source.Root.SyntaxTree.Options).WithTriviaFrom(changes.Key));
        }
    }

    /// <summary>What is written in the place of a part of an expression.</summary>
    private protected sealed class PolicyTextPlan(string title, ExpressionSyntax text, TextSpan place, string replacement)
        : FixPlan(title, new Dictionary<string, Action<SyntaxEditor>>())
    {
        internal ExpressionSyntax Text { get; } = text;

        internal TextSpan Place { get; } = place;

        internal string Replacement { get; } = replacement;
    }
}
