using System.Text.Json.Nodes;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>Every operation of AWS KMS, and who answers it.</summary>
internal static class OperationTable
{
    private static readonly Dictionary<string, Func<KmsRequest, JsonObject?>> Handlers = new(StringComparer.Ordinal)
    {
        ["Encrypt"] = CryptoOperations.Encrypt,
        ["Decrypt"] = CryptoOperations.Decrypt,
        ["ReEncrypt"] = CryptoOperations.ReEncrypt,
        ["GenerateDataKey"] = CryptoOperations.GenerateDataKey,
        ["GenerateDataKeyWithoutPlaintext"] = CryptoOperations.GenerateDataKeyWithoutPlaintext,
        ["GenerateDataKeyPair"] = CryptoOperations.GenerateDataKeyPair,
        ["GenerateDataKeyPairWithoutPlaintext"] = CryptoOperations.GenerateDataKeyPairWithoutPlaintext,
        ["GenerateRandom"] = CryptoOperations.GenerateRandom,

        ["CreateKey"] = KeyOperations.CreateKey,
        ["DescribeKey"] = KeyOperations.DescribeKey,
        ["ListKeys"] = KeyOperations.ListKeys,
        ["EnableKey"] = KeyOperations.EnableKey,
        ["DisableKey"] = KeyOperations.DisableKey,
        ["ScheduleKeyDeletion"] = KeyOperations.ScheduleKeyDeletion,
        ["CancelKeyDeletion"] = KeyOperations.CancelKeyDeletion,
        ["UpdateKeyDescription"] = KeyOperations.UpdateKeyDescription,
        ["GetKeyLastUsage"] = KeyOperations.GetKeyLastUsage,

        ["CreateAlias"] = AliasOperations.CreateAlias,
        ["UpdateAlias"] = AliasOperations.UpdateAlias,
        ["DeleteAlias"] = AliasOperations.DeleteAlias,
        ["ListAliases"] = AliasOperations.ListAliases,

        ["EnableKeyRotation"] = RotationOperations.EnableKeyRotation,
        ["DisableKeyRotation"] = RotationOperations.DisableKeyRotation,
        ["GetKeyRotationStatus"] = RotationOperations.GetKeyRotationStatus,
        ["ListKeyRotations"] = RotationOperations.ListKeyRotations,
        ["RotateKeyOnDemand"] = RotationOperations.RotateKeyOnDemand,

        ["ReplicateKey"] = MultiRegionOperations.ReplicateKey,
        ["UpdatePrimaryRegion"] = MultiRegionOperations.UpdatePrimaryRegion,

        ["TagResource"] = TagOperations.TagResource,
        ["UntagResource"] = TagOperations.UntagResource,
        ["ListResourceTags"] = TagOperations.ListResourceTags,

        ["PutKeyPolicy"] = PolicyOperations.PutKeyPolicy,
        ["GetKeyPolicy"] = PolicyOperations.GetKeyPolicy,
        ["ListKeyPolicies"] = PolicyOperations.ListKeyPolicies,

        ["CreateGrant"] = GrantOperations.CreateGrant,
        ["ListGrants"] = GrantOperations.ListGrants,
        ["ListRetirableGrants"] = GrantOperations.ListRetirableGrants,
        ["RetireGrant"] = GrantOperations.RetireGrant,
        ["RevokeGrant"] = GrantOperations.RevokeGrant,
    };

    /// <summary>What AWS KMS has and this does not.</summary>
    private static readonly Dictionary<string, string> Missing = new(StringComparer.Ordinal)
    {
        ["Sign"] = Asymmetric,
        ["Verify"] = Asymmetric,
        ["GetPublicKey"] = Asymmetric,
        ["DeriveSharedSecret"] = Asymmetric,
        ["Encapsulate"] = Asymmetric,
        ["Decapsulate"] = Asymmetric,
        ["GenerateMac"] = "HMAC keys",
        ["VerifyMac"] = "HMAC keys",
        ["GetParametersForImport"] = Import,
        ["ImportKeyMaterial"] = Import,
        ["DeleteImportedKeyMaterial"] = Import,
        ["CreateCustomKeyStore"] = CustomStore,
        ["ConnectCustomKeyStore"] = CustomStore,
        ["DescribeCustomKeyStores"] = CustomStore,
        ["DisconnectCustomKeyStore"] = CustomStore,
        ["UpdateCustomKeyStore"] = CustomStore,
        ["DeleteCustomKeyStore"] = CustomStore,
    };

    private const string Asymmetric = "asymmetric keys";
    private const string Import = "imported key material";
    private const string CustomStore = "custom key stores";

    internal static Func<KmsRequest, JsonObject?> Find(string operation) =>
        Handlers.TryGetValue(operation, out var handler) ? handler
        : Missing.TryGetValue(operation, out var what) ? throw KmsError.Unsupported($"TestKms has no {what}: {operation} is not supported.")
        : throw new KmsError("UnknownOperationException", null);
}
