using System.Text.Json.Nodes;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>Key policies.</summary>
internal static class PolicyOperations
{
    /// <summary>API_PutKeyPolicy, PolicyName: "the only valid value is default".</summary>
    private const string OnlyName = "default";

    internal static JsonObject? PutKeyPolicy(KmsRequest request)
    {
        MustBeDefault(request);
        var text = request.RequiredText("Policy", max: 131072);
        DecideLockoutCheck(request);
        var key = request.Key("kms:PutKeyPolicy");
        var policy = KeyPolicies.Parse(text);
        KeyPolicies.MustNotLockOut(request, key, policy);
        key.SetPolicy(text, policy);
        return null;
    }

    internal static JsonObject GetKeyPolicy(KmsRequest request)
    {
        var key = request.Key("kms:GetKeyPolicy");
        MustBeDefault(request);
        return new JsonObject { ["Policy"] = key.PolicyText, ["PolicyName"] = OnlyName };
    }

    internal static JsonObject ListKeyPolicies(KmsRequest request)
    {
        request.Key("kms:ListKeyPolicies");
        return Paging.Page(request, "PolicyNames", [OnlyName], name => name, name => JsonValue.Create(name), usual: 100, most: 1000);
    }

    internal static string ReadOrDefault(KmsRequest request) => request.Text("Policy", max: 131072) ?? KeyPolicies.Default(request.Caller.Account);

    /// <summary>The condition key is there only when the parameter is (developer guide, kms:BypassPolicyLockoutSafetyCheck).</summary>
    internal static void DecideLockoutCheck(KmsRequest request)
    {
        if (request.Has("BypassPolicyLockoutSafetyCheck"))
            request.Conditions["kms:BypassPolicyLockoutSafetyCheck"] = [request.Flag("BypassPolicyLockoutSafetyCheck") ? "true" : "false"];
    }

    private static void MustBeDefault(KmsRequest request)
    {
        if ((request.Text("PolicyName", max: 128) ?? OnlyName) != OnlyName)
            throw KmsError.NotFound("No such policy exists");
    }
}
