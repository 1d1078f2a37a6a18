using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>What a resource of a policy names, where that is certain.</summary>
internal static class KmsArn
{
    private const string AliasPrefix = "alias/";
    private const string KeyPrefix = "key/";
    private const string MultiRegionPrefix = "mrk-";

    /// <summary>Whether the text names an alias: by its ARN, whose other parts may be wildcards or holes, or bare.</summary>
    internal static bool IsAlias(string text)
    {
        if (text.StartsWith(AliasPrefix, StringComparison.Ordinal))
            return true;
        var parts = text.Split(':');
        // A hole may hold several parts; the service must be written.
        return parts.Length >= 4 && parts[0] == "arn" && parts[2] == "kms" && parts[parts.Length - 1].StartsWith(AliasPrefix, StringComparison.Ordinal);
    }

    /// <summary>Whether the text names exactly one key by its ARN. Its Region and account may be wildcards or holes, its id may not.</summary>
    internal static bool IsKey(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 4 or > 6 || parts[0] != "arn" || parts[2] != "kms" || parts.Length < 6 && !text.Contains(JsonReader.Hole)
            || parts[parts.Length - 1] is not { } resource || !resource.StartsWith(KeyPrefix, StringComparison.Ordinal))
            return false;
        var id = resource.Substring(KeyPrefix.Length);
        return Guid.TryParseExact(id, "D", out _)
            || id.StartsWith(MultiRegionPrefix, StringComparison.Ordinal) && Guid.TryParseExact(id.Substring(MultiRegionPrefix.Length), "N", out _);
    }

    /// <summary>Whether the text names something of KMS by its ARN.</summary>
    internal static bool IsKms(string text) => text.Split(':') is { Length: >= 3 } parts && parts[0] == "arn" && parts[2] == "kms";

    /// <summary>Whether the text stands for every key of every account.</summary>
    internal static bool IsEveryKey(string text) => text.Trim('*').Length == 0 && text.Length > 0
        || Parts(text) is { } parts && parts[4].Trim('*').Length == 0 && parts[4].Length > 0 && IsEvery(parts[5]);

    /// <summary>Whether the text stands for every key of one account.</summary>
    internal static bool IsEveryKeyOfAccount(string text) => Parts(text) is { } parts && IsEvery(parts[5]);

    private static string[]? Parts(string text) => text.Split(':') is { Length: 6 } parts && parts[0] == "arn" && parts[2] == "kms" ? parts : null;

    private static bool IsEvery(string resource) => resource is "*" or "key/*" or "key*";
}
