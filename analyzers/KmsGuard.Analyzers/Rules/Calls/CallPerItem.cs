using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1009: a call to KMS for each item of a collection, in the loop itself or in a method that a loop of the type calls.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallPerItem : KmsCallAnalyzer
{
    // What the operation works on; an operation without them makes a key.
    private static readonly string[] Payloads = ["Plaintext", "CiphertextBlob"];

    private static readonly string[] Keys = ["KeyId", "SourceKeyId", "DestinationKeyId"];

    private static readonly DiagnosticDescriptor PerItem = Rule.Create(
        "KMSG1009",
        "One KMS call for each item",
        "{0} is called once for each {1}: use one data key for many items, and KMS is asked once",
        Rule.KmsCalls,
        DiagnosticSeverity.Info,
        "Each call takes milliseconds, is paid for and counts against the account's limit of requests a second, which all applications share. A data key that is cached encrypts many items for one call.");

    /// <summary>Creates the rule.</summary>
    public CallPerItem()
        : base(PerItem)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        if ((ItemHere(call) ?? ItemOfCallers(call, context.CancellationToken)) is { } item)
            Report(context, aws, PerItem, call.Name, call.Method, item);
    }

    // The innermost loop may be over Regions or retries, and the next one over items.
    private static string? ItemHere(KmsCall call) =>
        ItemLoop.Around(call.Site.Syntax).FirstOrDefault(loop => IsOverItems(call, loop, loop.Depends))?.Item;

    private static bool IsOverItems(KmsCall call, ItemLoop loop, Func<SyntaxNode, bool> depends) =>
        loop.GoesOnAfter(call.Site.Syntax) && !PlaceDepends(call, depends) && PayloadDepends(call, depends);

    // Another client or key for each turn: a copy for each of them, not a call for each item.
    private static bool PlaceDepends(KmsCall call, Func<SyntaxNode, bool> depends) =>
        Client(call) is { } client && depends(client) || Array.Exists(Keys, key => call.Values(key).Any(value => depends(value.Syntax)));

    private static bool PayloadDepends(KmsCall call, Func<SyntaxNode, bool> depends)
    {
        var payloads = Payloads.SelectMany(call.Values).ToArray();
        return payloads.Length > 0
            ? Array.Exists(payloads, value => depends(value.Syntax))
            : call.Operation.Sides.SelectMany(side => call.Values(side.Context)).Any(value => depends(value.Syntax));
    }

    private static ExpressionSyntax? Client(KmsCall call) =>
        call.Site.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var client } } ? client : null;

    // The method around the call, where the loop is in another method of the type and gives it an item.
    private static string? ItemOfCallers(KmsCall call, CancellationToken cancel)
    {
        var site = call.Site.Syntax;
        if (site.FirstAncestorOrSelf<SyntaxNode>(static node => node is MethodDeclarationSyntax or LocalFunctionStatementSyntax) is not { } method
            || call.Site.SemanticModel is not { } model || model.GetDeclaredSymbol(method, cancel) is not IMethodSymbol { Parameters.Length: > 0 } symbol
            || site.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault() is not { } type || IsCached(method, site))
            return null;
        var given = new Dictionary<string, int>(StringComparer.Ordinal);
        // Half-typed, two may have one name.
        foreach (var parameter in symbol.Parameters)
            given[parameter.Name] = parameter.Ordinal;
        if (!PayloadDepends(call, value => Names(value).Any(given.ContainsKey)))
            return null;
        foreach (var name in NamesInType.Of(type, symbol.Name).OfType<SimpleNameSyntax>())
        {
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancel).Symbol?.OriginalDefinition, symbol))
                continue;
            if (ItemLoop.ItemOfGroup(name) is { } item)
                return item;
            if (name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } caller && CallSyntax.NameOf(caller) == name
                && ItemLoop.Around(caller).FirstOrDefault(loop => GivesItem(call, caller, loop, given)) is { } around)
                return around.Item;
        }
        return null;
    }

    private static bool GivesItem(KmsCall call, InvocationExpressionSyntax caller, ItemLoop loop, Dictionary<string, int> given)
    {
        bool IsItem(SyntaxNode value) => Names(value).Any(name => given.TryGetValue(name, out var ordinal)
            && caller.ArgumentList.Arguments.ElementAtOrDefault(ordinal) is { NameColon: null, Expression: var argument } && loop.Depends(argument));

        return loop.GoesOnAfter(caller) && !PlaceDepends(call, IsItem) && PayloadDepends(call, IsItem);
    }

    // Whoever looks into a cache first does not call each time.
    private static bool IsCached(SyntaxNode method, SyntaxNode site) => method.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Any(other => other.SpanStart < site.SpanStart && CallSyntax.NameOf(other)?.Identifier.ValueText is { } name
            && (name.StartsWith("TryGet", StringComparison.Ordinal) || name.StartsWith("GetOr", StringComparison.Ordinal) || name.Contains("Cache")));

    private static IEnumerable<string> Names(SyntaxNode node) => node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(static name => name.Identifier.ValueText);
}
