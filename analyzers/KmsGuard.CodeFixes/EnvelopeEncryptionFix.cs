using KmsGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace KmsGuard.CodeFixes;

/// <summary>
/// KMSG1006 and KMSG1007: encrypts under a data key, by KmsGuard where it is referenced and can be reached (<see cref="RecordEncryption"/>). The
/// type gets two helpers that take and return what the SDK's calls do; its decryptions go through theirs, which reads what was encrypted directly, too.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EnvelopeEncryptionFix))]
public sealed class EnvelopeEncryptionFix : KmsGuardFix
{
    private const string Encrypt = "EncryptEnvelopeAsync";
    private const string Decrypt = "DecryptEnvelopeAsync";

    /// <summary>Creates the fix.</summary>
    public EnvelopeEncryptionFix()
        : base("KMSG1006", "KMSG1007")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.ContainsKey(Facts.Call) || source.Node<InvocationExpressionSyntax>(diagnostic.AdditionalLocations[0]) is not { } call
            || Receiver(source, call, "EncryptAsync") is null || call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
            || type is InterfaceDeclarationSyntax)
            return null;
        var decryptions = type.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(other => other.FirstAncestorOrSelf<TypeDeclarationSyntax>() == type && Receiver(source, other, "DecryptAsync") is not null).ToArray();
        return RecordEncryption.Plan(source, type, call, decryptions) ?? ByHand(source, type, call, decryptions);
    }

    private static FixPlan? ByHand(FixSource source, TypeDeclarationSyntax type, InvocationExpressionSyntax call, InvocationExpressionSyntax[] decryptions)
    {
        // .NET Framework and .NET Standard 2.0 have no AES-GCM; old versions of the SDK no key id to decrypt with.
        if (source.Model.Compilation.GetTypeByMetadataName("System.Security.Cryptography.AesGcm") is not { } cipher || !CanHaveHelpers(source, type, Encrypt, Decrypt, "EnvelopeMark")
            || source.Model.Compilation.GetTypeByMetadataName("Amazon.KeyManagementService.Model.DecryptRequest") is not { } request || request.GetMembers("KeyId").IsEmpty)
            return null;
        // .NET 8 wants to know the size of the tags when the cipher is made.
        var takesTagSize = cipher.InstanceConstructors.Any(static constructor => constructor.Parameters.Length == 2);
        var helpers = EnvelopeHelpers.Source.Replace("AesGcm(key)", takesTagSize ? "AesGcm(key, 16)" : "AesGcm(key)");
        var changes = new Dictionary<string, Action<SyntaxEditor>>
        {
            ["helpers " + type.SpanStart] = editor => AddMembers(editor, type, helpers),
            ["call " + call.SpanStart] = editor => Redirect(editor, call, Encrypt, Client(call)),
        };
        foreach (var decryption in decryptions)
            changes["call " + decryption.SpanStart] = editor => Redirect(editor, decryption, Decrypt, Client(decryption));
        return new FixPlan(
            $"Encrypt under a data key (changes what is stored: decrypt it with {Decrypt} everywhere; that reads what is stored today, too)", changes);
    }

    // "kms" of kms.EncryptAsync(request), where a helper can be given both.
    private static ExpressionSyntax? Receiver(FixSource source, InvocationExpressionSyntax call, string method) =>
        call is { Expression: MemberAccessExpressionSyntax { Expression: not BaseExpressionSyntax } access, ArgumentList.Arguments.Count: > 0 }
        && access.Name.Identifier.ValueText == method
        && source.Model.GetSymbolInfo(call, source.Cancel).Symbol is IMethodSymbol { Parameters: { Length: 2 } parameters }
        && parameters[0].Type.ContainingNamespace?.ToDisplayString() == "Amazon.KeyManagementService.Model"
        // A wrapper of one's own has the same method and is no client.
        && source.Model.Compilation.GetTypeByMetadataName("Amazon.KeyManagementService.IAmazonKeyManagementService") is { } client
        && source.Model.GetTypeInfo(access.Expression, source.Cancel).Type is { } type && source.Model.Compilation.ClassifyCommonConversion(type, client).IsImplicit
        && !call.Ancestors().OfType<LambdaExpressionSyntax>().Any(lambda => source.Model.GetTypeInfo(lambda, source.Cancel).ConvertedType?.Name == "Expression")
            ? access.Expression : null;

    internal static bool CanHaveHelpers(FixSource source, TypeDeclarationSyntax type, params string[] names) =>
        source.Model.GetDeclaredSymbol(type, source.Cancel) is { } symbol
        // Each part of the type would get helpers of its own.
        && symbol.DeclaringSyntaxReferences.Length == 1 && Array.TrueForAll(names, name => symbol.GetMembers(name).IsEmpty);

    internal static ExpressionSyntax Client(InvocationExpressionSyntax call) => ((MemberAccessExpressionSyntax)call.Expression).Expression.WithoutTrivia();

    /// <summary>Calls a helper in the place of the client: with these arguments before the others.</summary>
    internal static void Redirect(SyntaxEditor editor, InvocationExpressionSyntax call, string helper, params ExpressionSyntax[] before) =>
        editor.ReplaceNode(call, (current, _) =>
        {
            var invocation = (InvocationExpressionSyntax)current;
            var arguments = invocation.ArgumentList.Arguments;
            var leading = arguments[0].GetLeadingTrivia();
            var all = arguments.Replace(arguments[0], arguments[0].WithLeadingTrivia(SyntaxFactory.Space))
                .InsertRange(0, before.Select((one, i) => SyntaxFactory.Argument(one).WithLeadingTrivia(i == 0 ? leading : SyntaxFactory.TriviaList(SyntaxFactory.Space))));
            return invocation
                .WithExpression(SyntaxFactory.IdentifierName(helper).WithLeadingTrivia(invocation.GetLeadingTrivia()))
                .WithArgumentList(invocation.ArgumentList.WithArguments(all));
        });

    /// <summary>Adds members that are written in full.</summary>
    internal static void AddMembers(SyntaxEditor editor, TypeDeclarationSyntax type, string members) => editor.ReplaceNode(type, (current, _) =>
    {
        var parsed = ((ClassDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"class Helpers\n{{\n{members}\n}}")!).Members
            .Select(static member => WithImports(member.WithAdditionalAnnotations(Formatter.Annotation)));
        return ((TypeDeclarationSyntax)current).WithMembers(((TypeDeclarationSyntax)current).Members.AddRange(parsed));
    });
}
