namespace KmsGuard;

/// <summary>A ciphertext did not authenticate: it was changed, moved to another record, field, tenant or purpose, or made with another key. Treat as an attack or as corruption.</summary>
/// <remarks>One message for every cause: a more exact one would be an oracle for whoever made the change.</remarks>
public sealed class CiphertextAuthenticationException : Exception
{
    private const string OneMessage = "The stored value did not authenticate: it was changed, moved from another record, field or context, or encrypted under another key.";

    /// <summary>Creates the exception.</summary>
    public CiphertextAuthenticationException() : base(OneMessage) { }

    /// <summary>Creates the exception with a message of a caller's own.</summary>
    public CiphertextAuthenticationException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public CiphertextAuthenticationException(string message, Exception? innerException) : base(message, innerException) { }
}
