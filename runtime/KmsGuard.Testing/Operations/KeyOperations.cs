using System.Text.Json.Nodes;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>The life of a key: made, described, disabled, enabled, deleted.</summary>
internal static class KeyOperations
{
    internal static JsonObject CreateKey(KmsRequest request)
    {
        var origin = request.OneOf("Origin", "AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE") ?? "AWS_KMS";
        if (origin != "AWS_KMS")
            throw KmsError.Unsupported($"TestKms makes keys of origin AWS_KMS only, not {origin}.");
        var spec = request.Text("KeySpec") ?? request.Text("CustomerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
        if (spec != "SYMMETRIC_DEFAULT")
            throw KmsError.Unsupported($"TestKms makes SYMMETRIC_DEFAULT keys only, not {spec}.");
        if (request.OneOf("KeyUsage", "ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT") is { } usage and not "ENCRYPT_DECRYPT")
            throw KmsError.Validation($"The operation failed because the KeyUsage value of the KMS key is {usage}. To perform this operation, the KeyUsage value must be ENCRYPT_DECRYPT.");
        var description = request.Text("Description", min: 0, max: 8192) ?? "";
        var key = Create(request.State, request.Caller.Account, request.Region, request.Now, request.Flag("MultiRegion"));
        key.Description = description;
        request.Resources.Add(key.Arn);
        return new JsonObject { ["KeyMetadata"] = Metadata(key) };
    }

    internal static KmsKey Create(KmsState state, string account, string region, DateTimeOffset now, bool multiRegion)
    {
        // Developer guide, multi-Region keys: "a distinctive key ID that begins with mrk-".
        var id = multiRegion ? $"mrk-{Guid.NewGuid():N}" : Guid.NewGuid().ToString("D");
        var key = new KmsKey(new KeyFamily(id, multiRegion, region, now), account, region, now);
        state.Add(key);
        return key;
    }

    internal static JsonObject DescribeKey(KmsRequest request) => new() { ["KeyMetadata"] = Metadata(request.KeyOrAlias("kms:DescribeKey")) };

    internal static JsonObject? EnableKey(KmsRequest request)
    {
        var key = request.Key("kms:EnableKey");
        key.MustNotBePendingDeletion();
        key.Enabled = true;
        return null;
    }

    internal static JsonObject? DisableKey(KmsRequest request)
    {
        var key = request.Key("kms:DisableKey");
        key.MustNotBePendingDeletion();
        key.Enabled = false;
        return null;
    }

    internal static JsonObject ScheduleKeyDeletion(KmsRequest request)
    {
        var days = request.Number("PendingWindowInDays", 7, 30) ?? 30;
        var key = request.Key("kms:ScheduleKeyDeletion");
        key.MustNotBePendingDeletion();
        key.DeletionDate = request.Now.AddDays(days);
        return new JsonObject
        {
            ["KeyId"] = key.Arn,
            ["DeletionDate"] = Json.Time(key.DeletionDate.Value),
            ["KeyState"] = key.State,
            ["PendingWindowInDays"] = days,
        };
    }

    internal static JsonObject CancelKeyDeletion(KmsRequest request)
    {
        var key = request.Key("kms:CancelKeyDeletion");
        if (key.State != "PendingDeletion")
            throw KmsError.InvalidState($"{key.Arn} is not pending deletion.");
        key.DeletionDate = null;
        // API_CancelKeyDeletion: "the key state of the KMS key is Disabled".
        key.Enabled = false;
        return new JsonObject { ["KeyId"] = key.Arn };
    }

    internal static JsonObject? UpdateKeyDescription(KmsRequest request)
    {
        var description = request.RequiredText("Description", min: 0, max: 8192);
        var key = request.Key("kms:UpdateKeyDescription");
        key.MustNotBePendingDeletion();
        key.Description = description;
        return null;
    }

    internal static JsonObject Metadata(KmsKey key)
    {
        var metadata = new JsonObject
        {
            ["AWSAccountId"] = key.Account,
            ["KeyId"] = key.KeyId,
            ["Arn"] = key.Arn,
            ["CreationDate"] = Json.Time(key.Created),
            ["Enabled"] = key.State == "Enabled",
            ["Description"] = key.Description,
            ["KeyUsage"] = "ENCRYPT_DECRYPT",
            ["KeyState"] = key.State,
            ["Origin"] = "AWS_KMS",
            ["KeyManager"] = "CUSTOMER",
            ["CustomerMasterKeySpec"] = "SYMMETRIC_DEFAULT",
            ["KeySpec"] = "SYMMETRIC_DEFAULT",
            ["EncryptionAlgorithms"] = new JsonArray("SYMMETRIC_DEFAULT"),
            ["MultiRegion"] = key.Family.MultiRegion,
            ["CurrentKeyMaterialId"] = key.Family.Current.Id,
        };
        if (key.DeletionDate is { } date)
            metadata["DeletionDate"] = Json.Time(date);
        return metadata;
    }
}
