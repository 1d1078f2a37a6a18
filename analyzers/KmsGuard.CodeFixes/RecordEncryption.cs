using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace KmsGuard.CodeFixes;

/// <summary>
/// The plan of <see cref="EnvelopeEncryptionFix"/> where KmsGuard is referenced: a model of one encrypted field for what the type
/// encrypts, and helpers that write and read its records by a RecordEncryptor, which is at hand or which the constructor is given.
/// </summary>
internal static class RecordEncryption
{
    private const string Encrypt = "EncryptRecordAsync";
    private const string Decrypt = "DecryptRecordAsync";
    private const string Context = "PairsOf";
    private const string Encryptor = "KmsGuard.RecordEncryptor";

    /// <summary>The plan, or null where KmsGuard is not there, or no encryptor can be.</summary>
    internal static FixPlan? Plan(FixSource source, TypeDeclarationSyntax type, InvocationExpressionSyntax call, InvocationExpressionSyntax[] decryptions)
    {
        var compilation = source.Model.Compilation;
        var model = type.Identifier.ValueText + "Payload";
        if (compilation.GetTypeByMetadataName(Encryptor) is not { } encryptor || compilation.GetTypeByMetadataName("KmsGuard.EncryptedModelAttribute") is null
            || !source.Supports(LanguageVersion.CSharp12) || type.TypeParameterList is not null || !EnvelopeEncryptionFix.CanHaveHelpers(source, type, Encrypt, Decrypt, Context)
            // The model stands beside the type, and its encrypted sibling beside the model.
            || type.Parent is not (BaseNamespaceDeclarationSyntax or CompilationUnitSyntax)
            || source.Model.GetDeclaredSymbol(type, source.Cancel) is not { } symbol || symbol.IsFileLocal || !IsFree(symbol, model) || !IsFree(symbol, "Encrypted" + model))
            return null;
        var calls = decryptions.Prepend(call).ToArray();
        var atHand = calls.Select(one => AtHand(source, one, type, encryptor)).ToArray();
        var changes = new Dictionary<string, Action<SyntaxEditor>>();
        string? added = null;
        if (Array.IndexOf(atHand, null) >= 0)
        {
            if (type is not ClassDeclarationSyntax instances || !KeyParameters.CanBeAdded(source, instances)
                || !calls.Zip(atHand, (one, name) => name is not null || CodePlaces.Of(one, type) == CodePlace.Member).All(static isPossible => isPossible))
                return null;
            (added, var add) = new KeyParameters(instances, source.NameOf(Encryptor, type)).Kept("encryptor");
            changes["encryptor " + type.SpanStart] = add;
        }
        var key = ContextPair.Kebab(symbol.ToDisplayString());
        changes["helpers " + type.SpanStart] = editor =>
        {
            EnvelopeEncryptionFix.AddMembers(editor, type, RecordHelpers.Members.Replace("MODEL", model));
            editor.InsertAfter(type, Model(RecordHelpers.Model.Replace("MODEL", model).Replace("PURPOSE", key)));
        };
        for (var i = 0; i < calls.Length; i++)
        {
            var (one, name) = (calls[i], SyntaxFactory.IdentifierName(atHand[i] ?? added!));
            changes["call " + one.SpanStart] = one == call
                ? editor => EnvelopeEncryptionFix.Redirect(editor, one, Encrypt, name)
                : editor => EnvelopeEncryptionFix.Redirect(editor, one, Decrypt, name, EnvelopeEncryptionFix.Client(one));
        }
        return new FixPlan(
            $"Encrypt with KmsGuard, under its key '{key}'{(added is null ? "" : $" (whoever creates {type.Identifier.ValueText} must then pass a RecordEncryptor)")}"
            + $" (changes what is stored: decrypt it with {Decrypt} everywhere; that reads what is stored today, too)",
            changes);
    }

    private static bool IsFree(INamedTypeSymbol beside, string name) => beside.ContainingNamespace.GetTypeMembers(name).IsEmpty;

    private static string? AtHand(FixSource source, InvocationExpressionSyntax call, TypeDeclarationSyntax type, INamedTypeSymbol encryptor) =>
        source.Model.LookupSymbols(call.SpanStart)
            .Where(symbol => IsOf(symbol, encryptor) && CodePlaces.IsVisible(symbol, call, type)).Select(static symbol => symbol.Name).OrderBy(static name => name, StringComparer.Ordinal).FirstOrDefault();

    private static bool IsOf(ISymbol symbol, INamedTypeSymbol type) => symbol switch
    {
        IFieldSymbol field => SymbolEqualityComparer.Default.Equals(field.Type, type),
        IPropertySymbol property => SymbolEqualityComparer.Default.Equals(property.Type, type),
        IParameterSymbol parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, type),
        _ => false,
    };

    private static MemberDeclarationSyntax Model(string text) => KmsGuardFix.WithImports(SyntaxFactory.ParseMemberDeclaration(text)!
        .WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia("\n" + text)).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
        .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation));
}
