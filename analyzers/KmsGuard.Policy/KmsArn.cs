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
}
