using System.Security.Cryptography;

namespace KmsGuard.Tests.Keyrings;

/// <summary>A keyring in memory that counts its calls and can be told to wait or to fail: faults that a real one cannot be asked for.</summary>
internal sealed class ScriptedKeyring : IKeyring, IDisposable
{
    private readonly Dictionary<string, (byte[] Key, EncryptionContext Context)> _made = [];
    private int _calls;
    private int _generated;
    private int _unwrapped;

    public int Generated => Volatile.Read(ref _generated);

    public int Unwrapped => Volatile.Read(ref _unwrapped);

    /// <summary>What every call waits for before it answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Thrown by every call until it is null again.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What the call of this number (from 1, of either kind) throws, if anything.</summary>
    public Func<int, Exception?> FaultOf { get; set; } = static _ => null;

    public int Calls => Volatile.Read(ref _calls);

    public int Copies { get; set; } = 1;

    public bool IsDisposed { get; private set; }

    public async ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        var call = Interlocked.Increment(ref _calls);
        var number = Interlocked.Increment(ref _generated);
        await Gate.WaitAsync(cancellationToken);
        if ((Fault ?? FaultOf(call)) is { } fault)
            throw fault;
        var key = RandomNumberGenerator.GetBytes(32);
        var edks = Enumerable.Range(0, Copies).Select(copy => new EncryptedDataKey("scripted", BitConverter.GetBytes(copy), BitConverter.GetBytes(number))).ToArray();
        lock (_made)
        {
            foreach (var edk in edks)
                _made.Add(Name(edk), (key, request.Context));
        }
        return DataKeyLease.Create(key, [.. edks]);
    }

    public async ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        var call = Interlocked.Increment(ref _calls);
        Interlocked.Increment(ref _unwrapped);
        await Gate.WaitAsync(cancellationToken);
        if ((Fault ?? FaultOf(call)) is { } fault)
            throw fault;
        foreach (var edk in request.EncryptedDataKeys)
        {
            (byte[] Key, EncryptionContext Context) made;
            lock (_made)
            {
                if (!_made.TryGetValue(Name(edk), out made) || !made.Context.Equals(request.Context))
                    continue;
            }
            var lease = DataKeyLease.Create(made.Key, [edk]);
            if (request.Accept(lease))
                return lease;
            lease.Dispose();
        }
        throw new CiphertextAuthenticationException();
    }

    public void Dispose() => IsDisposed = true;

    private static string Name(EncryptedDataKey edk) => Convert.ToHexString(edk.ProviderInfo.Span) + "/" + Convert.ToHexString(edk.Ciphertext.Span);
}
