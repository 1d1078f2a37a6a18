namespace KmsGuard;

/// <summary>A pair of the encryption context or of the record's identity is missing, empty, reserved or too long. Thrown before any call to a key service; mend the code or the data given.</summary>
public sealed class EncryptionContextException : Exception
{
    /// <summary>Creates the exception.</summary>
    public EncryptionContextException() : base("The encryption context or record identity is not usable.") { }

    /// <summary>Creates the exception with a message that names the pair and what to do.</summary>
    public EncryptionContextException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public EncryptionContextException(string message, Exception? innerException) : base(message, innerException) { }
}
