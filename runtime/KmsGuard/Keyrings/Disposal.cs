namespace KmsGuard.Keyrings;

/// <summary>Disposes what a keyring owns, in whichever way it can be.</summary>
internal static class Disposal
{
    internal static async ValueTask DisposeAsync(object owned)
    {
        if (owned is IAsyncDisposable later)
            await later.DisposeAsync().ConfigureAwait(false);
        else
            (owned as IDisposable)?.Dispose();
    }

    /// <summary>Waits where the owned can only be disposed asynchronously.</summary>
    internal static void Dispose(object owned)
    {
        if (owned is IDisposable now)
            now.Dispose();
        else if (owned is IAsyncDisposable later)
            later.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
