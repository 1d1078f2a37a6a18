using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using KmsGuard.Pkcs11;
using KmsGuard.Pkcs11.Native;
using KmsGuard.Pkcs11.Sessions;

namespace KmsGuard;

/// <summary>A keyring over AES-256 keys in a hardware security module (HSM), by its PKCS#11 module. The keys never leave it; it wraps each data key by CKM_AES_GCM with the encryption context as AAD.</summary>
/// <remarks>
/// Encrypted data keys are those of the AWS Encryption SDK's raw AES keyring (framework/raw-aes-keyring). Connects at the first use, and again by itself after lost sessions, logins, keys or tokens.
/// The module must be left to KmsGuard: another part of the process that closes its sessions or finalises it may crash the process, for PKCS#11 forbids this during calls.
/// An HSM answers some hundred or thousand calls a second, and one key wraps at most 2^32 times: put a <see cref="CachingKeyring"/> or a hierarchy before it. Dispose it: that closes its sessions.
/// </remarks>
public sealed class Pkcs11Keyring : IWrappingKeyring, IRewrappingKeyring, IDisposable, IAsyncDisposable
{
    private const string KeyringName = "pkcs11";

    /// <summary>As many as a record has; each costs a call.</summary>
    private const int MaxEncryptedDataKeys = 8;

    private readonly Pkcs11Options _options;
    private readonly Dictionary<string, Kek[]> _keks;
    private readonly byte[] _namespaceUtf8;
    private readonly TokenClient _token;

    /// <summary>Creates the keyring; connects at its first use (<see cref="CheckAsync"/> does so at once).</summary>
    /// <param name="options">Which module, token and keys; later changes have no effect.</param>
    /// <param name="timeProvider">Tells the time for time limits; the system's by default.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range; the message names it.</exception>
    public Pkcs11Keyring(Pkcs11Options options, TimeProvider? timeProvider = null)
        : this(options, Cryptoki.Load, timeProvider)
    {
    }

