using System.Collections.Frozen;
using System.Globalization;

namespace KmsGuard.Pkcs11.Native;

/// <summary>What an error of a module means: why the key is unavailable, what is made anew first, and how far that may go when it does not help.</summary>
internal sealed record CkError(uint Code, string Name, KeyUnavailableReason Reason, Recovery First, Recovery Last, string Advice)
{
    internal const uint GeneralError = 0x05;
    internal const uint SessionCount = 0xB1;
    internal const uint UserAlreadyLoggedIn = 0x100;
    internal const uint UserNotLoggedIn = 0x101;
    internal const uint CryptokiNotInitialized = 0x190;
    internal const uint CryptokiAlreadyInitialized = 0x191;
    internal const uint TokenNotPresent = 0xE0;
    internal const uint PinLocked = 0xA4;

    private const string LookAtDevice = "Look at the HSM and its client's log.";
    private const string LookAtToken = "Put the token back, or correct its label or serial number.";
    private const string LookAtPin = "Correct the PIN and make a new keyring, or call ResetPin. It is not tried again, because a few wrong ones lock the token.";
    private const string LookAtKey = "Make a key by CreateKeyAsync, or set its attributes with the HSM's tools.";
    private const string TryAgain = "Try again.";

    private static readonly FrozenDictionary<uint, CkError> Table = new CkError[]
    {
        new(0x02, "CKR_HOST_MEMORY", KeyUnavailableReason.Unreachable, Recovery.None, Recovery.None, "The process or the HSM's client is out of memory."),
        new(0x03, "CKR_SLOT_ID_INVALID", KeyUnavailableReason.HsmTokenRemoved, Recovery.Connection, Recovery.Module, LookAtToken),
        new(GeneralError, "CKR_GENERAL_ERROR", KeyUnavailableReason.Unreachable, Recovery.Connection, Recovery.Module, LookAtDevice),
        new(0x06, "CKR_FUNCTION_FAILED", KeyUnavailableReason.Unreachable, Recovery.Connection, Recovery.Module, LookAtDevice),
        new(0x1B, "CKR_ACTION_PROHIBITED", KeyUnavailableReason.AccessDenied, Recovery.None, Recovery.None, "The HSM's policy forbids it to this user."),
        new(0x30, "CKR_DEVICE_ERROR", KeyUnavailableReason.Unreachable, Recovery.Connection, Recovery.Module, LookAtDevice),
        new(0x31, "CKR_DEVICE_MEMORY", KeyUnavailableReason.Unreachable, Recovery.None, Recovery.None, "The HSM is out of memory."),
        new(0x32, "CKR_DEVICE_REMOVED", KeyUnavailableReason.HsmTokenRemoved, Recovery.Connection, Recovery.Module, LookAtToken),
        new(0x50, "CKR_FUNCTION_CANCELED", KeyUnavailableReason.HsmSessionLost, Recovery.Session, Recovery.Connection, TryAgain),
        new(0x54, "CKR_FUNCTION_NOT_SUPPORTED", KeyUnavailableReason.Disabled, Recovery.None, Recovery.None, "The module lacks what the keyring needs."),
        new(0x60, "CKR_KEY_HANDLE_INVALID", KeyUnavailableReason.HsmSessionLost, Recovery.Connection, Recovery.Connection, TryAgain),
        new(0x62, "CKR_KEY_SIZE_RANGE", KeyUnavailableReason.Disabled, Recovery.None, Recovery.None, LookAtKey),
        new(0x63, "CKR_KEY_TYPE_INCONSISTENT", KeyUnavailableReason.Disabled, Recovery.None, Recovery.None, LookAtKey),
        new(0x68, "CKR_KEY_FUNCTION_NOT_PERMITTED", KeyUnavailableReason.Disabled, Recovery.None, Recovery.None, LookAtKey),
        new(0x70, "CKR_MECHANISM_INVALID", KeyUnavailableReason.Disabled, Recovery.None, Recovery.None, "The token, or this key's list of mechanisms, does not offer CKM_AES_GCM."),
        new(0x71, "CKR_MECHANISM_PARAM_INVALID", KeyUnavailableReason.Disabled, Recovery.None, Recovery.None, "Try another Pkcs11Options.Profile: who makes the IV, and how its bits are told, differs between HSMs."),
        new(0x82, "CKR_OBJECT_HANDLE_INVALID", KeyUnavailableReason.HsmSessionLost, Recovery.Connection, Recovery.Connection, TryAgain),
        new(0x90, "CKR_OPERATION_ACTIVE", KeyUnavailableReason.HsmSessionLost, Recovery.Session, Recovery.Connection, TryAgain),
        new(0x91, "CKR_OPERATION_NOT_INITIALIZED", KeyUnavailableReason.HsmSessionLost, Recovery.Session, Recovery.Connection, TryAgain),
        new(0xA0, "CKR_PIN_INCORRECT", KeyUnavailableReason.PinIncorrect, Recovery.None, Recovery.None, LookAtPin),
        new(0xA1, "CKR_PIN_INVALID", KeyUnavailableReason.PinIncorrect, Recovery.None, Recovery.None, LookAtPin),
        new(0xA2, "CKR_PIN_LEN_RANGE", KeyUnavailableReason.PinIncorrect, Recovery.None, Recovery.None, LookAtPin),
        new(0xA3, "CKR_PIN_EXPIRED", KeyUnavailableReason.PinIncorrect, Recovery.None, Recovery.None, "Set a new PIN with the HSM's tools. " + LookAtPin),
        new(PinLocked, "CKR_PIN_LOCKED", KeyUnavailableReason.PinLocked, Recovery.None, Recovery.None, "The security officer must unlock it; then make a new keyring, or call ResetPin."),
        new(0xB0, "CKR_SESSION_CLOSED", KeyUnavailableReason.HsmSessionLost, Recovery.Session, Recovery.Connection, TryAgain),
        new(SessionCount, "CKR_SESSION_COUNT", KeyUnavailableReason.Throttled, Recovery.Pause, Recovery.Pause, "The token's sessions are all in use: lower Pkcs11Options.MaxSessions here or in other processes."),
        new(0xB3, "CKR_SESSION_HANDLE_INVALID", KeyUnavailableReason.HsmSessionLost, Recovery.Session, Recovery.Connection, TryAgain),
        new(0xB5, "CKR_SESSION_READ_ONLY", KeyUnavailableReason.AccessDenied, Recovery.None, Recovery.None, "Set Pkcs11Profile.ReadWriteSessions."),
        new(0xB6, "CKR_SESSION_READ_ONLY_EXISTS", KeyUnavailableReason.AccessDenied, Recovery.None, Recovery.None, "The security officer is logged in to this token by this process: log out."),
        new(TokenNotPresent, "CKR_TOKEN_NOT_PRESENT", KeyUnavailableReason.HsmTokenRemoved, Recovery.Connection, Recovery.Module, LookAtToken),
        new(0xE1, "CKR_TOKEN_NOT_RECOGNIZED", KeyUnavailableReason.HsmTokenRemoved, Recovery.Connection, Recovery.Module, LookAtToken),
        new(0xE2, "CKR_TOKEN_WRITE_PROTECTED", KeyUnavailableReason.AccessDenied, Recovery.None, Recovery.None, "The token is write-protected."),
        new(UserNotLoggedIn, "CKR_USER_NOT_LOGGED_IN", KeyUnavailableReason.HsmSessionLost, Recovery.Connection, Recovery.Connection, TryAgain),
        new(0x102, "CKR_USER_PIN_NOT_INITIALIZED", KeyUnavailableReason.PinIncorrect, Recovery.None, Recovery.None, "Set the user's PIN with the HSM's tools. " + LookAtPin),
        new(0x103, "CKR_USER_TYPE_INVALID", KeyUnavailableReason.AccessDenied, Recovery.None, Recovery.None, "The token has no such user."),
        new(0x104, "CKR_USER_ANOTHER_ALREADY_LOGGED_IN", KeyUnavailableReason.AccessDenied, Recovery.None, Recovery.None, "The security officer is logged in to this token by this process: log out."),
        new(0x105, "CKR_USER_TOO_MANY_TYPES", KeyUnavailableReason.AccessDenied, Recovery.None, Recovery.None, "Another user is logged in to this token by this process: log out."),
        new(CryptokiNotInitialized, "CKR_CRYPTOKI_NOT_INITIALIZED", KeyUnavailableReason.HsmSessionLost, Recovery.Module, Recovery.Module, "Something in this process finalises the module. Leave it to KmsGuard."),
    }.ToFrozenDictionary(error => error.Code);

