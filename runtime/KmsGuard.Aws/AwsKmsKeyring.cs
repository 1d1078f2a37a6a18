using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Amazon.KeyManagementService;
using KmsGuard.Aws.Kms;

namespace KmsGuard;

/// <summary>Data keys from AWS KMS. Every use of a KMS key is a call: put a <see cref="CachingKeyring"/> before it.</summary>
/// <remarks>Encrypted data keys are those of the AWS Encryption SDK (provider <c>aws-kms</c>, the key's ARN, the ciphertext blob). Only configured keys are asked: <c>Decrypt</c> always names its key, and a data key that another key opened is refused. The clients stay the application's.</remarks>
public sealed class AwsKmsKeyring : IRewrappingKeyring, IWrappingKeyring
{
    internal const string ProviderId = "aws-kms";
    private const int DataKeySize = 32;

    private readonly FrozenDictionary<string, KmsKeySet> _keys;

    /// <summary>Creates a keyring over keys of one Region.</summary>
    /// <param name="client">The application's client; its credentials, endpoint and retries count.</param>
    /// <param name="options">The keys. Copied: later changes have no effect.</param>
    /// <exception cref="ArgumentException">An option is wrong, or a key lies in another Region than the client's.</exception>
    public AwsKmsKeyring(IAmazonKeyManagementService client, AwsKmsKeyringOptions options)
        : this(client is null ? throw new ArgumentNullException(nameof(client)) : _ => client, options)
    {
    }

    /// <summary>Creates a keyring over keys of several Regions.</summary>
    /// <param name="clientForRegion">Gives the client of a Region, such as <c>eu-west-1</c>; asked once for each Region that the options name, with an empty text for an alias without one.</param>
    /// <param name="options">The keys. Copied: later changes have no effect.</param>
    /// <param name="timeProvider">The clock; the system's when <see langword="null"/>. Only its monotonic timestamps and timers are used.</param>
    /// <exception cref="ArgumentException">An option is wrong, or a Region has no client or one of another Region.</exception>
    public AwsKmsKeyring(Func<string, IAmazonKeyManagementService> clientForRegion, AwsKmsKeyringOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(clientForRegion);
        ArgumentNullException.ThrowIfNull(options);
        _keys = new KmsKeySets(clientForRegion, options, timeProvider ?? TimeProvider.System).Create();
    }

