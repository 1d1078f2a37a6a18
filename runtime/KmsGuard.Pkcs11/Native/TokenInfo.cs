namespace KmsGuard.Pkcs11.Native;

/// <summary>What a token says of itself. <see cref="MaxSessions"/> is 0 when it does not say or has no limit.</summary>
internal readonly record struct TokenInfo(string Label, string Serial, uint Flags, long MaxSessions)
{
    internal bool Has(uint flag) => (Flags & flag) != 0;
}
