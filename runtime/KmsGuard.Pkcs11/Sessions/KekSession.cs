using KmsGuard.Pkcs11.Native;

namespace KmsGuard.Pkcs11.Sessions;

/// <summary>A session that is logged in, for one piece of native work.</summary>
internal readonly record struct KekSession(ICryptoki Cryptoki, nuint Handle, TokenConnection Connection);
