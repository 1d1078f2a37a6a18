using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>Multi-Region keys. Replicas are there at once: the transient states Creating and Updating are not shown.</summary>
internal static partial class MultiRegionOperations
{
    internal static JsonObject ReplicateKey(KmsRequest request)
    {
        var region = request.RequiredText("ReplicaRegion", max: 32);
        var description = request.Text("Description", min: 0, max: 8192) ?? "";
        var tags = TagOperations.Read(request);
        if (!RegionPattern().IsMatch(region))
            throw KmsError.Constraint("ReplicaRegion", "Member must satisfy regular expression pattern: ^([a-z]+-){2,3}\\d+$", region);
        request.Conditions["kms:ReplicaRegion"] = [region];
        var primary = request.Key("kms:ReplicateKey");
        // API_ReplicateKey, required permissions: kms:CreateKey in the replica's Region, and kms:TagResource for tags.
        Authorizer.RequireIdentity(request, "kms:CreateKey", "*");
        if (tags.Count > 0)
            Authorizer.RequireIdentity(request, "kms:TagResource", "*");
        MustBePrimary(primary);
        primary.MustBeEnabled();
        if (primary.Family.Members.Exists(member => member.Region == region))
            throw new KmsError("AlreadyExistsException", $"The key {primary.KeyId} is in {region} already.");
        var replica = new KmsKey(primary.Family, primary.Account, region, request.Now, PolicyOperations.ReadOrDefault(request)) { Description = description };
        KeyPolicies.MustNotLockOut(request, replica, replica.Policy);
        TagOperations.Apply(replica, tags);
        request.State.Add(replica);
        request.Resources.Add(replica.Arn);
        return new JsonObject
        {
            ["ReplicaKeyMetadata"] = KeyOperations.Metadata(replica),
            ["ReplicaPolicy"] = replica.PolicyText,
            ["ReplicaTags"] = new JsonArray([.. replica.Tags.Select(TagOperations.Write)]),
        };
    }

    internal static JsonObject? UpdatePrimaryRegion(KmsRequest request)
    {
        var region = request.RequiredText("PrimaryRegion", max: 32);
        request.Conditions["kms:PrimaryRegion"] = [region];
        var primary = request.Key("kms:UpdatePrimaryRegion");
        MustBePrimary(primary);
        primary.MustBeEnabled();
        if (region == primary.Region)
            throw KmsError.Unsupported($"{primary.Arn} is the primary key already.");
        var replica = primary.Family.Members.Find(member => member.Region == region) ?? throw KmsError.NotFound($"There is no replica of {primary.KeyId} in {region}.");
        // API_UpdatePrimaryRegion, required permissions: on the current primary key and on the replica that becomes it.
        Authorizer.RequireKey(request, "kms:UpdatePrimaryRegion", replica);
        replica.MustBeEnabled();
        primary.Family.PrimaryRegion = region;
        return null;
    }

    private static void MustBePrimary(KmsKey key)
    {
        if (!key.Family.MultiRegion)
            throw KmsError.Unsupported($"{key.Arn} is not a multi-Region key.");
        if (!key.IsPrimary)
            throw KmsError.Unsupported($"{key.Arn} is a replica key; its primary key is in {key.Family.PrimaryRegion}.");
    }

    [GeneratedRegex("^(?:[a-z]+-){2,3}[0-9]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionPattern();
}
