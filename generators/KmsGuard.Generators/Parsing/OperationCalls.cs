using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Generators.Parsing;

/// <summary>Finds the calls of the generated operations, by which the manifest tells what a key policy must allow.</summary>
internal static class OperationCalls
{
    private const string ExtensionsSuffix = "Extensions";

    private static readonly EquatableArray<string> Encrypt = new(["encrypt"]);
    private static readonly EquatableArray<string> Decrypt = new(["decrypt"]);

    private static readonly Dictionary<string, EquatableArray<string>> Operations = new(StringComparer.Ordinal)
    {
        ["EncryptAsync"] = Encrypt,
        ["EncryptAllAsync"] = Encrypt,
        ["UpdateAsync"] = Encrypt,
        ["DecryptAsync"] = Decrypt,
        ["DecryptAllAsync"] = Decrypt,
        ["DecryptFieldAsync"] = Decrypt,
        ["OpenAsync"] = Decrypt,
        // A field is set under the key that the record has.
        ["SetFieldAsync"] = Decrypt,
        ["RewrapAsync"] = new(["decrypt", "rewrap"]),
        ["ReindexAsync"] = new(["decrypt", "index"]),
        ["IndexAsync"] = new(["index"]),
    };

    private static readonly string[] IndexWriters = ["EncryptAsync", "EncryptAllAsync", "UpdateAsync", "SetFieldAsync"];

    /// <summary>Whether a node may be one. A method that is passed on without being called is a call to come.</summary>
    internal static bool MayBe(SyntaxNode node) =>
        node is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax or MemberBindingExpressionSyntax } name
        && (name.Parent as MemberAccessExpressionSyntax)?.Expression != name
        && Operations.ContainsKey(name.Identifier.ValueText);

    /// <summary>The call, or null if the name is somebody else's.</summary>
    internal static OperationCall? Read(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        var name = (SimpleNameSyntax)context.Node;
        var operations = Operations[name.Identifier.ValueText];
        var writesIndexes = IndexWriters.Contains(name.Identifier.ValueText);
        // An operation of a model of another assembly is there already.
        if (context.SemanticModel.GetSymbolInfo(name, cancellationToken) is var info && (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is IMethodSymbol method)
        {
            if (writesIndexes && method.ContainingType?.GetMembers("ReindexAsync").IsEmpty == false)
                operations = new(operations.Append("index"));
            return RecordOf(method) is { } record ? new OperationCall(operations, record, default, writesIndexes) : null;
        }

        var receiver = ReceiverOf(name);
        var type = receiver is null ? null : context.SemanticModel.GetTypeInfo(receiver, cancellationToken).Type;
        if (type is { TypeKind: not TypeKind.Error } && !IsEncryptor(type))
            return null;
        var mentioned = new SortedSet<string>(StringComparer.Ordinal);
        // EncryptedCustomerExtensions.EncryptAsync(encryptor, customer)
        if (receiver is SimpleNameSyntax { Identifier.ValueText: var named } && named.EndsWith(ExtensionsSuffix, StringComparison.Ordinal))
            mentioned.Add(named.Substring(0, named.Length - ExtensionsSuffix.Length));
        if (name.FirstAncestorOrSelf<InvocationExpressionSyntax>(invocation => invocation.Expression.Span.Contains(name.Span)) is { } call)
        {
            foreach (var argument in call.ArgumentList.Arguments)
            {
                if (context.SemanticModel.GetTypeInfo(argument.Expression, cancellationToken).Type is { } given)
                    Mention(given, mentioned);
                mentioned.UnionWith(argument.DescendantNodes().OfType<IdentifierNameSyntax>().Select(part => part.Identifier.ValueText));
            }
        }
        return new OperationCall(operations, null, new EquatableArray<string>(mentioned), writesIndexes);
    }

    private static ExpressionSyntax? ReceiverOf(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
        _ => null,
    };

    private static bool IsEncryptor(ITypeSymbol type) =>
        type is { Name: "RecordEncryptor", ContainingNamespace: { Name: "KmsGuard", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>The record type for which a method's generated extension class is: what its OpenAsync takes.</summary>
    private static string? RecordOf(IMethodSymbol method) =>
        (method.ReducedFrom ?? method) is { IsExtensionMethod: true, Parameters.Length: > 1 } declared
        && IsEncryptor(declared.Parameters[0].Type)
        && declared.ContainingType?.GetMembers("OpenAsync").OfType<IMethodSymbol>().FirstOrDefault(static open => open.Parameters.Length > 1) is { } open
            ? open.Parameters[1].Type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat).Replace("@", "")
            : null;

    private static INamedTypeSymbol? ModelOf(ITypeSymbol type) =>
        type is INamedTypeSymbol named && KnownAttributes.Find(named, KnownAttributes.EncryptedModel) is not null ? named : null;

    /// <summary>The names of the records that a type stands for, itself or in it: of a model its record's.</summary>
    private static void Mention(ITypeSymbol type, ISet<string> names)
    {
        if (ModelOf(type) is { } model)
            names.Add(GeneratedTypes.RecordOf(model, KnownAttributes.Find(model, KnownAttributes.EncryptedModel)!));
        else if (type.Name.Length > 0)
            names.Add(type.Name);
        if (type is INamedTypeSymbol named)
        {
            foreach (var argument in named.TypeArguments)
                Mention(argument, names);
        }
    }
}