    internal static CkError Of(uint code) =>
        Table.TryGetValue(code, out var error)
            ? error
            : new CkError(code, $"CKR 0x{code.ToString("X", CultureInfo.InvariantCulture)}", KeyUnavailableReason.Unreachable, Recovery.None, Recovery.None, LookAtDevice);

    /// <summary>What to make anew when it was met after this much had been: the next step, again and again the last one.</summary>
    internal Recovery After(Recovery reached) =>
        First == Recovery.None ? Recovery.None : (Recovery)Math.Min(Math.Max((int)First, (int)reached + 1), (int)Last);

    /// <summary>Whether the session that it was met in does not exist any more: CKR_SESSION_CLOSED, CKR_SESSION_HANDLE_INVALID.</summary>
    internal bool IsSessionGone => Code is 0xB0 or 0xB3;

    /// <summary>Whether the PIN was the problem: it is not tried again.</summary>
    internal bool IsAboutPin => Reason is KeyUnavailableReason.PinIncorrect or KeyUnavailableReason.PinLocked;

    /// <summary>How an authenticated decryption tells that the ciphertext is not its own: CKR_ENCRYPTED_DATA_INVALID, CKR_ENCRYPTED_DATA_LEN_RANGE, and PKCS#11 3.0's CKR_AEAD_DECRYPT_FAILED.</summary>
    internal static bool IsRefusal(uint result) => result is 0x40 or 0x41 or 0x42;

    /// <summary>Errors that some modules give for a wrong tag and all give for a broken device: CKR_GENERAL_ERROR (SoftHSM), CKR_FUNCTION_FAILED, CKR_DATA_INVALID, CKR_SIGNATURE_INVALID, CKR_DEVICE_ERROR.</summary>
    internal static bool MayBeRefusal(uint result) => result is GeneralError or 0x06 or 0x20 or 0xC0 or 0x30;
}
