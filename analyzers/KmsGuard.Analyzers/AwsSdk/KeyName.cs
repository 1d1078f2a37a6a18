using KmsGuard.Analyzers.Flow;

namespace KmsGuard.Analyzers.AwsSdk;

/// <summary>The ways to name a key of KMS.</summary>
internal enum KeyName
{
    None,
    Arn,
    Id,
    Alias,
    AwsManagedAlias,
}

internal static class KeyNames
{
    private const string AliasPrefix = "alias/";
    private const string KeyPrefix = "key/";
    private const string MultiRegionPrefix = "mrk-";

    /// <summary>How a text names a key. Parts known only at run time may stand in an ARN's Region and account, not in what names the key.</summary>
    internal static KeyName Classify(string text)
    {
        if (text.StartsWith("arn:", StringComparison.Ordinal))
        {
            // arn:partition:kms:region:account:key/id
            var parts = text.Split(':');
            if (parts.Length != 6 || parts[2] != "kms")
                return KeyName.None;
            return parts[5].StartsWith(KeyPrefix, StringComparison.Ordinal) && IsWord(parts[5], KeyPrefix.Length) ? KeyName.Arn : OfAlias(parts[5]);
        }
        if (Guid.TryParseExact(text, "D", out _)
            || text.StartsWith(MultiRegionPrefix, StringComparison.Ordinal) && Guid.TryParseExact(text.Substring(MultiRegionPrefix.Length), "N", out _))
            return KeyName.Id;
        return OfAlias(text);
    }

    private static KeyName OfAlias(string text)
    {
        // "alias/" and "alias/aws/" are prefixes to compare with or to build upon.
        if (!text.StartsWith(AliasPrefix, StringComparison.Ordinal) || !IsWord(text, AliasPrefix.Length) || text[text.Length - 1] is '/' or '-' or '_')
            return KeyName.None;
        return text.StartsWith("alias/aws/", StringComparison.Ordinal) ? KeyName.AwsManagedAlias : KeyName.Alias;
    }

    private static bool IsWord(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] is ConstantText.Hole or not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '/'))
                return false;
        }
        return start < text.Length;
    }
}
