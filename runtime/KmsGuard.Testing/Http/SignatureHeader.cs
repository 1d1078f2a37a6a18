using System.Text.RegularExpressions;

namespace KmsGuard.Testing.Http;

/// <summary>What is read of a request's Signature Version 4: who signed, and for which Region. The signature itself is not verified.</summary>
internal sealed partial record SignatureHeader(string AccessKeyId, string Region)
{
    /// <summary>Reads <c>AWS4-HMAC-SHA256 Credential=AKIA.../20260101/eu-west-1/kms/aws4_request, SignedHeaders=..., Signature=...</c> ("Create a signed AWS API request", step 5).</summary>
    internal static SignatureHeader? Read(string? authorization) =>
        authorization is not null && Pattern().Match(authorization) is { Success: true } match
            ? new SignatureHeader(match.Groups[1].Value, match.Groups[2].Value)
            : null;

    [GeneratedRegex("^AWS4-HMAC-SHA256 Credential=([^/,]+)/[0-9]{8}/([^/,]+)/kms/aws4_request,", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
