using System.Globalization;
using System.Text.Json.Nodes;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>Rotation of key material: automatic, by the clock, and on demand, at once.</summary>
internal static class RotationOperations
{
    /// <summary>API_RotateKeyOnDemand: "a maximum of 25 times per KMS key".</summary>
    private const int MaxOnDemand = 25;

    private const int YearInDays = 365;

    internal static JsonObject? EnableKeyRotation(KmsRequest request)
    {
        var days = request.Number("RotationPeriodInDays", 90, 2560) ?? YearInDays;
        request.Conditions["kms:RotationPeriodInDays"] = [days.ToString(CultureInfo.InvariantCulture)];
        var family = Changeable(request, "kms:EnableKeyRotation").Family;
        // API_EnableKeyRotation: the period counts from the enabling. Asking for what is already so changes nothing.
        if (family.RotationDays != days)
            family.NextRotation = request.Now.AddDays(days);
        family.RotationDays = days;
        return null;
    }

    internal static JsonObject? DisableKeyRotation(KmsRequest request)
    {
        Changeable(request, "kms:DisableKeyRotation").Family.RotationDays = null;
        return null;
    }

    internal static JsonObject RotateKeyOnDemand(KmsRequest request)
    {
        var key = Changeable(request, "kms:RotateKeyOnDemand");
        if (key.Family.Materials.Count(material => material.RotationType == "ON_DEMAND") >= MaxOnDemand)
            throw new KmsError("LimitExceededException", $"The key {key.Arn} was rotated on demand {MaxOnDemand} times, which is all.");
        request.State.Rotate(key.Family, request.Now, "ON_DEMAND");
        return new JsonObject { ["KeyId"] = key.KeyId };
    }

    internal static JsonObject GetKeyRotationStatus(KmsRequest request)
    {
        var key = request.Key("kms:GetKeyRotationStatus");
        // "While a KMS key is pending deletion, its key rotation status is false."
        var enabled = key.Family.RotationDays is not null && key.DeletionDays is null;
        var answer = new JsonObject { ["KeyId"] = key.KeyId, ["KeyRotationEnabled"] = enabled };
        if (enabled)
        {
            answer["RotationPeriodInDays"] = key.Family.RotationDays;
            answer["NextRotationDate"] = Json.Time(key.Family.NextRotation);
        }
        return answer;
    }

    internal static JsonObject ListKeyRotations(KmsRequest request)
    {
        var all = request.OneOf("IncludeKeyMaterial", "ALL_KEY_MATERIAL", "ROTATIONS_ONLY") == "ALL_KEY_MATERIAL";
        var key = request.Key("kms:ListKeyRotations");
        var materials = key.Family.Materials.Select((material, number) => (material, number)).Where(item => all || item.material.RotationType is not null);
        return Paging.Page(request, "Rotations", materials, item => item.number.ToString("D10", CultureInfo.InvariantCulture), item =>
        {
            var (material, _) = item;
            var entry = new JsonObject
            {
                ["KeyId"] = key.KeyId,
                ["KeyMaterialId"] = material.Id,
                ["KeyMaterialState"] = material == key.Family.Current ? "CURRENT" : "NON_CURRENT",
            };
            if (material.RotationType is not null)
            {
                entry["RotationDate"] = Json.Time(material.Date);
                entry["RotationType"] = material.RotationType;
            }
            return entry;
        }, usual: 100, most: 1000);
    }

    /// <summary>A key whose rotation can be changed: enabled, and of a multi-Region key the primary, which sets it for all.</summary>
    private static KmsKey Changeable(KmsRequest request, string action)
    {
        var key = request.Key(action);
        key.MustBeEnabled();
        return key.IsPrimary ? key : throw KmsError.Unsupported($"{key.Arn} is a replica key; rotation of a multi-Region key is set on its primary key, in {key.Family.PrimaryRegion}.");
    }
}
