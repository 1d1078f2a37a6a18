namespace KmsGuard.Pkcs11.Tests.Support;

internal static class Requests
{
    internal static readonly EncryptionContext Context = EncryptionContext.Of(("tenant", "t1"));

    internal static DataKeyRequest Generate(EncryptionContext? context = null) => new("pii", context ?? Context, 1, 1, 1);

    internal static UnwrapRequest Unwrap(params EncryptedDataKey[] edks) => new("pii", Context, 1, [.. edks], static _ => true);

    /// <summary>A data key made, opened again and compared; returns what is stored of it.</summary>
    internal static async Task<EncryptedDataKey> RoundTripAsync(this Pkcs11Keyring keyring)
    {
        using var made = await keyring.GenerateAsync(Generate(), TestContext.Current.CancellationToken).AsTask().InTime();
        var edk = Assert.Single(made.EncryptedDataKeys);
        using var opened = await keyring.UnwrapAsync(Unwrap(edk), TestContext.Current.CancellationToken).AsTask().InTime();
        Assert.Equal(made.Key.ToArray(), opened.Key.ToArray());
        return edk;
    }

    internal static async Task<KeyUnavailableException> IsUnavailableAsync(this Pkcs11Keyring keyring, KeyUnavailableReason reason)
    {
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.GenerateAsync(Generate()).AsTask().InTime());
        Assert.Equal(reason, error.Reason);
        return error;
    }

    /// <summary>Fails after half a minute instead of hanging the run.</summary>
    internal static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30));

    internal static Task InTime(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(30));
}
