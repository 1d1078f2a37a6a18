using KmsGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG1001: gives the call an encryption context with the purpose of the type that calls.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingEncryptionContextFix))]
public sealed class MissingEncryptionContextFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public MissingEncryptionContextFix()
        : base("KMSG1001")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (source.Node<SyntaxNode>(diagnostic.Location) is not { } call)
            return null;
        var purpose = ContextPair.Purpose(source, call);
        return RequestProperty.Set(source, diagnostic, isTyped => WithImports(ContextPair.Dictionary(source, purpose, isTyped))) is { } changes
            ? new FixPlan(ContextPair.Title(diagnostic.Properties[Facts.Property], purpose, changes.Count), changes) : null;
    }
}
