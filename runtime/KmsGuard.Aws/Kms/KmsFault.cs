using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;

namespace KmsGuard.Aws.Kms;

/// <summary>What an exception of the AWS SDK means here.</summary>
/// <param name="Reason">Why the key cannot be used; <see langword="null"/> when the key was used and refused the ciphertext.</param>
/// <param name="Meaning">What has happened and what to do, to follow the name of the key.</param>
internal readonly record struct KmsFault(KeyUnavailableReason? Reason, string Meaning)
{
    private static readonly KmsFault Refused = new(null, "refused the encrypted data key");
    private static readonly KmsFault Disabled = new(KeyUnavailableReason.Disabled, "is disabled. Enable it in AWS KMS if that was not meant");
    private static readonly KmsFault PendingDeletion = new(KeyUnavailableReason.PendingDeletion, "waits for its deletion. Cancel the deletion in AWS KMS and enable the key, while there is time, if the data is still needed");
    private static readonly KmsFault PendingImport = new(KeyUnavailableReason.PendingImport, "has no key material: the imported material was deleted or has expired. Import the same material again");
    private static readonly KmsFault NotFound = new(KeyUnavailableReason.NotFound, "does not exist in its account and Region. Check the ARN, and that the client speaks to that Region");
    private static readonly KmsFault WrongKind = new(KeyUnavailableReason.NotFound, "cannot make and open data keys. Name a key with usage ENCRYPT_DECRYPT and spec SYMMETRIC_DEFAULT by its ARN");
    private static readonly KmsFault AccessDenied = new(KeyUnavailableReason.AccessDenied, "may not be used by this caller. Allow it kms:GenerateDataKey, kms:Encrypt, kms:Decrypt, kms:ReEncrypt* and, for an alias, kms:DescribeKey, as far as they are needed, in the key's policy, by IAM or by a grant, for this encryption context");
    private static readonly KmsFault BadCredentials = new(KeyUnavailableReason.AccessDenied, "was not asked, or AWS did not take this caller's credentials: they are missing, wrong or expired, or the clock is wrong. Mend the credentials of the KMS client");
    private static readonly KmsFault Throttled = new(KeyUnavailableReason.Throttled, "is throttled, after the client's own retries: cache data keys for longer, give the client more retries, or ask AWS for a higher quota");
    private static readonly KmsFault Timeout = new(KeyUnavailableReason.Timeout, "did not answer in time");
    private static readonly KmsFault Unreachable = new(KeyUnavailableReason.Unreachable, "could not be reached. Check name resolution, network, proxy, TLS certificates and the client's endpoint");
    private static readonly KmsFault Unwell = new(KeyUnavailableReason.Unreachable, "is not available now: AWS KMS, or the key store behind it, has a fault");
    private static readonly KmsFault OtherRefusal = new(KeyUnavailableReason.AccessDenied, "was refused to this caller for a reason that the inner exception names");

    /// <summary>By error code. Sources: "Errors" of each operation and "Common Errors" (AWS KMS API Reference).</summary>
    private static readonly FrozenDictionary<string, KmsFault> ByCode = new Dictionary<string, KmsFault>
    {
        ["InvalidCiphertextException"] = Refused,
        ["IncorrectKeyException"] = Refused,
        ["DisabledException"] = Disabled,
        ["NotFoundException"] = NotFound,
        ["InvalidArnException"] = NotFound,
        ["InvalidAliasNameException"] = NotFound,
        ["XksKeyNotFoundException"] = NotFound,
        ["InvalidKeyUsageException"] = WrongKind,
        ["UnsupportedOperationException"] = WrongKind,
        ["AccessDeniedException"] = AccessDenied,
        ["AccessDenied"] = AccessDenied,
        ["NotAuthorized"] = AccessDenied,
        ["InvalidGrantTokenException"] = AccessDenied,
        ["ExpiredTokenException"] = BadCredentials,
        ["ExpiredToken"] = BadCredentials,
        ["RequestExpired"] = BadCredentials,
        ["UnrecognizedClientException"] = BadCredentials,
        ["InvalidClientTokenId"] = BadCredentials,
        ["InvalidSignatureException"] = BadCredentials,
        ["SignatureDoesNotMatch"] = BadCredentials,
        ["IncompleteSignature"] = BadCredentials,
        ["IncompleteSignatureException"] = BadCredentials,
        ["MissingAuthenticationToken"] = BadCredentials,
        ["MissingAuthenticationTokenException"] = BadCredentials,
        ["OptInRequired"] = BadCredentials,
        ["ThrottlingException"] = Throttled,
        ["Throttling"] = Throttled,
        ["LimitExceededException"] = Throttled,
        ["TooManyRequestsException"] = Throttled,
        ["RequestLimitExceeded"] = Throttled,
        ["DependencyTimeoutException"] = Timeout,
        ["RequestTimeoutException"] = Timeout,
        ["KeyUnavailableException"] = Unwell,
        ["KMSInternalException"] = Unwell,
        ["InternalFailure"] = Unwell,
        ["ServiceUnavailable"] = Unwell,
        ["ServiceUnavailableException"] = Unwell,
        ["CloudHsmClusterNotActiveException"] = Unwell,
        ["CustomKeyStoreInvalidStateException"] = Unwell,
        ["XksProxyUriUnreachableException"] = Unwell,
        ["XksProxyInvalidResponseException"] = Unwell,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>KMSInvalidStateException tells the state in its message alone ("... is pending deletion."); asking by DescribeKey would need one more permission.</summary>
    private static readonly (string Word, KmsFault Fault)[] ByState =
    [
        ("pending deletion", PendingDeletion),
        ("pending replica deletion", PendingDeletion),
        ("pending import", PendingImport),
        ("disabled", Disabled),
        ("unavailable", Unwell),
        ("creating", Unwell),
        ("updating", Unwell),
    ];

    /// <summary>The meaning of an exception, or <see langword="null"/> of one that is not about the key: an error in the program.</summary>
    internal static KmsFault? Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AmazonUnmarshallingException:
                    return Unwell;
                case AmazonServiceException answer when OfCode(answer) is { } known:
                    return known;
                case OperationCanceledException or TimeoutException:
                    return Timeout;
                case HttpRequestException or SocketException or IOException or AuthenticationException:
                    return Unreachable;
                default:
                    break;
            }
        }
        return exception switch
        {
            AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests } => Throttled,
            AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError } => Unwell,
            AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest } => OtherRefusal,
            // No answer of KMS and no fault of the network: what the SDK says when it finds no credentials, or cannot renew them.
            AmazonServiceException or AmazonClientException => BadCredentials,
            _ => null,
        };
    }

    /// <summary>The error code, also of an exception that was made by hand, as mocks do.</summary>
    internal static string CodeOf(Exception exception) =>
        exception is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : exception.GetType().Name;

    private static KmsFault? OfCode(AmazonServiceException answer)
    {
        var code = CodeOf(answer);
        if (code == "KMSInvalidStateException")
            return OfState(answer.Message);
        return ByCode.TryGetValue(code, out var fault) ? fault : null;
    }

    private static KmsFault OfState(string message)
    {
        foreach (var (word, fault) in ByState)
        {
            if (message.Contains(word, StringComparison.OrdinalIgnoreCase))
                return fault;
        }
        return new KmsFault(KeyUnavailableReason.Disabled, "is in a state in which AWS KMS does not use it. Look at its state in AWS KMS");
    }
}
