namespace KmsGuard.Pkcs11.Sessions;

/// <summary>Another call has made the module or the connection anew meanwhile: take the new one.</summary>
internal sealed class StaleConnectionException : Exception;
