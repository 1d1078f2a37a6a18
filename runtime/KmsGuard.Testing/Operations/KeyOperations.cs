using System.Globalization;
using System.Text.Json.Nodes;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>The life of a key: made, described, disabled, enabled, deleted.</summary>
internal static class KeyOperations
{
    internal static JsonObject CreateKey(KmsRequest request)
    {
        var origin = request.OneOf("Origin", "AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE") ?? "AWS_KMS";
        if (origin != "AWS_KMS" || request.Has("CustomKeyStoreId") || request.Has("XksKeyId"))
            throw KmsError.Unsupported($"TestKms makes keys of origin AWS_KMS only, without a custom key store.");
        var spec = request.Text("KeySpec") ?? request.Text("CustomerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
        if (spec != "SYMMETRIC_DEFAULT")
            throw KmsError.Unsupported($"TestKms makes SYMMETRIC_DEFAULT keys only, not {spec}.");
        if (request.OneOf("KeyUsage", "SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT") is { } usage and not "ENCRYPT_DECRYPT")
            throw KmsError.Validation($"KeyUsage {usage} is not compatible with KeySpec {spec}.");
        var description = request.Text("Description", min: 0, max: 8192) ?? "";
        var multiRegion = request.Flag("MultiRegion");
        var tags = TagOperations.Read(request);
        request.Conditions["kms:KeySpec"] = [spec];
        request.Conditions["kms:KeyUsage"] = ["ENCRYPT_DECRYPT"];
        request.Conditions["kms:KeyOrigin"] = [origin];
        request.Conditions["kms:MultiRegion"] = [multiRegion ? "true" : "false"];
        PolicyOperations.DecideLockoutCheck(request);
        Authorizer.RequireIdentity(request, "kms:CreateKey", "*");
        // API_CreateKey, Tags: "you must have kms:TagResource permission in an IAM policy".
        if (tags.Count > 0)
            Authorizer.RequireIdentity(request, "kms:TagResource", "*");
        var key = Make(request.Caller.Account, request.Region, request.Now, multiRegion, PolicyOperations.ReadOrDefault(request));
        KeyPolicies.MustNotLockOut(request, key, key.Policy);
        key.Description = description;
        TagOperations.Apply(key, tags);
        request.State.Add(key);
        request.Resources.Add(key.Arn);
        return new JsonObject { ["KeyMetadata"] = Metadata(key) };
    }

    internal static KmsKey Make(string account, string region, DateTimeOffset now, bool multiRegion, string policy)
    {
        // Developer guide, multi-Region keys: "a distinctive key ID that begins with mrk-".
        var id = multiRegion ? $"mrk-{Guid.NewGuid():N}" : Guid.NewGuid().ToString("D");
        return new KmsKey(new KeyFamily(id, multiRegion, region, now), account, region, now, policy);
    }

    internal static JsonObject DescribeKey(KmsRequest request)
    {
        request.CheckGrantTokens();
        return new JsonObject { ["KeyMetadata"] = Metadata(request.KeyOrAlias("kms:DescribeKey")) };
    }

    internal static JsonObject? EnableKey(KmsRequest request)
    {
        var key = request.Key("kms:EnableKey");
        key.MustNotBePendingDeletion();
        if (key is { Enabled: false, IsPrimary: true })
            request.State.CatchUpRotation(key.Family, request.Now);
        key.Enabled = true;
        return null;
    }

    internal static JsonObject? DisableKey(KmsRequest request)
    {
        var key = request.Find("kms:DisableKey", "KeyId", alias: false);
        DecideTrailingDays(request, key);
        Authorizer.RequireKey(request, "kms:DisableKey", key);
        key.MustNotBePendingDeletion();
        key.Enabled = false;
        return null;
    }

    internal static JsonObject ScheduleKeyDeletion(KmsRequest request)
    {
        var days = request.Number("PendingWindowInDays", 7, 30) ?? 30;
        var key = request.Find("kms:ScheduleKeyDeletion", "KeyId", alias: false);
        request.Conditions["kms:ScheduleKeyDeletionPendingWindowInDays"] = [days.ToString(CultureInfo.InvariantCulture)];
        DecideTrailingDays(request, key);
        Authorizer.RequireKey(request, "kms:ScheduleKeyDeletion", key);
        key.MustNotBePendingDeletion();
        key.DeletionDays = days;
        // API_ScheduleKeyDeletion: the waiting period of a primary key with replicas begins when the last of them is deleted.
        if (key.Family.Members.Count == 1 || !key.IsPrimary)
            key.DeletionDate = request.Now.AddDays(days);
        var answer = new JsonObject
        {
            ["KeyId"] = key.Arn,
            ["KeyState"] = key.State,
            ["PendingWindowInDays"] = days,
        };
        if (key.DeletionDate is { } date)
            answer["DeletionDate"] = Json.Time(date);
        return answer;
    }

    internal static JsonObject CancelKeyDeletion(KmsRequest request)
    {
        var key = request.Key("kms:CancelKeyDeletion");
        if (key.DeletionDays is null)
            throw KmsError.InvalidState($"{key.Arn} is not pending deletion.");
        key.DeletionDays = null;
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

    internal static JsonObject ListKeys(KmsRequest request)
    {
        Authorizer.RequireIdentity(request, "kms:ListKeys", "*");
        return Paging.Page(request, "Keys", request.State.Keys(request.Caller.Account, request.Region, request.Now), key => key.KeyId, key => new JsonObject
        {
            ["KeyId"] = key.KeyId,
            ["KeyArn"] = key.Arn,
        }, usual: 100, most: 1000);
    }

    internal static JsonObject GetKeyLastUsage(KmsRequest request)
    {
        var key = request.Key("kms:GetKeyLastUsage");
        var answer = new JsonObject
        {
            ["KeyId"] = key.Arn,
            ["KeyCreationDate"] = Json.Time(key.Created),
            ["TrackingStartDate"] = Json.Time(key.Created),
        };
        if (key.LastUse is { } use)
        {
            answer["KeyLastUsage"] = new JsonObject
            {
                ["Operation"] = use.Operation,
                ["Timestamp"] = Json.Time(use.Time),
                ["CloudTrailEventId"] = use.RequestId,
                ["KmsRequestId"] = use.RequestId,
            };
        }
        return answer;
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
        else if (key.DeletionDays is { } days)
            metadata["PendingDeletionWindowInDays"] = days;
        if (key.Family.MultiRegion)
        {
            metadata["MultiRegionConfiguration"] = new JsonObject
            {
                ["MultiRegionKeyType"] = key.IsPrimary ? "PRIMARY" : "REPLICA",
                ["PrimaryKey"] = Member(key.Family.Primary!),
                ["ReplicaKeys"] = new JsonArray([.. key.Family.Members.Where(member => !member.IsPrimary).Select(Member)]),
            };
        }
        return metadata;
    }

    private static JsonObject Member(KmsKey key) => new() { ["Arn"] = key.Arn, ["Region"] = key.Region };

    /// <summary>kms:TrailingDaysWithoutKeyUsage: whole days since the last use, or since the key was made.</summary>
    private static void DecideTrailingDays(KmsRequest request, KmsKey key) =>
        request.Conditions["kms:TrailingDaysWithoutKeyUsage"] = [((long)(request.Now - (key.LastUse?.Time ?? key.Created)).TotalDays).ToString(CultureInfo.InvariantCulture)];
}
