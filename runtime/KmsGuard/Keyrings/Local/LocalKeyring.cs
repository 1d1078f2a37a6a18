using System.Collections.Immutable;
using System.Security.Cryptography;
using KmsGuard.Crypto;
using KmsGuard.Keyrings.Local;

namespace KmsGuard;

/// <summary>A keyring over one key in a file, for development and first runs: whoever reads the file reads everything. Production keys belong in AWS KMS or an HSM.</summary>
/// <remarks>Wraps as the AWS Encryption SDK's raw AES keyring does (framework/raw-aes-keyring): AES-256-GCM under a random IV, with the canonical encryption context as AAD.</remarks>
public sealed class LocalKeyring : IWrappingKeyring, IRewrappingKeyring, IDisposable
{
    private const string KeyringName = "local";
    private const string ProviderId = "kmsguard-local";
    private const int DataKeySize = 32;
    private const int KeyIdTextSize = 16;
    private static readonly int InfoSize = RawAesProviderInfo.SizeOf(KeyIdTextSize, Aead.IvSize);

    /// <summary>NIST SP 800-38D section 8.3: at most 2^32 uses of one key with random 96-bit IVs.</summary>
    private const long MaxWraps = 1L << 32;

    private readonly byte[] _key;
    private readonly byte[] _keyId;
    private readonly object _gate = new();
    private long _wraps;
    private bool _disposed;

    private LocalKeyring(byte[] key, string keyId)
    {
        _key = key;
        _keyId = StrictUtf8.GetBytes(keyId);
    }

    /// <summary>Opens the key file, making it with a new key if there is none (and its folder, if need be). On Unix the file has mode 0600, and another mode is refused.</summary>
    /// <param name="path">The key file. Never remade when it exists or is damaged. Keep it out of version control and backups of the data.</param>
    /// <exception cref="KeyUnavailableException">The file cannot be read or made, others may read it, or it is damaged.</exception>
    public static LocalKeyring ForDevelopment(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var key = GC.AllocateArray<byte>(Aead.KeySize, pinned: true);
        return new LocalKeyring(key, LocalKeyFile.ReadOrCreate(path, key));
    }

    /// <summary>Which key the file holds: 16 hexadecimal digits, random, not derived from the key.</summary>
    public string KeyId => StrictUtf8.GetString(_keyId);

    /// <inheritdoc/>
    public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(request.Context);
        Span<byte> dataKey = stackalloc byte[DataKeySize];
        try
        {
            RandomNumberGenerator.Fill(dataKey);
            return new ValueTask<DataKeyLease>(DataKeyLease.Create(dataKey, [Wrap(dataKey, request.KeyName, request.Context, "generate")]));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<EncryptedDataKey>> WrapAsync(DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(request.Context);
        return new ValueTask<ImmutableArray<EncryptedDataKey>>([Wrap(dataKey.Key, request.KeyName, request.Context, "wrap")]);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<EncryptedDataKey>> RewrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        using var dataKey = await UnwrapAsync(request, cancellationToken).ConfigureAwait(false);
        var rewrapped = Wrap(dataKey.Key, request.KeyName, request.Context, "rewrap");
        using (await UnwrapAsync(request with { EncryptedDataKeys = [rewrapped] }, cancellationToken).ConfigureAwait(false))
            return [rewrapped];
    }

    /// <inheritdoc/>
    public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(request.Context);
        ArgumentNullException.ThrowIfNull(request.Accept);
        var eligible = 0;
        foreach (var edk in request.EncryptedDataKeys)
        {
            if (!IsOurs(edk))
                continue;
            eligible++;
            if (TryUnwrap(edk, request) is not { } candidate)
                continue;
            if (request.Judge(candidate))
                return new ValueTask<DataKeyLease>(candidate);
        }
        if (eligible > 0)
            throw new CiphertextAuthenticationException();
        throw new KeyUnavailableException(
            KeyUnavailableReason.NotConfigured,
            $"None of the encrypted data keys for '{request.KeyName}' was made by the development key {KeyId}, but by: {string.Join(", ", request.EncryptedDataKeys.Select(Describe))}. Use the key file with which the data was encrypted.");
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            CryptographicOperations.ZeroMemory(_key);
        }
    }

    private EncryptedDataKey Wrap(ReadOnlySpan<byte> dataKey, string keyName, EncryptionContext context, string operationName)
    {
        Span<byte> wrapped = stackalloc byte[dataKey.Length + Aead.TagSize];
        Span<byte> iv = stackalloc byte[Aead.IvSize];
        Span<byte> info = stackalloc byte[InfoSize];
        using var operation = KekOperation.Start(KeyringName, operationName, keyName);
        RandomNumberGenerator.Fill(iv);
        RawAesProviderInfo.Write(info, _keyId, iv);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_wraps >= MaxWraps)
                throw new KeyUnavailableException(KeyUnavailableReason.Disabled, $"The development key {KeyId} has wrapped 2^32 data keys, the most that random IVs allow. Put a CachingKeyring before it, or use a new key file.");
            _wraps++;
            using var cipher = new Aead(_key);
            cipher.Seal(iv, dataKey, wrapped, context.CanonicalBytes.Span);
        }
        operation.Succeeded();
        return new EncryptedDataKey(ProviderId, info, wrapped);
    }

    private bool IsOurs(EncryptedDataKey edk) =>
        edk.ProviderIdUtf8.SequenceEqual("kmsguard-local"u8) && RawAesProviderInfo.TryReadIv(edk.ProviderInfo.Span, _keyId, Aead.IvSize, out _);

    private DataKeyLease? TryUnwrap(EncryptedDataKey edk, in UnwrapRequest request)
    {
        if (edk.Ciphertext.Length - Aead.TagSize is not (16 or 24 or 32))
            return null;
        Span<byte> dataKey = stackalloc byte[edk.Ciphertext.Length - Aead.TagSize];
        using var operation = KekOperation.Start(KeyringName, "unwrap", request.KeyName);
        try
        {
            bool opened;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                using var cipher = new Aead(_key);
                opened = cipher.TryOpen(edk.ProviderInfo.Span[^Aead.IvSize..], edk.Ciphertext.Span, dataKey, request.Context.CanonicalBytes.Span);
            }
            if (!opened)
            {
                operation.Refused();
                return null;
            }
            operation.Succeeded();
            return DataKeyLease.Create(dataKey, [edk]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static string Describe(EncryptedDataKey edk)
    {
        // What a database holds may be anything: control characters do not reach a log.
        var name = edk.ProviderInfo.Length == InfoSize ? edk.ProviderInfo.Span[..KeyIdTextSize] : default;
        var keyId = StrictUtf8.IsPrintableAscii(name) ? $"/{StrictUtf8.GetString(name)}" : "";
        return (StrictUtf8.IsPrintableAscii(edk.ProviderIdUtf8) ? edk.ProviderId : "a provider with an unusual name") + keyId;
    }
}
