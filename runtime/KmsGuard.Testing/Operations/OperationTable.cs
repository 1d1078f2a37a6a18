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

        ["CreateKey"] = KeyOperations.CreateKey,
        ["DescribeKey"] = KeyOperations.DescribeKey,
        ["EnableKey"] = KeyOperations.EnableKey,
        ["DisableKey"] = KeyOperations.DisableKey,
        ["ScheduleKeyDeletion"] = KeyOperations.ScheduleKeyDeletion,
        ["CancelKeyDeletion"] = KeyOperations.CancelKeyDeletion,
        ["UpdateKeyDescription"] = KeyOperations.UpdateKeyDescription,

        ["CreateAlias"] = AliasOperations.CreateAlias,
        ["UpdateAlias"] = AliasOperations.UpdateAlias,
        ["DeleteAlias"] = AliasOperations.DeleteAlias,
        ["ListAliases"] = AliasOperations.ListAliases,
    };

    internal static Func<KmsRequest, JsonObject?> Find(string operation) =>
        Handlers.GetValueOrDefault(operation) ?? throw new KmsError("UnknownOperationException", null);
}
