using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace KmsGuard.Aws.Kms;

/// <summary>The ARN of a KMS key: <c>arn:partition:kms:region:account:key/id</c>.</summary>
internal sealed class KmsKeyArn
{
    private const string KeyPrefix = "key/";
    private const string AliasPrefix = "alias/";
    private readonly byte[] _ascii;
    private readonly string _partition;
    private readonly string _account;
    private readonly string _id;

    private KmsKeyArn(string text, string[] parts)
    {
        Text = text;
        _ascii = Encoding.ASCII.GetBytes(text);
        _partition = parts[1];
        Region = parts[3];
        _account = parts[4];
        _id = parts[5];
    }

    internal string Text { get; }

    internal string Region { get; }

    private bool IsMultiRegion => _id.StartsWith(KeyPrefix + "mrk-", StringComparison.Ordinal);

    internal static bool TryParse(string? text, [NotNullWhen(true)] out KmsKeyArn? arn)
    {
        arn = TryParse(text, KeyPrefix, out var parts) ? new KmsKeyArn(text!, parts) : null;
        return arn is not null;
    }

    /// <summary>Of any bytes: Latin-1 keeps them apart, where ASCII would read many as one.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> providerInfo, [NotNullWhen(true)] out KmsKeyArn? arn) => TryParse(Encoding.Latin1.GetString(providerInfo), out arn);

    /// <summary>The Region of an alias ARN, or an empty text for a bare <c>alias/name</c>, which has none.</summary>
    internal static bool TryParseAlias(string? text, [NotNullWhen(true)] out string? region)
    {
        region = null;
        if (TryParse(text, AliasPrefix, out var parts))
            region = parts[3];
        else if (text is not null && text.StartsWith(AliasPrefix, StringComparison.Ordinal) && IsPlain(text) && text.Length > AliasPrefix.Length && !text.Contains(':', StringComparison.Ordinal))
            region = "";
        return region is not null;
    }

    /// <summary>Whether this is the very key of an encrypted data key.</summary>
    internal bool Is(ReadOnlySpan<byte> providerInfo) => providerInfo.SequenceEqual(_ascii);

    /// <summary>Whether both are replicas of one multi-Region key (AWS Encryption SDK, framework/aws-kms/aws-kms-mrk-match-for-decrypt): equal in all but the Region.</summary>
    internal bool IsReplicaOf(ReadOnlySpan<byte> providerInfo) =>
        IsMultiRegion
        && TryParse(providerInfo, out var other)
        && other._id == _id
        && other._account == _account
        && other._partition == _partition;

    private static bool TryParse(string? text, string prefix, [NotNullWhen(true)] out string[]? parts)
    {
        parts = null;
        if (text is null || text.Length > EncryptedDataKey.MaxProviderInfoSize || !IsPlain(text))
            return false;
        var found = text.Split(':');
        if (found.Length != 6 || found[0] != "arn" || found[1].Length == 0 || found[2] != "kms" || found[3].Length == 0
            || found[4].Length != 12 || found[4].Any(digit => !char.IsAsciiDigit(digit))
            || !found[5].StartsWith(prefix, StringComparison.Ordinal) || found[5].Length == prefix.Length)
            return false;
        if (prefix == KeyPrefix && found[5].AsSpan(KeyPrefix.Length).ContainsAny('/', '*'))
            return false;
        parts = found;
        return true;
    }

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
