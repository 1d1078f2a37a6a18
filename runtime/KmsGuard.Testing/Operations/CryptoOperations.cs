using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>Encrypt, Decrypt, ReEncrypt, data keys and random bytes.</summary>
internal static class CryptoOperations
{
    private const string Symmetric = "SYMMETRIC_DEFAULT";

    /// <summary>API_Encrypt, Plaintext.</summary>
    private const int MaxPlaintext = 4096;

    /// <summary>API_Decrypt, CiphertextBlob.</summary>
    private const int MaxCiphertext = 6144;

    internal static JsonObject Encrypt(KmsRequest request)
    {
        var plaintext = request.RequiredBytes("Plaintext", MaxPlaintext);
        var algorithm = Algorithm(request, "EncryptionAlgorithm");
        var (key, context) = EncryptingKey(request, "kms:Encrypt");
        MustBeSymmetric(algorithm);
        key.MustBeEnabled();
        request.EndOfDryRun();
        request.Used(key);
        return new JsonObject
        {
            ["CiphertextBlob"] = Json.Base64(CiphertextBlob.Seal(key.Family.Current, plaintext, context)),
            ["KeyId"] = key.Arn,
            ["EncryptionAlgorithm"] = Symmetric,
        };
    }

    internal static JsonObject Decrypt(KmsRequest request)
    {
        MustHaveNoRecipient(request);
        var context = request.Context("EncryptionContext");
        var algorithm = Algorithm(request, "EncryptionAlgorithm");
        var (key, blob) = DecryptingKey(request, "KeyId", "kms:Decrypt");
        request.Decide(context);
        request.CheckGrantTokens();
        Authorizer.RequireKey(request, "kms:Decrypt", key);
        MustBeSymmetric(algorithm);
        key.MustBeEnabled();
        var (plaintext, material) = Open(request, key, blob, context);
        request.EndOfDryRun();
        request.Used(key);
        return new JsonObject
        {
            ["KeyId"] = key.Arn,
            ["Plaintext"] = Json.Base64(plaintext),
            ["EncryptionAlgorithm"] = Symmetric,
            ["KeyMaterialId"] = material.Id,
        };
    }

    internal static JsonObject ReEncrypt(KmsRequest request)
    {
        var sourceContext = request.Context("SourceEncryptionContext");
        var destinationContext = request.Context("DestinationEncryptionContext");
        var sourceAlgorithm = Algorithm(request, "SourceEncryptionAlgorithm");
        var destinationAlgorithm = Algorithm(request, "DestinationEncryptionAlgorithm");
        var (source, blob) = DecryptingKey(request, "SourceKeyId", "kms:ReEncryptFrom");
        var sourceAlias = request.Conditions.GetValueOrDefault("kms:RequestAlias");
        var destination = request.Find("kms:ReEncryptTo", "DestinationKeyId", alias: true);
        request.CheckGrantTokens();
        request.Conditions["kms:ReEncryptOnSameKey"] = [source == destination ? "true" : "false"];
        request.Decide(destinationContext);
        Authorizer.RequireKey(request, "kms:ReEncryptTo", destination);
        request.Conditions["kms:RequestAlias"] = sourceAlias ?? [];
        request.Decide(sourceContext);
        Authorizer.RequireKey(request, "kms:ReEncryptFrom", source);
        MustBeSymmetric(sourceAlgorithm);
        MustBeSymmetric(destinationAlgorithm);
        source.MustBeEnabled();
        destination.MustBeEnabled();
        var (plaintext, material) = Open(request, source, blob, sourceContext);
        request.EndOfDryRun();
        request.Used(source);
        request.Used(destination);
        return new JsonObject
        {
            ["CiphertextBlob"] = Json.Base64(CiphertextBlob.Seal(destination.Family.Current, plaintext, destinationContext)),
            ["SourceKeyId"] = source.Arn,
            ["KeyId"] = destination.Arn,
            ["SourceEncryptionAlgorithm"] = Symmetric,
            ["DestinationEncryptionAlgorithm"] = Symmetric,
            ["SourceKeyMaterialId"] = material.Id,
            ["DestinationKeyMaterialId"] = destination.Family.Current.Id,
        };
    }

    internal static JsonObject GenerateDataKey(KmsRequest request)
    {
        MustHaveNoRecipient(request);
        var (answer, plaintext) = DataKey(request, "kms:GenerateDataKey");
        answer["Plaintext"] = Json.Base64(plaintext);
        return answer;
    }

    internal static JsonObject GenerateDataKeyWithoutPlaintext(KmsRequest request) => DataKey(request, "kms:GenerateDataKeyWithoutPlaintext").Answer;

    internal static JsonObject GenerateDataKeyPair(KmsRequest request)
    {
        MustHaveNoRecipient(request);
        var (answer, pair) = KeyPair(request, "kms:GenerateDataKeyPair");
        answer["PrivateKeyPlaintext"] = Json.Base64(pair.PrivateKey);
        return answer;
    }

    internal static JsonObject GenerateDataKeyPairWithoutPlaintext(KmsRequest request) => KeyPair(request, "kms:GenerateDataKeyPairWithoutPlaintext").Answer;

