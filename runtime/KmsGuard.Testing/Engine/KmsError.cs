namespace KmsGuard.Testing.Engine;

/// <summary>An error as AWS KMS answers it: a type, an HTTP status and a message.</summary>
internal sealed class KmsError(string code, string? message, int status = 400) : Exception(message)
{
    internal string Code { get; } = code;

    internal string? Text { get; } = message;

    internal int Status { get; } = status;

    internal static KmsError Validation(string message) => new("ValidationException", message);

    /// <summary>The way in which AWS reports a parameter against its model: API_Encrypt and the like, "Common Errors", ValidationError.</summary>
    internal static KmsError Constraint(string parameter, string constraint, string? value = null) =>
        Validation($"1 validation error detected: Value {(value is null ? "" : $"'{value}' ")}at '{char.ToLowerInvariant(parameter[0])}{parameter[1..]}' failed to satisfy constraint: {constraint}");

    internal static KmsError NotFound(string message) => new("NotFoundException", message);

    internal static KmsError InvalidState(string message) => new("KMSInvalidStateException", message);

    internal static KmsError Unsupported(string message) => new("UnsupportedOperationException", message);

    internal static KmsError InvalidCiphertext() => new("InvalidCiphertextException", null);
}
