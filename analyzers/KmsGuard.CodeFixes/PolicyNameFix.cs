using KmsGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG3011: writes the name that is nearest to one that does not exist.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PolicyNameFix))]
public sealed class PolicyNameFix : PolicyTextFix
{
    /// <summary>Creates the fix.</summary>
    public PolicyNameFix()
        : base("KMSG3011")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(Facts.Replacement, out var name) && name is not null && PolicyValue.At(source, diagnostic.Location) is { } value
            ? new PolicyTextPlan($"Write '{name}'", value.Text, value.Content, name) : null;
}
