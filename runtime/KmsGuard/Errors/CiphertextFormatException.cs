namespace KmsGuard;

/// <summary>What was read is not of a format that this version knows: cut short, of an unknown version, over a limit, or absent. Mend the data.</summary>
public sealed class CiphertextFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CiphertextFormatException() : base("The stored value is not in a format that this version of KmsGuard reads.") { }

    /// <summary>Creates the exception with a message that names the value and what is wrong with it.</summary>
    public CiphertextFormatException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public CiphertextFormatException(string message, Exception? innerException) : base(message, innerException) { }
}
