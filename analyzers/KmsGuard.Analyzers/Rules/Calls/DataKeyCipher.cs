using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1012 and KMSG1013: a data key that encrypts without authentication, or with a nonce that repeats.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DataKeyCipher : SecretAnalyzer
{
    private static readonly DiagnosticDescriptor Unauthenticated = Rule.Create(
        "KMSG1012",
        "Data key with an unauthenticated cipher",
        "{0} encrypts under the data key without authentication: use AesGcm, which notices a ciphertext that was changed",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "CBC, CFB and ECB decrypt a changed ciphertext to something else, and a padding error tells an attacker the plaintext byte by byte. AES-GCM refuses what was changed, and binds additional data.");

    private static readonly DiagnosticDescriptor Repeated = Rule.Create(
        "KMSG1013",
        "Nonce that repeats under a data key",
        "The nonce {0}: fill it with RandomNumberGenerator for each message",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "Two messages under one key and one nonce give away the difference of their plaintexts and, with GCM and Poly1305, the key that authenticates: anyone can then forge messages.");

    /// <summary>Creates the rules.</summary>
    public DataKeyCipher()
        : base(Unauthenticated, Repeated)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, SecretSource source, SecretFlow flow, bool isKey)
    {
        foreach (var use in flow.Uses)
        {
            foreach (var call in CipherUses.Unauthenticated(use))
            {
                if (!HasMac(call.Syntax))
                    Report(context, aws, Unauthenticated, Place(use, CallSyntax.NameOf(call.Syntax) ?? call.Syntax), call.TargetMethod.Name);
            }
            foreach (var call in CipherUses.Authenticated(use))
            {
                if (call.Arguments.FirstOrDefault(static one => one.Parameter?.Ordinal == 0)?.Value is not { } nonce)
                    continue;
                if (NonceFlow.IsFixed(nonce, new StepBudget()))
                    Report(context, aws, Repeated, Place(use, nonce.Syntax), "is always the same");
                else if (NonceFlow.IsReused(call, nonce, use, new StepBudget()))
                    Report(context, aws, Repeated, Place(use, nonce.Syntax), "is the same in every turn of the loop");
            }
        }
    }

    // A helper in another file is found at its call.
    private static Location Place(SecretUse use, SyntaxNode found) =>
        (use.Call is { } call && call.Syntax.SyntaxTree != found.SyntaxTree ? call.Syntax : found).GetLocation();

    // Encrypt-then-MAC by hand: whether it is right is not ours to say.
    private static bool HasMac(SyntaxNode place) =>
        place.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault() is { } type && type.DescendantNodes().OfType<SimpleNameSyntax>().Any(static name => IsMac(name.Identifier.ValueText));

    private static bool IsMac(string name) =>
        name.IndexOf("Hmac", StringComparison.OrdinalIgnoreCase) >= 0 || name.EndsWith("Mac", StringComparison.Ordinal) || name.StartsWith("Kmac", StringComparison.Ordinal)
        || name.IndexOf("Signature", StringComparison.OrdinalIgnoreCase) >= 0;
}
