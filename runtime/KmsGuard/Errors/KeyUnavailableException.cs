namespace KmsGuard;

/// <summary>A key that is needed cannot be used now. <see cref="Reason"/> says why, <see cref="IsTransient"/> whether to try again or to call a person.</summary>
public sealed class KeyUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public KeyUnavailableException() : this(KeyUnavailableReason.Unreachable, "The key service could not be reached.") { }

    /// <summary>Creates the exception for an unreachable key service.</summary>
    public KeyUnavailableException(string message) : this(KeyUnavailableReason.Unreachable, message) { }

    /// <summary>Creates the exception for an unreachable key service, with its cause.</summary>
    public KeyUnavailableException(string message, Exception? innerException) : this(KeyUnavailableReason.Unreachable, message, innerException) { }

    /// <summary>Creates the exception with its reason, a message that names the key and what to do, and its cause.</summary>
    public KeyUnavailableException(KeyUnavailableReason reason, string message, Exception? innerException = null) : base(message, innerException) => Reason = reason;

    /// <summary>Why the key cannot be used.</summary>
    public KeyUnavailableReason Reason { get; }

    /// <summary><see langword="true"/> when the same call may succeed later without anybody's doing.</summary>
    public bool IsTransient => Reason is KeyUnavailableReason.Throttled or KeyUnavailableReason.Timeout or KeyUnavailableReason.Unreachable or KeyUnavailableReason.HsmSessionLost;
}
