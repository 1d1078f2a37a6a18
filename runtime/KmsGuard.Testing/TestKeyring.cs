using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing;

/// <summary>A keyring in memory for tests of encrypted models: nothing to set up, no calls, the same data keys in every run, faults on demand. Never for real data: whoever knows the seed has every key.</summary>
/// <remarks>Data keys are bound to key name and context as with a real keyring, and a keyring with the same seed, in another process too, opens what this one made. Thread-safe.
/// <code>
/// var keyring = new TestKeyring();
/// services.AddSingleton&lt;IKeyring&gt;(keyring);
/// keyring.FailNext(1, KeyUnavailableReason.Throttled);
/// Assert.Equal(1, keyring.UnwrapCalls);
/// </code></remarks>
public sealed class TestKeyring : IRewrappingKeyring, IIndexKeyring
{
    private const string ProviderId = "kmsguard-test";
    private const int DataKeySize = 32;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _seed;
    private readonly object _gate = new();
    private readonly Queue<KeyUnavailableReason> _faults = [];
    private int _generateCalls;
    private int _unwrapCalls;
    private int _rewrapCalls;

    /// <summary>Creates a keyring.</summary>
    /// <param name="seed">What its keys follow from: keyrings of one seed open each other's data keys, those of different seeds do not.</param>
    public TestKeyring(string seed = "test")
    {
        ArgumentNullException.ThrowIfNull(seed);
        _seed = SHA256.HashData(StrictUtf8.GetBytes($"KmsGuard TestKeyring {seed}"));
    }

    /// <summary>How often <see cref="GenerateAsync"/> was called, faults included.</summary>
    public int GenerateCalls => Volatile.Read(ref _generateCalls);

    /// <summary>How often <see cref="UnwrapAsync"/> was called, faults included.</summary>
    public int UnwrapCalls => Volatile.Read(ref _unwrapCalls);

    /// <summary>How often <see cref="RewrapAsync"/> was called, faults included.</summary>
    public int RewrapCalls => Volatile.Read(ref _rewrapCalls);

    /// <summary>The next calls end in a <see cref="KeyUnavailableException"/>.</summary>
    /// <param name="count">How many calls, of any kind.</param>
    /// <param name="reason">The exception's reason.</param>
    public void FailNext(int count, KeyUnavailableReason reason)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
                _faults.Enqueue(reason);
        }
    }

    /// <inheritdoc/>
    public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request.Context);
        var number = Begin(ref _generateCalls, cancellationToken);
        var dataKey = Derive("data key", StrictUtf8.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
        try
        {
            return ValueTask.FromResult(DataKeyLease.Create(dataKey, [Wrap(dataKey, request.KeyName, request.Context)]));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <inheritdoc/>
    public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request.Context);
        Begin(ref _unwrapCalls, cancellationToken);
        return ValueTask.FromResult(Unwrap(request));
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<EncryptedDataKey>> RewrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request.Context);
        Begin(ref _rewrapCalls, cancellationToken);
        using var lease = Unwrap(request);
        return ValueTask.FromResult<ImmutableArray<EncryptedDataKey>>([Wrap(lease.Key, request.KeyName, request.Context)]);
    }

    /// <inheritdoc/>
    /// <remarks>Counted by nothing, and without faults: it stands for what a hierarchy keeps in memory.</remarks>
    public ValueTask<DataKeyLease> IndexRootAsync(string keyName, EncryptionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        ArgumentNullException.ThrowIfNull(context);
        cancellationToken.ThrowIfCancellationRequested();
        var root = Derive("index root", context.CanonicalBytes.Span);
        try
        {
            return ValueTask.FromResult(DataKeyLease.Create(root, [Wrap(root, keyName, context)]));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    private DataKeyLease Unwrap(UnwrapRequest request)
    {
        var info = StrictUtf8.GetBytes(request.KeyName);
        var mine = 0;
        foreach (var edk in request.EncryptedDataKeys)
        {
            if (edk.ProviderId != ProviderId || !edk.ProviderInfo.Span.SequenceEqual(info))
                continue;
            mine++;
            var bytes = edk.Ciphertext.Span;
            if (bytes.Length != Sealing.IvSize + DataKeySize + Sealing.TagSize)
                continue;
            if (Sealing.TryOpen(Kek(request.KeyName), bytes[..Sealing.IvSize], bytes[Sealing.IvSize..], request.Context.CanonicalBytes.Span) is not { } dataKey)
                continue;
            var candidate = DataKeyLease.Create(dataKey, [edk]);
            CryptographicOperations.ZeroMemory(dataKey);
            if (request.Judge(candidate))
                return candidate;
        }
        if (mine == 0)
            throw new KeyUnavailableException(KeyUnavailableReason.NotFound, $"No encrypted data key of the record was made by a TestKeyring for the key name '{request.KeyName}'.");
        throw new CiphertextAuthenticationException();
    }

    private EncryptedDataKey Wrap(ReadOnlySpan<byte> dataKey, string keyName, EncryptionContext context)
    {
        var wrapped = new byte[Sealing.IvSize + DataKeySize + Sealing.TagSize];
        // From all that is encrypted and authenticated: the same input gives the same bytes, and no IV serves for two inputs.
        Derive("iv", SHA256.HashData(dataKey), context.CanonicalBytes.Span).AsSpan(0, Sealing.IvSize).CopyTo(wrapped);
        Sealing.Seal(Kek(keyName), wrapped.AsSpan(0, Sealing.IvSize), dataKey, wrapped.AsSpan(Sealing.IvSize), context.CanonicalBytes.Span);
        return new EncryptedDataKey(ProviderId, StrictUtf8.GetBytes(keyName), wrapped);
    }

    private byte[] Kek(string keyName) => Derive("kek", StrictUtf8.GetBytes(keyName));

    private byte[] Derive(string use, ReadOnlySpan<byte> input, ReadOnlySpan<byte> more = default)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _seed);
        hmac.AppendData([(byte)use.Length, .. StrictUtf8.GetBytes(use)]);
        hmac.AppendData(input);
        hmac.AppendData(more);
        return hmac.GetHashAndReset();
    }

    private int Begin(ref int calls, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            calls++;
            if (_faults.TryDequeue(out var reason))
                throw new KeyUnavailableException(reason, $"A fault that the test ordered: {reason}.");
            return calls;
        }
    }
}
