using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.ModelCodeFixes;

/// <summary>KMSG5005 and KMSG5055: encrypts the property, under a name made of its own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClearSecretFix))]
public sealed class ClearSecretFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("KMSG5005", "KMSG5055");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue("StoredName", out var name) || name is null
                || root?.FindToken(diagnostic.Location.SourceSpan.Start).Parent is not { } property || property is not (PropertyDeclarationSyntax or ParameterSyntax))
                continue;
            context.RegisterCodeFix(
                CodeAction.Create($"Store it encrypted, as '{name}' (what is stored in clear must be encrypted once)", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(property, Annotation.Add(property, "Encrypted", name)))), nameof(ClearSecretFix)),
                diagnostic);
        }
    }
}
