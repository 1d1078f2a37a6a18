using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.AwsSdk;

/// <summary>Where a text is used as a key of KMS.</summary>
internal static class KeyPlaces
{
    private static readonly string[] KeyWords = ["kms", "cmk", "keyid", "keyarn", "keyalias", "masterkey", "wrappingkey", "kek"];

    /// <summary>
    /// What a file names that hard-codes a key: a place that is one, or the key itself, whose ARN has "kms". A bare GUID for a place in another file is all
    /// that has neither.
    /// </summary>
    internal static readonly string[] Words =
    [
        "kms", "Kms", "KMS", "cmk", "Cmk", "CMK", "keyId", "KeyId", "keyid", "keyID", "KeyID", "KEY_ID", "keyArn", "KeyArn", "keyAlias", "KeyAlias",
        "asterKey", "rappingKey", "KeyManagementService", "alias/", "mrk-",
    ];

    // What holds a part of a name, or speaks about it.
    private static readonly string[] OtherWords = ["prefix", "suffix", "format", "template", "pattern", "regex", "message", "policy", "accesskey"];

    // What KMS answers. Only stubs write it, and they write what they like.
    private static readonly string[] Answers = ["Response", "Result", "Metadata", "Entry"];

    /// <summary>Whether the SDK takes the key of a request here: then whatever is given is a key.</summary>
    internal static bool IsSdkKey(AwsSdkContext aws, ISymbol place)
    {
        var name = place.Name;
        if (!name.EndsWith("KeyId", StringComparison.OrdinalIgnoreCase) && !name.EndsWith("KeyArn", StringComparison.OrdinalIgnoreCase))
            return false;
        if (place is not (IPropertySymbol or IParameterSymbol) || !aws.Declares(place.ContainingType))
            return false;
        if (Array.Exists(Answers, answer => place.ContainingType.Name.EndsWith(answer, StringComparison.Ordinal)))
            return false;
        // Every other service has keys of other kinds, too, and says which is KMS's.
        return aws.Kms?.Declares(place.ContainingType) == true
            || Contains(name, "kms") || Contains(name, "KeyManagementService")
            || name == "KeyId" && place.ContainingAssembly.Name == "AWSSDK.SimpleSystemsManagement";
    }

    /// <summary>Whether a name says that what it holds is a key of KMS. Enough evidence for an ARN or alias, not for a GUID.</summary>
    internal static bool IsNamedKey(AwsSdkContext aws, ISymbol place) =>
        // The SDK's own members are known: see above.
        (IsNamedKey(place.Name) || IsGenerator(place)) && !aws.Declares(place.ContainingType);

    // The first key of a keyring of the AWS Encryption SDK.
    private static bool IsGenerator(ISymbol place) => place is IPropertySymbol { Name: "Generator", ContainingType.Name: var input } && Contains(input, "AwsKms");

    internal static bool IsNamedKey(string name)
    {
        // Every one of the words has it, and most names do not.
        if (name.IndexOf('k') < 0 && name.IndexOf('K') < 0)
            return false;
        name = name.Replace("_", "");
        return Array.Exists(KeyWords, word => Contains(name, word)) && !Array.Exists(OtherWords, word => Contains(name, word));
    }

    /// <summary>Whether what is named like this has its finding where it is written, if it is a hard-coded key of this form.</summary>
    internal static bool Reports(AwsSdkContext aws, ISymbol place, KeyName form) =>
        // Of GUIDs there are many kinds, so the name must say whose it is.
        IsNamedKey(aws, place) && (form != KeyName.Id || Contains(place.Name, "kms") || Contains(place.Name, "cmk"));

    /// <summary>Whether a constructor keeps this parameter in a member whose name says that it is a key of KMS.</summary>
    internal static bool IsKeptAsKey(AwsSdkContext aws, IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, DeclaringSyntaxReferences: { Length: 1 } declarations } constructor
        && Targets(declarations[0].GetSyntax(), parameter.Name).Any(name => constructor.ContainingType.GetMembers(name).Any(member => IsNamedKey(aws, member)));

    // By syntax: the constructor may be in another file.
    private static IEnumerable<string> Targets(SyntaxNode constructor, string parameter) => constructor.DescendantNodes().Select(node => node switch
    {
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax target, Right: var value } when Is(value, parameter) => target.Identifier.ValueText,
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var target }, Right: var value } when Is(value, parameter) =>
            target.Identifier.ValueText,
        PropertyDeclarationSyntax { Initializer.Value: var value } property when Is(value, parameter) => property.Identifier.ValueText,
        VariableDeclaratorSyntax { Initializer.Value: var value, Parent.Parent: FieldDeclarationSyntax } field when Is(value, parameter) => field.Identifier.ValueText,
        _ => null,
    }).OfType<string>();

    // keyId, and keyId ?? throw
    private static bool Is(ExpressionSyntax value, string parameter) =>
        (value is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce ? coalesce.Left : value) is IdentifierNameSyntax name
        && name.Identifier.ValueText == parameter;

    private static bool Contains(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
