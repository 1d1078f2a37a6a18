using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.AwsSdk;

/// <summary>Where a text is used as a key of KMS.</summary>
internal static class KeyPlaces
{
    private static readonly string[] KeyWords = ["kms", "cmk", "keyid", "keyarn", "keyalias", "masterkey", "wrappingkey", "kek"];

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
    internal static bool IsNamedKey(AwsSdkContext aws, ISymbol place)
    {
        // Every one of the words has it, and most names do not.
        if (place.Name.IndexOf('k') < 0 && place.Name.IndexOf('K') < 0)
            return false;
        // The SDK's own members are known: see above.
        if (aws.Declares(place.ContainingType))
            return false;
        var name = place.Name.Replace("_", "");
        return Array.Exists(KeyWords, word => Contains(name, word)) && !Array.Exists(OtherWords, word => Contains(name, word));
    }

    private static bool Contains(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
