using KmsGuard.Analyzers.AwsSdk;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Where KMS hands out plaintext.</summary>
internal sealed class SecretSource
{
    /// <summary>A file that has none of these names has no source.</summary>
    internal static readonly string[] Words = ["Plaintext", "Decrypt"];

    private SecretSource(IOperation value, SecretForm form, bool isDataKey, int element = -1, bool isReturned = false)
    {
        Value = value;
        Form = form;
        IsDataKey = isDataKey;
        Element = element;
        IsReturned = isReturned;
    }

    internal IOperation Value { get; }

    internal SecretForm Form { get; }

    /// <summary>Whether it certainly is a key. What is decrypted may be one.</summary>
    internal bool IsDataKey { get; }

    /// <summary>Which element of a tuple it is, or -1.</summary>
    internal int Element { get; }

    /// <summary>Whether it is what a private method returned.</summary>
    internal bool IsReturned { get; }

    /// <summary>Where a source may be that is named so.</summary>
    internal static SyntaxNode? PlaceOf(SyntaxToken name) => name.ValueText switch
    {
        "Plaintext" or "PrivateKeyPlaintext" or "KeyPlaintext" => CallSyntax.ReferenceOf(name),
        "Decrypt" or "DecryptAsync" => CallSyntax.Of(name),
        _ => null,
    };

    /// <summary>The source that a property reference or an invocation is, or null.</summary>
    internal static SecretSource? Of(IOperation operation, AwsKmsContext kms) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "Plaintext" or "PrivateKeyPlaintext" or "KeyPlaintext", ContainingType: { } response } } property
            when IsRead(property) && DataKeyIn(response, kms) is { } isDataKey =>
            new SecretSource(property, property.Type is IArrayTypeSymbol ? SecretForm.Bytes : SecretForm.Stream, isDataKey || DecryptsKey(property, kms)),
        IInvocationOperation { TargetMethod: { Name: "Decrypt" or "DecryptAsync", ContainingType: { } client } } call when kms.IsSharedInterface(client) =>
            new SecretSource(call, SecretForm.Bytes, isDataKey: false),
        IInvalidOperation { Syntax: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Plaintext", Expression: { } response } } invalid when OfUnknown(response, invalid, kms) is { } isDataKey =>
            new SecretSource(invalid, SecretForm.Stream, isDataKey),
        _ => null,
    };

    // The client's type is missing, and so the response's: the call that gave it tells.
    private static bool? OfUnknown(ExpressionSyntax response, IOperation within, AwsKmsContext kms) => CallOf(response, within, kms) is not { } call ? null : call.Operation.Name switch
    {
        "GenerateDataKey" => true,
        "Decrypt" => DecryptsKey(call),
        _ => null,
    };

    private static bool DecryptsKey(IPropertyReferenceOperation plaintext, AwsKmsContext kms) => plaintext.Instance is { Syntax: var response } && CallOf(response, plaintext, kms) is { } call && DecryptsKey(call);

    // CiphertextBlob = new MemoryStream(encryptedDataKey)
    private static bool DecryptsKey(KmsCall call) => call.Values("CiphertextBlob").Any(static value =>
        value.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(static name => SecretNames.IsWrappedKey(name.Identifier.ValueText)));

    private static KmsCall? CallOf(SyntaxNode response, IOperation within, AwsKmsContext kms)
    {
        if (within.SemanticModel is not { } model)
            return null;
        var given = model.GetOperation(response) is ILocalReferenceOperation local ? LocalUses.Of(local, new StepBudget()) is { Values.Count: 1 } uses ? uses.Values[0].Syntax : null : response;
        return given is not null && model.GetOperation(Awaited(given)) is { } site ? KmsCall.Of(site, kms) : null;
    }

    private static SyntaxNode Awaited(SyntaxNode value) => value switch
    {
        AwaitExpressionSyntax awaited => Awaited(awaited.Expression),
        ParenthesizedExpressionSyntax parenthesized => Awaited(parenthesized.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "GetResult", Expression: var task } } => Awaited(task),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result", Expression: var task } => Awaited(task),
        _ => value,
    };

    /// <summary>The same secret as a private method's caller gets it.</summary>
    internal SecretSource At(IOperation call, SecretForm form, int element) => new(call, form, IsDataKey, element, isReturned: true);

    // Stubs write the property.
    private static bool IsRead(IPropertyReferenceOperation property) =>
        property.Parent is not (INameOfOperation or IMemberInitializerOperation) && !(property.Parent is IAssignmentOperation assignment && assignment.Target == property);

    private static bool? DataKeyIn(INamedTypeSymbol response, AwsKmsContext kms) => response.Name switch
    {
        "GenerateDataKeyResponse" or "GenerateDataKeyPairResponse" when kms.Declares(response) => true,
        "GenerateDataKeyResult" when kms.Declares(response) || kms.IsShared(response) => true,
        "DecryptResponse" or "DecryptResult" when kms.Declares(response) => false,
        _ => null,
    };
}
