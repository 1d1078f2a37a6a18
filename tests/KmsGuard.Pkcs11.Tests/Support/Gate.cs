namespace KmsGuard.Pkcs11.Tests.Support;

/// <summary>Holds calls of a module until it is opened.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly SemaphoreSlim _reached = new(0);

    /// <summary>For <see cref="FaultyCryptoki.Before"/>: waits; then the call goes on.</summary>
    internal uint? Hold()
    {
        _reached.Release();
        _open.Wait(TimeSpan.FromSeconds(60));
        return null;
    }

    /// <summary>Waits until so many calls have come to it.</summary>
    internal async Task ReachedAsync(int calls = 1)
    {
        for (var i = 0; i < calls; i++)
            Assert.True(await _reached.WaitAsync(TimeSpan.FromSeconds(30)), "No call came.");
    }

    internal void Open() => _open.Set();

    public void Dispose()
    {
        _open.Set();
        _reached.Dispose();
    }
}
