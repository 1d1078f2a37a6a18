namespace KmsGuard.Testing;

/// <summary>One call as AWS CloudTrail would record it: what was asked of which key by whom, and how it ended; never plaintext or key bytes.</summary>
public sealed class TestKmsCall
{
    internal TestKmsCall() { }

    /// <summary>The operation, such as <c>GenerateDataKey</c>.</summary>
    public required string EventName { get; init; }

    /// <summary>When, by <see cref="TestKmsOptions.TimeProvider"/>.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>The Region that the request was signed for.</summary>
    public required string Region { get; init; }

    /// <summary>Who signed the request.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The principal that the access key id stands for.</summary>
    public required string PrincipalArn { get; init; }

    /// <summary>Also the answer's <c>x-amzn-RequestId</c>, which the SDK gives as <c>ResponseMetadata.RequestId</c> or <c>AmazonServiceException.RequestId</c>.</summary>
    public required string RequestId { get; init; }

    /// <summary>The key as the request named it (key id, ARN or alias), if it did.</summary>
    public string? KeyId { get; init; }

    /// <summary>The ARNs of all keys that the call is about: of <c>ReEncrypt</c> first the source, then the destination.</summary>
    public required IReadOnlyList<string> KeyArns { get; init; }

    /// <summary>The ARN of the (first) key that the call is about; <see langword="null"/> when there is none, or none that exists.</summary>
    public string? KeyArn => KeyArns.Count > 0 ? KeyArns[0] : null;

    /// <summary>The encryption context; of <c>ReEncrypt</c> the source's.</summary>
    public required IReadOnlyDictionary<string, string> EncryptionContext { get; init; }

    /// <summary>The encryption context that <c>ReEncrypt</c> encrypts under; otherwise empty.</summary>
    public required IReadOnlyDictionary<string, string> DestinationEncryptionContext { get; init; }

    /// <summary>The error, such as <c>DisabledException</c>; <see langword="null"/> for success. A call that got no answer because of an ordered fault has <c>ConnectionReset</c>, <c>Hang</c> or <c>Delay</c>; an answer without a body, such as <c>HTTP 502</c>.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The error's message.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Operation, key and outcome in a line.</summary>
    public override string ToString() => $"{EventName} {KeyArn ?? KeyId} by {AccessKeyId}: {ErrorCode ?? "ok"}";
}
