using System.Security.Cryptography;
using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace KmsGuard.Aws.Kms;

/// <summary>One KMS key, or an alias of one, and the client of its Region.</summary>
internal sealed class KmsKey(string id, KmsKeyArn? arn, IAmazonKeyManagementService client, List<string>? grantTokens, KmsCalls calls)
{
    private const int DataKeySize = 32;

    /// <summary>How long a key whose Region did not answer is asked last, so that not every reading waits for it.</summary>
    private static readonly TimeSpan Avoided = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private long? _unreachableSince;

    /// <summary>What calls name: the ARN or the alias.</summary>
    internal string Id => id;

    /// <summary>For messages: an ARN tells its Region itself.</summary>
    internal string Label => id.Contains(':', StringComparison.Ordinal) || client.Config?.RegionEndpoint is not { } region ? id : $"{id} in {region.SystemName}";

    /// <summary>The key's ARN; <see langword="null"/> of an alias.</summary>
    internal KmsKeyArn? Arn => arn;

    internal IAmazonKeyManagementService Client => client;

    internal List<string>? GrantTokens => grantTokens;

    /// <summary>The Region that the ARN names.</summary>
    internal string? Region => arn?.Region;

    /// <summary>Whether an encrypted data key names this very key.</summary>
    internal bool Made(EncryptedDataKey edk) => KmsKeySet.IsKms(edk) && arn is not null && arn.Is(edk.ProviderInfo.Span);

    internal bool WasUnreachable
    {
        get
        {
            lock (_gate)
                return _unreachableSince is { } since && calls.Time.GetElapsedTime(since) < Avoided;
        }
    }

    /// <summary>The same client, settings and time limit for another key.</summary>
    internal KmsKey For(KmsKeyArn other) => new(other.Text, other, client, grantTokens, calls);

    /// <exception cref="KmsGuard.KeyUnavailableException">Another key answered.</exception>
    internal void CheckAnswered(string? keyId)
    {
        if (keyId != id)
            throw calls.WrongAnswer(Label, keyId);
    }

    /// <summary>Makes a data key into <paramref name="dataKey"/> (32 bytes); <paramref name="checkKey"/> throws if another key than may made it.</summary>
    internal Task<EncryptedDataKey> GenerateAsync(byte[] dataKey, Dictionary<string, string> context, Action<string?> checkKey, CancellationToken cancellationToken) =>
        calls.MakeAsync(
            "generate",
            Label,
            token => client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = id, KeySpec = DataKeySpec.AES_256, EncryptionContext = context, GrantTokens = grantTokens }, token),
            answer =>
            {
                checkKey(answer.KeyId);
                if (answer.Plaintext is not { Length: DataKeySize } plaintext)
                    throw calls.BadAnswer(Label, "has no data key of 32 bytes");
                var edk = Edk(answer.KeyId, answer.CiphertextBlob);
                Read(plaintext, dataKey);
                return edk;
            },
            cancellationToken);

    /// <summary>Wraps a data key that was made elsewhere; <paramref name="checkKey"/> as when making one.</summary>
    internal Task<EncryptedDataKey> WrapAsync(byte[] dataKey, Dictionary<string, string> context, Action<string?> checkKey, CancellationToken cancellationToken) =>
        calls.MakeAsync(
            "wrap",
            Label,
            token => client.EncryptAsync(new EncryptRequest { KeyId = id, Plaintext = new MemoryStream(dataKey, writable: false), EncryptionContext = context, GrantTokens = grantTokens }, token),
            answer =>
            {
                checkKey(answer.KeyId);
                return Edk(answer.KeyId, answer.CiphertextBlob);
            },
            cancellationToken);

    /// <summary>Opens a wrapped data key. An answer from another key is a refusal: AWS KMS does not give it, and what opened it is not trusted.</summary>
    internal async Task<DataKeyLease> UnwrapAsync(EncryptedDataKey edk, Dictionary<string, string> context, CancellationToken cancellationToken)
    {
        try
        {
            var lease = await calls.MakeAsync(
                "unwrap",
                id,
                token => client.DecryptAsync(new DecryptRequest { KeyId = id, CiphertextBlob = Stream(edk), EncryptionContext = context, GrantTokens = grantTokens }, token),
                answer => ReadLease(answer, edk),
                cancellationToken).ConfigureAwait(false);
            Note(unreachable: false);
            return lease;
        }
        catch (CiphertextAuthenticationException)
        {
            Note(unreachable: false);
            throw;
        }
        catch (KmsGuard.KeyUnavailableException unavailable)
        {
            Note(unavailable.Reason is KeyUnavailableReason.Timeout or KeyUnavailableReason.Unreachable);
            throw;
        }
    }

    /// <summary>Puts a wrapped data key under another key of this Region, within AWS KMS.</summary>
    internal Task<EncryptedDataKey> RewrapAsync(EncryptedDataKey edk, KmsKey target, Dictionary<string, string> context, CancellationToken cancellationToken) =>
        calls.MakeAsync(
            "rewrap",
            $"{id}, to {target.Id}",
            token => client.ReEncryptAsync(
                new ReEncryptRequest
                {
                    SourceKeyId = id,
                    CiphertextBlob = Stream(edk),
                    SourceEncryptionContext = context,
                    DestinationKeyId = target.Id,
                    DestinationEncryptionContext = context,
                    GrantTokens = grantTokens,
                },
                token),
            answer =>
            {
                CheckAnswered(answer.SourceKeyId);
                target.CheckAnswered(answer.KeyId);
                return Edk(answer.KeyId, answer.CiphertextBlob);
            },
            cancellationToken);

    private void Note(bool unreachable)
    {
        lock (_gate)
            _unreachableSince = unreachable ? calls.Time.GetTimestamp() : null;
    }

    private DataKeyLease ReadLease(DecryptResponse answer, EncryptedDataKey edk)
    {
        if (answer.KeyId != id || answer.Plaintext is not { Length: 16 or 24 or DataKeySize } plaintext)
            throw new CiphertextAuthenticationException();
        Span<byte> dataKey = stackalloc byte[(int)plaintext.Length];
        try
        {
            Read(plaintext, dataKey);
            return DataKeyLease.Create(dataKey, [edk]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private EncryptedDataKey Edk(string keyId, MemoryStream? blob)
    {
        if (blob is not { Length: > 0 and <= EncryptedDataKey.MaxCiphertextSize })
            throw calls.BadAnswer(Label, "has no encrypted data key of a possible size");
        return new EncryptedDataKey(AwsKmsKeyring.ProviderId, Encoding.ASCII.GetBytes(keyId), blob.ToArray());
    }

    private static MemoryStream Stream(EncryptedDataKey edk) => new(edk.Ciphertext.ToArray(), writable: false);

    private static void Read(MemoryStream plaintext, Span<byte> dataKey)
    {
        plaintext.Position = 0;
        plaintext.ReadExactly(dataKey);
    }
}