    /// <inheritdoc/>
    public async ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request.Context);
        var keys = KeysOf(request.KeyName);
        var context = PairsOf(request.Context);
        var edks = ImmutableArray.CreateBuilder<EncryptedDataKey>(1 + keys.Wrappers.Length);
        var dataKey = GC.AllocateArray<byte>(DataKeySize, pinned: true);
        try
        {
            edks.Add(await keys.Maker.GenerateAsync(dataKey, context, keys.CheckMaker, cancellationToken).ConfigureAwait(false));
            foreach (var wrapper in keys.Wrappers)
                edks.Add(await wrapper.WrapAsync(dataKey, context, wrapper.CheckAnswered, cancellationToken).ConfigureAwait(false));
            return DataKeyLease.Create(dataKey, edks.MoveToImmutable());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<EncryptedDataKey>> WrapAsync(DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request.Context);
        var keys = KeysOf(request.KeyName);
        var context = PairsOf(request.Context);
        var edks = ImmutableArray.CreateBuilder<EncryptedDataKey>(1 + keys.Wrappers.Length);
        var copy = CopyOf(dataKey);
        try
        {
            edks.Add(await keys.Maker.WrapAsync(copy, context, keys.CheckMaker, cancellationToken).ConfigureAwait(false));
            foreach (var wrapper in keys.Wrappers)
                edks.Add(await wrapper.WrapAsync(copy, context, wrapper.CheckAnswered, cancellationToken).ConfigureAwait(false));
            return edks.MoveToImmutable();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The encrypted data keys of the key that is configured first are tried first, those of a key that lately did not answer last. One that cannot be asked does not keep the others from being asked.</remarks>
    public async ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request.Context);
        ArgumentNullException.ThrowIfNull(request.Accept);
        var keys = KeysOf(request.KeyName);
        var context = PairsOf(request.Context);
        var (found, failures) = await keys.FindAsync(request.EncryptedDataKeys, cancellationToken).ConfigureAwait(false);
        foreach (var (key, edk) in found.OrderBy(one => one.Key.WasUnreachable))
        {
            try
            {
                if (await TryUnwrapAsync(key, edk, context, request, cancellationToken).ConfigureAwait(false) is { } dataKey)
                    return dataKey;
            }
            catch (KeyUnavailableException exception)
            {
                failures.Add(exception);
            }
        }
        throw NotOpened(keys, request, found.Count, failures);
    }

    /// <inheritdoc/>
    /// <remarks>Within a Region by <c>ReEncrypt</c>, so that the old key's data key does not leave AWS KMS; from one Region to another by <c>Decrypt</c> and <c>Encrypt</c>. Encrypted data keys of other keyrings are not among the result. A key that AWS KMS rotates keeps its ARN, and what it wrapped counts as current.</remarks>
    public async ValueTask<ImmutableArray<EncryptedDataKey>> RewrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request.Context);
        ArgumentNullException.ThrowIfNull(request.Accept);
        var keys = KeysOf(request.KeyName);
        var targets = await keys.TargetsAsync(cancellationToken).ConfigureAwait(false);
        var stored = request.EncryptedDataKeys;
        if (stored.Length == targets.Length && Array.TrueForAll(targets, target => stored.Any(target.Made)))
            return stored;
        var context = PairsOf(request.Context);
        var current = ImmutableArray.CreateBuilder<EncryptedDataKey>(targets.Length);
        foreach (var target in targets)
            current.Add(await RewrapForAsync(keys, target, context, request, cancellationToken).ConfigureAwait(false));
        return current.MoveToImmutable();
    }

    /// <summary>The data key under one key: as it is stored, or moved by AWS KMS, or, from another Region, wrapped here.</summary>
    private static async Task<EncryptedDataKey> RewrapForAsync(KmsKeySet keys, KmsKey target, Dictionary<string, string> context, UnwrapRequest request, CancellationToken cancellationToken)
    {
        var (found, failures) = await keys.FindAsync(request.EncryptedDataKeys, cancellationToken).ConfigureAwait(false);
        foreach (var edk in request.EncryptedDataKeys.Where(target.Made))
        {
            if (await OpensAsync(target, edk, context, request, cancellationToken).ConfigureAwait(false))
                return edk;
        }
        // Within the target's Region first: there the data key stays in AWS KMS. What a replica made in another Region, the target opens itself.
        foreach (var (key, edk) in found.Where(source => source.Key.Id != target.Id || !target.Made(source.Edk)).OrderBy(source => source.Key.Region != target.Region))
        {
            EncryptedDataKey? moved;
            try
            {
                moved = key.Region == target.Region
                    ? await TryMoveAsync(key, edk, target, context, cancellationToken).ConfigureAwait(false)
                    : await TryWrapAsync(key, edk, target, context, request, cancellationToken).ConfigureAwait(false);
            }
            catch (KeyUnavailableException exception)
            {
                failures.Add(exception);
                continue;
            }
            if (moved is not null && await OpensAsync(target, moved, context, request, cancellationToken).ConfigureAwait(false))
                return moved;
        }
        throw NotOpened(keys, request, found.Count, failures);
    }

    private static async Task<EncryptedDataKey?> TryMoveAsync(KmsKey source, EncryptedDataKey edk, KmsKey target, Dictionary<string, string> context, CancellationToken cancellationToken)
    {
        try
        {
            return await source.RewrapAsync(edk, target, context, cancellationToken).ConfigureAwait(false);
        }
        catch (CiphertextAuthenticationException)
        {
            return null;
        }
    }

    private static async Task<EncryptedDataKey?> TryWrapAsync(KmsKey source, EncryptedDataKey edk, KmsKey target, Dictionary<string, string> context, UnwrapRequest request, CancellationToken cancellationToken)
    {
        if (await TryUnwrapAsync(source, edk, context, request, cancellationToken).ConfigureAwait(false) is not { } lease)
            return null;
        var copy = CopyOf(lease);
        lease.Dispose();
        try
        {
            return await target.WrapAsync(copy, context, target.CheckAnswered, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    private static async Task<bool> OpensAsync(KmsKey key, EncryptedDataKey edk, Dictionary<string, string> context, UnwrapRequest request, CancellationToken cancellationToken)
    {
        if (await TryUnwrapAsync(key, edk, context, request, cancellationToken).ConfigureAwait(false) is not { } lease)
            return false;
        lease.Dispose();
        return true;
    }

    /// <summary>The data key, if the KMS key opens it and the request accepts it.</summary>
    private static async Task<DataKeyLease?> TryUnwrapAsync(KmsKey key, EncryptedDataKey edk, Dictionary<string, string> context, UnwrapRequest request, CancellationToken cancellationToken)
    {
        // AWS KMS calls an empty ciphertext a wrong request; here it is a wrong ciphertext like any other.
        if (edk.Ciphertext.IsEmpty)
            return null;
        DataKeyLease lease;
        try
        {
            lease = await key.UnwrapAsync(edk, context, cancellationToken).ConfigureAwait(false);
        }
        catch (CiphertextAuthenticationException)
        {
            return null;
        }
        return request.Judge(lease) ? lease : null;
    }

    private static byte[] CopyOf(DataKeyLease dataKey)
    {
        var copy = GC.AllocateUninitializedArray<byte>(dataKey.Key.Length, pinned: true);
        dataKey.Key.CopyTo(copy);
        return copy;
    }

    private KmsKeySet KeysOf(string keyName)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        return _keys.TryGetValue(keyName, out var keys)
            ? keys
            : throw new KeyUnavailableException(KeyUnavailableReason.NotConfigured, $"No AWS KMS key is configured for '{keyName}', only for: {string.Join(", ", _keys.Keys.Order(StringComparer.Ordinal))}. Add it to {nameof(AwsKmsKeyringOptions)}.{nameof(AwsKmsKeyringOptions.Keys)}.");
    }

    private static Exception NotOpened(KmsKeySet keys, in UnwrapRequest request, int eligible, List<KeyUnavailableException> failures)
    {
        if (failures.Count > 0)
        {
            // It may open by itself later if one of the failures may pass.
            var telling = failures.Find(failure => failure.IsTransient) ?? failures[0];
            var messages = failures.Select(failure => failure.Message).Distinct(StringComparer.Ordinal).ToArray();
            return messages.Length == 1 ? telling : new KeyUnavailableException(telling.Reason, string.Join(" ", messages), telling);
        }
        if (eligible > 0)
            return new CiphertextAuthenticationException();
        return new KeyUnavailableException(
            KeyUnavailableReason.NotConfigured,
            $"None of the encrypted data keys for '{request.KeyName}' was made by a key that is configured for it ({keys.Names}), but by: {string.Join(", ", request.EncryptedDataKeys.Select(Describe))}. If one of these is yours, add it to {nameof(AwsKmsKeyOptions.AlsoDecryptWith)}.");
    }

    /// <summary>What a database holds may be anything: only a well-formed ARN reaches a log.</summary>
    private static string Describe(EncryptedDataKey edk) =>
        KmsKeySet.IsKms(edk) ? KmsKeyArn.TryParse(edk.ProviderInfo.Span, out var arn) ? arn.Text : "an AWS KMS key with a malformed ARN" : "another provider";

    private static Dictionary<string, string> PairsOf(EncryptionContext context) => new(context, StringComparer.Ordinal);
}
