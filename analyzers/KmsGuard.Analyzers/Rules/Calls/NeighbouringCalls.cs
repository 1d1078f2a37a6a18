using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>The KMS calls of the outermost type around a call. Asked only where there may be a finding, and looked up once a type.</summary>
internal sealed class NeighbouringCalls
{
    private const int MaxCalls = 32;

    private static readonly ConditionalWeakTable<SemanticModel, ConcurrentDictionary<TypeDeclarationSyntax, NeighbouringCalls>> Known = new();

    private readonly List<KmsCall> calls = [];
    private readonly bool hasUnknownEncryption;

    private NeighbouringCalls(TypeDeclarationSyntax type, SemanticModel model, AwsKmsContext kms, CancellationToken cancel)
    {
        var looked = 0;
        foreach (var name in MentionedIn.Identifiers(type.SyntaxTree, MentionedIn.Bits(KmsOperation.Words), cancel))
        {
            if (!type.Span.Contains(name.Span) || CallSyntax.Of(name) is not { } place || KmsOperation.Named(name.ValueText) is not { } operation)
                continue;
            if (looked++ < MaxCalls && model.GetOperation(place, cancel) is { } site && KmsCall.Of(site, kms) is { } call)
                calls.Add(call);
            else
                hasUnknownEncryption |= operation != KmsOperation.Decrypt && (model.GetSymbolInfo(place, cancel).Symbol is not IMethodSymbol method || kms.OperationOf(method) is not null);
        }
    }

    /// <summary>The other calls, as far as their requests are known.</summary>
    internal static IEnumerable<KmsCall> Of(KmsCall call, AwsKmsContext kms, CancellationToken cancel)
    {
        var own = call.Site.Syntax;
        return Around(call, kms, cancel)?.calls.Where(other => other.Site.Syntax != own) ?? [];
    }

    /// <summary>Whether a call whose request is not known may encrypt.</summary>
    internal static bool MayEncrypt(KmsCall call, AwsKmsContext kms, CancellationToken cancel) => Around(call, kms, cancel)?.hasUnknownEncryption != false;

    private static NeighbouringCalls? Around(KmsCall call, AwsKmsContext kms, CancellationToken cancel) =>
        call.Site.SemanticModel is { } model && call.Site.Syntax.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault() is { } type
            ? Known.GetOrCreateValue(model).GetOrAdd(type, one => new NeighbouringCalls(one, model, kms, cancel)) : null;
}
