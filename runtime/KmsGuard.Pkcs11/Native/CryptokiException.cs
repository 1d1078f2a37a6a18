namespace KmsGuard.Pkcs11.Native;

/// <summary>A function of the module failed. Never leaves the package: it becomes a recovery or a <see cref="KeyUnavailableException"/>.</summary>
internal sealed class CryptokiException(string function, uint result) : Exception($"{function} gave {CkError.Of(result).Name}")
{
    internal string Function { get; } = function;

    internal CkError Error { get; } = CkError.Of(result);

    internal static void ThrowIfFailed(uint result, string function)
    {
        if (result != 0)
            throw new CryptokiException(function, result);
    }
}
