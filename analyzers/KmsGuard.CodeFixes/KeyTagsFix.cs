using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG2006: tags the key with the purpose of the type that makes it. Who owns it, only the team knows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeyTagsFix))]
public sealed class KeyTagsFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public KeyTagsFix()
        : base("KMSG2006")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (source.Node<SyntaxNode>(diagnostic.Location) is not { } call)
            return null;
        var purpose = ContextPair.Purpose(source, call);
        return RequestProperty.Set(source, diagnostic, isTyped => Tags(source, call, purpose, isTyped)) is { } changes
            ? new FixPlan($"Tag the key with purpose = {purpose} (the caller then needs kms:TagResource)", changes) : null;
    }

    private static ExpressionSyntax Tags(FixSource source, SyntaxNode place, string purpose, bool isTyped)
    {
        var type = source.NameOf("Amazon.KeyManagementService.Model.Tag", place);
        var tag = $"new {type} {{ TagKey = \"purpose\", TagValue = \"{purpose}\" }}";
        var list = SyntaxFactory.ParseExpression(
            isTyped && source.Supports(LanguageVersion.CSharp9) ? $"new() {{ {tag} }}" : $"new global::System.Collections.Generic.List<{type}> {{ {tag} }}");
        // Roslyn 4.8 adds an empty line where there is nothing to import.
        return list.ToString().Contains("global::") ? WithImports(list) : list;
    }
}