    internal static JsonObject GenerateRandom(KmsRequest request)
    {
        MustHaveNoRecipient(request);
        if (request.Has("CustomKeyStoreId"))
            throw new KmsError("CustomKeyStoreNotFoundException", "TestKms has no custom key stores.");
        var bytes = request.Number("NumberOfBytes", 1, 1024) ?? throw KmsError.Constraint("NumberOfBytes", "Member must not be null", "null");
        Authorizer.RequireIdentity(request, "kms:GenerateRandom", "*");
        return new JsonObject { ["Plaintext"] = Json.Base64(RandomNumberGenerator.GetBytes(bytes)) };
    }

    private static (JsonObject Answer, byte[] Plaintext) DataKey(KmsRequest request, string action)
    {
        var spec = request.OneOf("KeySpec", "AES_256", "AES_128");
        var bytes = request.Number("NumberOfBytes", 1, 1024);
        // API_GenerateDataKey: "You must specify either the KeySpec or the NumberOfBytes parameter (but not both)".
        if (spec is null == bytes is null)
            throw KmsError.Validation("Please specify either number of bytes or key spec.");
        var (key, context) = EncryptingKey(request, action);
        key.MustBeEnabled();
        request.EndOfDryRun();
        request.Used(key);
        var plaintext = RandomNumberGenerator.GetBytes(bytes ?? (spec == "AES_256" ? 32 : 16));
        return (new JsonObject
        {
            ["CiphertextBlob"] = Json.Base64(CiphertextBlob.Seal(key.Family.Current, plaintext, context)),
            ["KeyId"] = key.Arn,
            ["KeyMaterialId"] = key.Family.Current.Id,
        }, plaintext);
    }

    private static (JsonObject Answer, DataKeyPair Pair) KeyPair(KmsRequest request, string action)
    {
        var spec = request.RequiredText("KeyPairSpec");
        if (!DataKeyPair.IsKnown(spec))
            throw KmsError.Unsupported($"TestKms makes RSA and ECC key pairs, not {spec}.");
        request.Conditions["kms:DataKeyPairSpec"] = [spec];
        var (key, context) = EncryptingKey(request, action);
        key.MustBeEnabled();
        request.EndOfDryRun();
        request.Used(key);
        var pair = request.PreparedKeyPair ?? DataKeyPair.Make(spec);
        return (new JsonObject
        {
            ["PrivateKeyCiphertextBlob"] = Json.Base64(CiphertextBlob.Seal(key.Family.Current, pair.PrivateKey, context)),
            ["PublicKey"] = Json.Base64(pair.PublicKey),
            ["KeyId"] = key.Arn,
            ["KeyPairSpec"] = spec,
            ["KeyMaterialId"] = key.Family.Current.Id,
        }, pair);
    }

    private static (KmsKey Key, IReadOnlyDictionary<string, string> Context) EncryptingKey(KmsRequest request, string action)
    {
        var context = request.Context("EncryptionContext");
        request.Conditions["kms:EncryptionAlgorithm"] = [Symmetric];
        request.Decide(context);
        request.CheckGrantTokens();
        return (request.KeyOrAlias(action), context);
    }

    /// <summary>The key that is to decrypt: the one that the request names, or the one that the blob does. No blob when a dry run asks about permissions only.</summary>
    private static (KmsKey Key, byte[]? Blob) DecryptingKey(KmsRequest request, string parameter, string action)
    {
        request.Conditions["kms:EncryptionAlgorithm"] = [Symmetric];
        // API_Decrypt, DryRunModifiers: "performs only authorization validation without ciphertext validation".
        if (request.Flag("DryRun") && request.List("DryRunModifiers", 1).Any(modifier => KmsRequest.TextOf(modifier, "DryRunModifiers") == "IGNORE_CIPHERTEXT"))
            return (request.Find(action, parameter, alias: true), null);
        var blob = request.RequiredBytes("CiphertextBlob", MaxCiphertext);
        return (request.Has(parameter) ? request.Find(action, parameter, alias: true) : request.FindMember(Family(request, blob) ?? throw KmsError.InvalidCiphertext()), blob);
    }

    private static (byte[] Plaintext, KeyMaterial Material) Open(KmsRequest request, KmsKey key, byte[]? blob, IReadOnlyDictionary<string, string> context)
    {
        if (blob is null)
        {
            request.EndOfDryRun();
            throw new InvalidOperationException("A blob is left out of dry runs only.");
        }
        var family = Family(request, blob) ?? throw KmsError.InvalidCiphertext();
        if (family != key.Family)
            throw new KmsError("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.");
        var material = family.Materials.Find(one => one.Handle == CiphertextBlob.HandleOf(blob))!;
        return (CiphertextBlob.TryOpen(material, blob, context) ?? throw KmsError.InvalidCiphertext(), material);
    }

    private static KeyFamily? Family(KmsRequest request, byte[] blob) => CiphertextBlob.HandleOf(blob) is { } handle ? request.State.FindFamily(handle) : null;

    private static string Algorithm(KmsRequest request, string parameter) =>
        request.OneOf(parameter, Symmetric, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE") ?? Symmetric;

    private static void MustBeSymmetric(string algorithm)
    {
        if (algorithm != Symmetric)
            throw new KmsError("InvalidKeyUsageException", $"Algorithm {algorithm} is incompatible with key spec {Symmetric}.");
    }

    private static void MustHaveNoRecipient(KmsRequest request)
    {
        if (request.Has("Recipient"))
            throw KmsError.Unsupported("TestKms has no Nitro enclaves: Recipient is not supported.");
    }
}
