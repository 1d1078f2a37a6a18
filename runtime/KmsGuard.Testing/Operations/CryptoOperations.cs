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
        var context = request.Context();
        var key = request.KeyOrAlias("kms:Encrypt");
        MustBeSymmetric(request, "EncryptionAlgorithm");
        key.MustBeEnabled();
        request.EndOfDryRun();
        return new JsonObject
        {
            ["CiphertextBlob"] = Base64(CiphertextBlob.Seal(key.Family.Current, plaintext, context)),
            ["KeyId"] = key.Arn,
            ["EncryptionAlgorithm"] = Symmetric,
        };
    }

    internal static JsonObject Decrypt(KmsRequest request)
    {
        MustHaveNoRecipient(request);
        var blob = request.RequiredBytes("CiphertextBlob", MaxCiphertext);
        var context = request.Context();
        var (key, material) = KeyOf(request, blob, "KeyId", "kms:Decrypt");
        MustBeSymmetric(request, "EncryptionAlgorithm");
        key.MustBeEnabled();
        var plaintext = CiphertextBlob.TryOpen(material, blob, context) ?? throw KmsError.InvalidCiphertext();
        request.EndOfDryRun();
        return new JsonObject
        {
            ["KeyId"] = key.Arn,
            ["Plaintext"] = Base64(plaintext),
            ["EncryptionAlgorithm"] = Symmetric,
            ["KeyMaterialId"] = material.Id,
        };
    }

    internal static JsonObject ReEncrypt(KmsRequest request)
    {
        var blob = request.RequiredBytes("CiphertextBlob", MaxCiphertext);
        var sourceContext = request.Context("SourceEncryptionContext");
        var destinationContext = request.Context("DestinationEncryptionContext");
        var (source, material) = KeyOf(request, blob, "SourceKeyId", "kms:ReEncryptFrom");
        var destination = request.KeyOrAlias("kms:ReEncryptTo", "DestinationKeyId");
        MustBeSymmetric(request, "SourceEncryptionAlgorithm");
        MustBeSymmetric(request, "DestinationEncryptionAlgorithm");
        source.MustBeEnabled();
        destination.MustBeEnabled();
        var plaintext = CiphertextBlob.TryOpen(material, blob, sourceContext) ?? throw KmsError.InvalidCiphertext();
        request.EndOfDryRun();
        return new JsonObject
        {
            ["CiphertextBlob"] = Base64(CiphertextBlob.Seal(destination.Family.Current, plaintext, destinationContext)),
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
        answer["Plaintext"] = Base64(plaintext);
        return answer;
    }

    internal static JsonObject GenerateDataKeyWithoutPlaintext(KmsRequest request) => DataKey(request, "kms:GenerateDataKeyWithoutPlaintext").Answer;

    private static (JsonObject Answer, byte[] Plaintext) DataKey(KmsRequest request, string action)
    {
        var spec = request.OneOf("KeySpec", "AES_256", "AES_128");
        var bytes = request.Number("NumberOfBytes", 1, 1024);
        // API_GenerateDataKey: "You must specify either the KeySpec or the NumberOfBytes parameter (but not both)".
        if (spec is null == bytes is null)
            throw KmsError.Validation("Please specify either number of bytes or key spec.");
        var context = request.Context();
        var key = request.KeyOrAlias(action);
        key.MustBeEnabled();
        request.EndOfDryRun();
        var plaintext = RandomNumberGenerator.GetBytes(bytes ?? (spec == "AES_256" ? 32 : 16));
        return (new JsonObject
        {
            ["CiphertextBlob"] = Base64(CiphertextBlob.Seal(key.Family.Current, plaintext, context)),
            ["KeyId"] = key.Arn,
            ["KeyMaterialId"] = key.Family.Current.Id,
        }, plaintext);
    }

    /// <summary>The key that is to decrypt, and which of its versions made the blob.</summary>
    private static (KmsKey Key, KeyMaterial Material) KeyOf(KmsRequest request, byte[] blob, string parameter, string action)
    {
        var named = request.Has(parameter) ? request.KeyOrAlias(action, parameter) : null;
        var handle = CiphertextBlob.HandleOf(blob);
        var family = (handle is { } known ? request.State.FindFamily(known) : null) ?? throw KmsError.InvalidCiphertext();
        if (named is not null && named.Family != family)
            throw new KmsError("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.");
        var key = named ?? request.KeyOfCiphertext(action, family);
        return (key, family.Materials.Find(material => material.Handle == handle)!);
    }

    private static void MustBeSymmetric(KmsRequest request, string parameter)
    {
        if (request.OneOf(parameter, Symmetric, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE") is { } algorithm and not Symmetric)
            throw new KmsError("InvalidKeyUsageException", $"Algorithm {algorithm} is incompatible with key spec {Symmetric}.");
    }

    private static void MustHaveNoRecipient(KmsRequest request)
    {
        if (request.Has("Recipient"))
            throw KmsError.Unsupported("TestKms has no Nitro enclaves: Recipient is not supported.");
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);
}