    internal Pkcs11Keyring(Pkcs11Options options, Func<string, ICryptoki> load, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _keks = options.ToKeks();
        _namespaceUtf8 = Encoding.ASCII.GetBytes(_options.KeyNamespace);
        _token = new TokenClient(_options, load, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request.Context);
        var kek = KeksOf(request.KeyName)[0];
        var aad = request.Context.CanonicalBytes;
        Warn(kek);
        return await MeasureAsync("generate", request.KeyName, () => _token.UseAsync(session => Generate(session, kek, aad.Span), cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(request.Context);
        ArgumentNullException.ThrowIfNull(request.Accept);
        var keks = KeksOf(request.KeyName);
        var eligible = request.EncryptedDataKeys.Select(edk => (Edk: edk, Kek: OwnerOf(edk, keks))).Where(pair => pair.Kek is not null).ToArray();
        if (eligible.Length == 0)
            throw NoneOfOurs(request, keks);
        if (eligible.Length > MaxEncryptedDataKeys)
            throw new CiphertextFormatException($"There are {eligible.Length} encrypted data keys of this keyring; a record has at most {MaxEncryptedDataKeys}.");
        KeyUnavailableException? unavailable = null;
        foreach (var (edk, kek) in eligible)
        {
            try
            {
                if (await TryUnwrapAsync(edk, kek!, request, cancellationToken).ConfigureAwait(false) is { } candidate && request.Judge(candidate))
                    return candidate;
            }
            catch (KeyUnavailableException e) when (e.Reason is KeyUnavailableReason.NotFound or KeyUnavailableReason.Disabled or KeyUnavailableReason.AccessDenied)
            {
                // That one key; another reason is the token's, and would be the same for every key of it.
                unavailable ??= e;
            }
        }
        if (unavailable is not null)
            throw new KeyUnavailableException(unavailable.Reason, unavailable.Message, unavailable);
        throw new CiphertextAuthenticationException();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The data key has another size than 32 bytes, which records use.</exception>
    public async ValueTask<ImmutableArray<EncryptedDataKey>> WrapAsync(DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request.Context);
        if (dataKey.Key.Length != KekCipher.DataKeySize)
            throw new ArgumentException($"This keyring wraps data keys of {KekCipher.DataKeySize} bytes.", nameof(dataKey));
        var kek = KeksOf(request.KeyName)[0];
        Warn(kek);
        // When the wait ends early the lease may too, and what is wrapped then goes nowhere.
        using var wrapped = await MeasureAsync(
            "wrap", request.KeyName, () => _token.UseAsync(session => Wrap(session, kek, dataKey.Key, request.Context.CanonicalBytes.Span), cancellationToken)).ConfigureAwait(false);
        return wrapped.EncryptedDataKeys;
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<EncryptedDataKey>> RewrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        using var dataKey = await UnwrapAsync(request, cancellationToken).ConfigureAwait(false);
        var kek = KeksOf(request.KeyName)[0];
        if (request.EncryptedDataKeys.All(edk => OwnerOf(edk, [kek]) is not null))
            return request.EncryptedDataKeys;
        Warn(kek);
        // When the wait ends early the lease does too, and what is wrapped then goes nowhere.
        using var rewrapped = await MeasureAsync(
            "rewrap", request.KeyName, () => _token.UseAsync(session => Wrap(session, kek, dataKey.Key, request.Context.CanonicalBytes.Span), cancellationToken)).ConfigureAwait(false);
        var edk = rewrapped.EncryptedDataKeys[0];
        using var opened = await TryUnwrapAsync(edk, kek, request, cancellationToken).ConfigureAwait(false);
        if (opened is not { } candidate || !request.Accept(candidate))
            throw new KeyUnavailableException(KeyUnavailableReason.Damaged, $"The key {kek} does not open what it has just wrapped. Look at the HSM; what is stored stays as it is.");
        return [edk];
    }

    /// <summary>Connects, finds every configured key, checks its attributes, and wraps and unwraps a known value with it: for start-up and health checks.</summary>
    /// <exception cref="KeyUnavailableException">A key is missing, unfit or out of reach; the message says which and what to do.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellationToken = default)
    {
        foreach (var kek in _keks.Values.SelectMany(keks => keks).Distinct())
        {
            await _token.UseAsync(
                session =>
                {
                    session.Connection.Keys.TryRemove(kek, out _);
                    return Find(session, kek);
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the key-encryption key that is configured for a key name, in the token: AES-256, sensitive, not extractable, for encryption and decryption and nothing else.</summary>
    /// <remarks>For setting up, by one process: two that do so at once make two keys, and then neither is used.</remarks>
    /// <exception cref="InvalidOperationException">A key with this label and id exists.</exception>
    /// <exception cref="KeyUnavailableException">The key was not made; or, after <see cref="KeyUnavailableReason.Timeout"/> or <see cref="KeyUnavailableReason.HsmSessionLost"/>, it may have been: look before trying again.</exception>
    public async ValueTask CreateKeyAsync(string keyName, CancellationToken cancellationToken = default)
    {
        var kek = KeksOf(keyName)[0];
        if (await _token.UseAsync(session => KekFinder.Count(session, kek), cancellationToken).ConfigureAwait(false) > 0)
            throw new InvalidOperationException($"A secret key {kek} is in the token already. It is never made again, because what was encrypted under it would be lost.");
        await _token.UseOnceAsync(session => Create(session, kek), cancellationToken).ConfigureAwait(false);
        await _token.UseAsync(session => Find(session, kek), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How often this process has wrapped under the key of a key name, with the few wraps of its own checks. Other processes have counts of their own.</summary>
    public long WrapCount(string keyName) => WrapCounter.For(_options, KeksOf(keyName)[0]).Count;

    /// <summary>Lets the PIN be tried again after the token has refused it. Each wrong try brings the token nearer to locking.</summary>
    public void ResetPin() => _token.ResetPin();

    /// <summary>Closes the sessions; a call that hangs is left behind after <see cref="Pkcs11Options.Timeout"/>.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => _token.DisposeAsync();

    private Kek[] KeksOf(string keyName)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        return _keks.TryGetValue(keyName, out var keks)
            ? keks
            : throw new KeyUnavailableException(KeyUnavailableReason.NotConfigured, $"No key of the token is configured for '{keyName}', but for: {string.Join(", ", _keks.Keys.Order(StringComparer.Ordinal))}. Add it to Pkcs11Options.Keys.");
    }

    private DataKeyLease Generate(KekSession session, Kek kek, ReadOnlySpan<byte> aad)
    {
        Span<byte> dataKey = stackalloc byte[KekCipher.DataKeySize];
        try
        {
            RandomNumberGenerator.Fill(dataKey);
            return Wrap(session, kek, dataKey, aad);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private DataKeyLease Wrap(KekSession session, Kek kek, ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> aad)
    {
        Span<byte> iv = stackalloc byte[_options.Profile.IvSize];
        Span<byte> wrapped = stackalloc byte[KekCipher.WrappedSize];
        Span<byte> info = stackalloc byte[RawAesProviderInfo.SizeOf(kek.NameUtf8.Length, iv.Length)];
        var key = Find(session, kek);
        Count(kek);
        KekCipher.Wrap(session, key, _options.Profile, dataKey, aad, iv, wrapped);
        RawAesProviderInfo.Write(info, kek.NameUtf8, iv);
        return DataKeyLease.Create(dataKey, [new EncryptedDataKey(_options.KeyNamespace, info, wrapped)]);
    }

    private async Task<DataKeyLease?> TryUnwrapAsync(EncryptedDataKey edk, Kek kek, UnwrapRequest request, CancellationToken cancellationToken)
    {
        if (edk.Ciphertext.Length != KekCipher.WrappedSize)
            return null;
        return await MeasureAsync(
            "unwrap", request.KeyName, () => _token.UseAsync(session => TryUnwrap(session, kek, edk, request.Context.CanonicalBytes.Span), cancellationToken)).ConfigureAwait(false);
    }

    private DataKeyLease? TryUnwrap(KekSession session, Kek kek, EncryptedDataKey edk, ReadOnlySpan<byte> aad)
    {
        Span<byte> dataKey = stackalloc byte[KekCipher.DataKeySize];
        try
        {
            TryReadIv(edk, kek, out var iv);
            return KekCipher.TryUnwrap(session, Find(session, kek), _options.Profile, iv, edk.Ciphertext.Span, aad, dataKey) ? DataKeyLease.Create(dataKey, [edk]) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>The key, looked for and tried once for each connection.</summary>
    private FoundKey Find(KekSession session, Kek kek)
    {
        if (session.Connection.Keys.TryGetValue(kek, out var known))
            return known;
        var handle = KekFinder.Find(session, kek);
        WrapCounter.For(_options, kek).Add();
        return session.Connection.Keys.GetOrAdd(kek, KekCipher.Try(session, handle, _options.Profile));
    }

    private void Count(Kek kek)
    {
        if (!WrapCounter.For(_options, kek).TryCount(_options.MaxWraps))
            throw new KeyUnavailableException(KeyUnavailableReason.Disabled, $"This process has wrapped {_options.MaxWraps} times under the key {kek}, the most that is allowed (Pkcs11Options.MaxWraps; random IVs allow 2^32 in all). Make a new key and retire this one; put a CachingKeyring or a hierarchy before it.");
    }

    /// <summary>Here and not where wraps are counted: what others have to say to it must not hold a session.</summary>
    private void Warn(Kek kek)
    {
        if (_options.OnWrapWarning is { } warn && WrapCounter.For(_options, kek).TryClaimWarning(_options.WarnAfterWraps))
            warn(kek.Name);
    }

    private static int Create(KekSession session, Kek kek)
    {
        var template = kek.Template().Concat(
        [
            CkAttribute.Number(Ck.AttributeKeyType, Ck.KeyTypeAes),
            CkAttribute.Number(Ck.AttributeValueLength, KekCipher.DataKeySize),
            CkAttribute.Flag(Ck.AttributeToken, true),
            CkAttribute.Flag(Ck.AttributePrivate, true),
            CkAttribute.Flag(Ck.AttributeSensitive, true),
            CkAttribute.Flag(Ck.AttributeExtractable, false),
            CkAttribute.Flag(Ck.AttributeEncrypt, true),
            CkAttribute.Flag(Ck.AttributeDecrypt, true),
            CkAttribute.Flag(Ck.AttributeWrap, false),
            CkAttribute.Flag(Ck.AttributeUnwrap, false),
            CkAttribute.Flag(Ck.AttributeSign, false),
            CkAttribute.Flag(Ck.AttributeVerify, false),
            CkAttribute.Flag(Ck.AttributeDerive, false),
        ]);
        // Keys of the token are made in read-write sessions, which the others need not be.
        CryptokiException.ThrowIfFailed(session.Cryptoki.OpenSession(session.Connection.Slot, readWrite: true, out var readWrite), "C_OpenSession");
        try
        {
            CryptokiException.ThrowIfFailed(session.Cryptoki.GenerateKey(readWrite, Ck.MechanismAesKeyGen, [.. template], out _), "C_GenerateKey");
            return 0;
        }
        finally
        {
            session.Cryptoki.CloseSession(readWrite);
        }
    }

    private Kek? OwnerOf(EncryptedDataKey edk, Kek[] keks) =>
        edk.ProviderIdUtf8.SequenceEqual(_namespaceUtf8) ? Array.Find(keks, kek => TryReadIv(edk, kek, out _)) : null;

    /// <summary>Of either size: a key may have been wrapped before the profile was another.</summary>
    private static bool TryReadIv(EncryptedDataKey edk, Kek kek, out ReadOnlySpan<byte> iv) =>
        RawAesProviderInfo.TryReadIv(edk.ProviderInfo.Span, kek.NameUtf8, 12, out iv) || RawAesProviderInfo.TryReadIv(edk.ProviderInfo.Span, kek.NameUtf8, KekCipher.MaxIvSize, out iv);

    private static async Task<T> MeasureAsync<T>(string what, string keyName, Func<Task<T>> call)
    {
        using var operation = KekOperation.Start(KeyringName, what, keyName);
        try
        {
            var result = await call().ConfigureAwait(false);
            if (result is null)
                operation.Refused();
            else
                operation.Succeeded();
            return result;
        }
        catch (KeyUnavailableException e)
        {
            operation.Failed(e.Reason);
            throw;
        }
    }

    private KeyUnavailableException NoneOfOurs(UnwrapRequest request, Kek[] keks) => new(
        KeyUnavailableReason.NotConfigured,
        $"None of the {request.EncryptedDataKeys.Length} encrypted data keys for '{request.KeyName}' was made by {string.Join(" or ", keks.Select(kek => $"{_options.KeyNamespace}/{kek.Name}"))}. Configure the key that made them (Pkcs11KeyOptions.Retired takes earlier ones).");
}
