namespace KmsGuard.Pkcs11.Native;

/// <summary>What is made anew before a call is tried again; each includes those before it.</summary>
internal enum Recovery
{
    /// <summary>Nothing would help.</summary>
    None,
    /// <summary>Nothing, after a pause: others hold all sessions.</summary>
    Pause,
    /// <summary>The session.</summary>
    Session,
    /// <summary>Slot, login, all sessions and key handles.</summary>
    Connection,
    /// <summary>The module: C_Finalize, C_Initialize.</summary>
    Module,
}
