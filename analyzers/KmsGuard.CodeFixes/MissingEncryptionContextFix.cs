using KmsGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG1001: gives the call an encryption context with the purpose of the type that calls, or also with the id of what the data belongs to.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingEncryptionContextFix))]
public sealed class MissingEncryptionContextFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public MissingEncryptionContextFix()
        : base("KMSG1001")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic) => Setting(source, diagnostic, owner: null);

    // The purpose alone always fits again. What the data belongs to does only where whoever decrypts names the same: that is the user's choice.
    private protected override IEnumerable<FixPlan> Plans(FixSource source, Diagnostic diagnostic)
    {
        foreach (var plan in base.Plans(source, diagnostic))
        {
            yield return plan;
            if (ContextOwner.Of(source, diagnostic) is { } owner && Setting(source, diagnostic, owner) is { } more)
                yield return more;
        }
    }

    private static FixPlan? Setting(FixSource source, Diagnostic diagnostic, ContextOwner? owner)
    {
        if (source.Node<SyntaxNode>(diagnostic.Location) is not { } call)
            return null;
        var purpose = ContextPair.Purpose(source, call);
        return RequestProperty.Set(source, diagnostic, isTyped => WithImports(ContextPair.Dictionary(source, purpose, owner, isTyped))) is { } changes
            ? new FixPlan(ContextPair.Title(diagnostic.Properties[Facts.Property], purpose, owner, changes.Count), changes, owner is null ? "" : nameof(ContextOwner)) : null;
    }
}
