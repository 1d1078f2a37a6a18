using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3001: everything is allowed. Only the account's own statement of a key policy may do so: it hands over to the account's policies.</summary>
internal static class AllActionsGranted
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3001",
        PolicySeverity.Warning,
        "Every action of KMS granted",
        "'{0}' lets {1} do everything with {2}, as far as changing its policy and deleting it: name the actions that are used",
        "A principal that may do everything with a key may give it away and destroy it. Only a key policy's statement for its own account has kms:*, because it grants nothing by itself and lets the account's policies grant.");

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow || document.Kind is PolicyKind.Guardrail or PolicyKind.Trust)
            return;
        var isOfKey = document.IsOfKey || statement.Resources.Texts.Any(static one => KmsArn.IsKms(one.Text));
        var all = statement.Actions.Texts.FirstOrDefault(one => IsAllOfKms(one.Text) || one.Text == "*" && isOfKey);
        if (all is null || Grantee(statement) is not { } grantee)
            return;
        findings.Add(Rule, all, all.Text, grantee, document.IsOfKey ? "the key" : "every key that it is about");
    }

    // The stars may be several.
    private static bool IsAllOfKms(string action) =>
        action.StartsWith("kms:*", StringComparison.OrdinalIgnoreCase) && action.Substring("kms:".Length).Trim('*').Length == 0;

    // Whoever certainly is not the account; without principals, those that the policy is attached to.
    private static string? Grantee(PolicyStatement statement)
    {
        if (statement.NotPrincipals.Node is not null)
            return "nearly everyone";
        if (statement.Principals.Node is null)
            return statement.Node.HasHole || statement.Node.IsBroken ? null : "whoever has this policy";
        return statement.Principals.All.FirstOrDefault(static one => one.IsNotAccount) is { } other ? Name(other) : null;
    }

    private static string Name(PolicyPrincipal principal) => principal.IsAnyone ? "anyone" : $"'{principal.Node.Text}'";
}
