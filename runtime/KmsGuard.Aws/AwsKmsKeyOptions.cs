namespace KmsGuard;

/// <summary>The AWS KMS keys behind one logical key name: symmetric encryption keys (<c>SYMMETRIC_DEFAULT</c>), named by ARN. Data never chooses a key: only what is named here is ever asked.</summary>
public sealed class AwsKmsKeyOptions
{
    /// <summary>The ARN of the key that makes data keys and opens them. A multi-Region key (<c>mrk-...</c>) also opens what its replicas in other Regions made.</summary>
    public string? KeyArn { get; set; }

    /// <summary>Instead of <see cref="KeyArn"/>: an alias (<c>alias/name</c>, or its ARN) of the key that makes data keys. What is stored names the key that answered, never the alias.</summary>
    /// <remarks>Give the key's ARN in <see cref="AlsoDecryptWith"/>, and the next key's before the alias moves: then an alias that points elsewhere is refused. Without any ARN there, the key that the alias points to now is trusted, which needs the permission <c>kms:DescribeKey</c>, and data is unreadable as soon as the alias moves away from its key.</remarks>
    public string? Alias { get; set; }

    /// <summary>ARNs of further keys that wrap every data key too, such as one in another Region: each of them opens the data when the others are lost, and each must answer for anything to be encrypted. At most 7.</summary>
    public IList<string> AlsoEncryptWith { get; } = [];

    /// <summary>ARNs of keys that only open what was encrypted under them before.</summary>
    public IList<string> AlsoDecryptWith { get; } = [];

    /// <summary>Grant tokens to send with every call, for grants that have not yet spread through AWS KMS; at most 10.</summary>
    public IList<string> GrantTokens { get; } = [];
}
