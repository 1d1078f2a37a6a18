using KmsGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG1002: puts the purpose of the type into a context without pairs. A value that is missing, only its author knows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EmptyEncryptionContextFix))]
public sealed class EmptyEncryptionContextFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public EmptyEncryptionContextFix()
        : base("KMSG1002")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(Facts.Property, out var property) || source.Node<ExpressionSyntax>(diagnostic.Location) is not { } empty)
            return null;
        var purpose = ContextPair.Purpose(source, empty);
        var initializer = ContextPair.Initializer(purpose);
        Action<SyntaxEditor>? fill = empty switch
        {
            InitializerExpressionSyntax => editor => editor.ReplaceNode(empty, initializer.WithTriviaFrom(empty).WithAdditionalAnnotations(Formatter.Annotation)),
            BaseObjectCreationExpressionSyntax => editor => editor.ReplaceNode(empty, (current, _) => ((BaseObjectCreationExpressionSyntax)current).WithOnlyMember(initializer)),
            _ => null,
        };
        return fill is null ? null : new FixPlan(
            ContextPair.Title(property, purpose, owner: null, places: 1),
            new Dictionary<string, Action<SyntaxEditor>> { [empty.SpanStart.ToString(System.Globalization.CultureInfo.InvariantCulture)] = fill });
    }
}
