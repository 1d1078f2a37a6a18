using System.Collections.Immutable;
using System.Security.Cryptography;

namespace KmsGuard.Tests.Keyrings;

/// <summary>A keyring in memory that counts its calls and can be told to wait or to fail: faults that a real one cannot be asked for.</summary>
internal sealed class ScriptedKeyring(string provider = "scripted") : IWrappingKeyring, IDisposable
{
    private readonly Dictionary<string, (byte[] Key, EncryptionContext Context)> _made = [];
    private int _calls;
    private int _generated;
    private int _wrapped;
    private int _unwrapped;

    public int Generated => Volatile.Read(ref _generated);

    public int Unwrapped => Volatile.Read(ref _unwrapped);

    /// <summary>What the last call to open was asked about.</summary>
    public ImmutableArray<EncryptedDataKey> Asked { get; private set; }

    public int Wrapped => Volatile.Read(ref _wrapped);

    /// <summary>What every call waits for before it answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Thrown by every call until it is null again.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What the call of this number (from 1, of either kind) throws, if anything.</summary>
    public Func<int, Exception?> FaultOf { get; set; } = static _ => null;

    public int Calls => Volatile.Read(ref _calls);

    public int Copies { get; set; } = 1;

    public bool IsDisposed => Disposals > 0;

    public int Disposals { get; private set; }

    public async ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        var call = Interlocked.Increment(ref _calls);
        var number = Interlocked.Increment(ref _generated);
        await Gate.WaitAsync(cancellationToken);
        if ((Fault ?? FaultOf(call)) is { } fault)
            throw fault;
        var key = RandomNumberGenerator.GetBytes(32);
        return DataKeyLease.Create(key, Make(number, key, request.Context));
    }

    public async ValueTask<ImmutableArray<EncryptedDataKey>> WrapAsync(DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        var call = Interlocked.Increment(ref _calls);
        var number = 1_000_000 + Interlocked.Increment(ref _wrapped);
        await Gate.WaitAsync(cancellationToken);
        if ((Fault ?? FaultOf(call)) is { } fault)
            throw fault;
        return Make(number, dataKey.Key.ToArray(), request.Context);
    }

    public async ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        var call = Interlocked.Increment(ref _calls);
        Interlocked.Increment(ref _unwrapped);
        Asked = request.EncryptedDataKeys;
        await Gate.WaitAsync(cancellationToken);
        if ((Fault ?? FaultOf(call)) is { } fault)
            throw fault;
        if (request.EncryptedDataKeys.All(edk => edk.ProviderId != provider))
            throw new KeyUnavailableException(KeyUnavailableReason.NotConfigured, $"none is of {provider}");
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

    public void Dispose() => Disposals++;

    private ImmutableArray<EncryptedDataKey> Make(int number, byte[] key, EncryptionContext context)
    {
        var edks = Enumerable.Range(0, Copies).Select(copy => new EncryptedDataKey(provider, BitConverter.GetBytes(copy), BitConverter.GetBytes(number))).ToImmutableArray();
        lock (_made)
        {
            foreach (var edk in edks)
                _made.Add(Name(edk), (key, context));
        }
        return edks;
    }

    private static string Name(EncryptedDataKey edk) => edk.ProviderId + "/" + Convert.ToHexString(edk.ProviderInfo.Span) + "/" + Convert.ToHexString(edk.Ciphertext.Span);
}
