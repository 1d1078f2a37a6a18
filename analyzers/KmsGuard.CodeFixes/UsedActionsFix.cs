using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG3001: allows what the project's code calls, in the place of everything.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UsedActionsFix))]
public sealed class UsedActionsFix : PolicyTextFix
{
    // What uses a key. Administration is somebody else's.
    private static readonly string[] Operations =
    [
        "Decrypt", "DeriveSharedSecret", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
        "GenerateDataKeyWithoutPlaintext", "GenerateMac", "GetPublicKey", "ReEncrypt", "Sign", "Verify", "VerifyMac",
    ];

    private static readonly string[] ReEncrypt = ["kms:ReEncryptFrom", "kms:ReEncryptTo"];

    /// <summary>Creates the fix.</summary>
    public UsedActionsFix()
        : base("KMSG3001")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (PolicyValue.At(source, diagnostic.Location) is not { } value || Actions(source) is not { Length: > 0 } actions)
            return null;
        var title = $"Allow what this project calls: {string.Join(", ", actions)}";
        if (value.IsLiteral)
            return PolicyElement.Of(source, value.Text) is { } element && element.Written(actions) is { } written ? new PolicyTextPlan(title, element.Whole, element.Place, written) : null;
        if (value.Before() is not { Length: > 0 } before)
            return null;
        var list = string.Join(", ", actions.Select(action => value.Quote + action + value.Quote));
        // "Action": "kms:*", or one of a list.
        var isAlone = before[before.Length - 1] == ':';
        return new PolicyTextPlan(title, value.Text, value.Place, isAlone && actions.Length > 1 ? $"[ {list} ]" : list);
    }

    private static string[] Actions(FixSource source)
    {
        var compilation = source.Model.Compilation;
        if (compilation.GetTypeByMetadataName("Amazon.KeyManagementService.IAmazonKeyManagementService") is not { } client)
            return [];
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            SemanticModel? model = null;
            foreach (var call in tree.GetRoot(source.Cancel).DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                // By name first: that needs no semantics.
                if (call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } || Operation(name) is not { } operation || found.Contains(operation))
                    continue;
                model ??= compilation.GetSemanticModel(tree);
                if (model.GetSymbolInfo(call, source.Cancel).Symbol is IMethodSymbol { ContainingType: { } type }
                    && (SymbolEqualityComparer.Default.Equals(type, client) || type.AllInterfaces.Contains(client, SymbolEqualityComparer.Default)))
                    found.Add(operation);
            }
        }
        return [.. found.SelectMany(static one => one == "ReEncrypt" ? ReEncrypt : ["kms:" + one])];
    }

    private static string? Operation(string method)
    {
        var name = method.EndsWith("Async", StringComparison.Ordinal) ? method.Substring(0, method.Length - "Async".Length) : method;
        return Array.Exists(Operations, one => one == name) ? name : null;
    }
}
