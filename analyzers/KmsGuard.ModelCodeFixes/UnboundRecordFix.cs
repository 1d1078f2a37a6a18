using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace KmsGuard.ModelCodeFixes;

/// <summary>KMSG5003: makes the property that looks like it the record's identity, or says that there is none.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnboundRecordFix))]
public sealed class UnboundRecordFix : CodeFixProvider
{
    /// <summary>The equivalence keys of the two ways.</summary>
    internal const string Bind = nameof(Bind);

    internal const string SayUnbound = nameof(SayUnbound);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("KMSG5003");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var places = diagnostic.AdditionalLocations;
            // The property may stand in another part of the class, and so in another file.
            if (diagnostic.Properties.TryGetValue("Identity", out var name) && name is not null && places[places.Count - 1] is { SourceTree: { } tree } place
                && context.Document.Project.GetDocument(tree) is { } document)
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Put [RecordIdentity] on '{name}'", cancellation => BindAsync(document, place.SourceSpan.Start, name, cancellation), Bind),
                    diagnostic);
            }

            if (places.Count > 0 && root?.FindNode(places[0].SourceSpan).FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList is { } arguments)
            {
                context.RegisterCodeFix(
                    CodeAction.Create("Say Binding = RecordBinding.HeaderOnly", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(arguments, SayHeaderOnly(arguments)))), SayUnbound),
                    diagnostic);
            }
        }
    }

    private static async Task<Document> BindAsync(Document document, int position, string name, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var declared = root.FindToken(position).Parent;
        SyntaxNode? changed = declared switch
        {
            PropertyDeclarationSyntax property => property.WithLeadingTrivia().AddAttributeLists(Identity(name, "")).WithLeadingTrivia(property.GetLeadingTrivia()),
            ParameterSyntax parameter => parameter.WithLeadingTrivia().AddAttributeLists(Identity(name, "property: ")).WithLeadingTrivia(parameter.GetLeadingTrivia()),
            _ => null,
        };
        return changed is null ? document : document.WithSyntaxRoot(root.ReplaceNode(declared!, changed));
    }

    private static AttributeArgumentListSyntax SayHeaderOnly(AttributeArgumentListSyntax arguments)
    {
        var value = SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Annotation.Name("RecordBinding"), SyntaxFactory.IdentifierName("HeaderOnly")).WithAdditionalAnnotations(Simplifier.Annotation);
        var binding = arguments.Arguments.FirstOrDefault(static argument => argument.NameEquals?.Name.Identifier.ValueText == "Binding");
        return binding is not null
            ? arguments.ReplaceNode(binding.Expression, value)
            : arguments.AddArguments(SyntaxFactory.AttributeArgument(value).WithNameEquals(SyntaxFactory.NameEquals("Binding")).NormalizeWhitespace());
    }

    /// <summary>Parsed, because the IDE would put a list that is made of nodes on a line of its own.</summary>
    private static AttributeListSyntax Identity(string property, string target)
    {
        var list = SyntaxFactory.ParseMemberDeclaration($"[{target}global::KmsGuard.RecordIdentity(\"{StoredName(property)}\")] int P {{ get; }}")!.AttributeLists[0];
        var name = list.Attributes[0].Name;
        return list.ReplaceNode(name, name.WithAdditionalAnnotations(Simplifier.Annotation));
    }

    /// <summary>CustomerId as customerId, ID as id.</summary>
    private static string StoredName(string property) =>
        property.All(char.IsUpper) ? property.ToLowerInvariant() : char.ToLowerInvariant(property[0]) + property.Substring(1);
}
