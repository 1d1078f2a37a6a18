using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3008: CreateGrant for whatever the caller likes.</summary>
internal static class UnboundedGrants
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3008",
        PolicySeverity.Info,
        "CreateGrant without a bound",
        "'{0}' is allowed without a bound: a grant gives any operation to anyone. Require kms:GrantIsForAWSResource, kms:ViaService, kms:GrantOperations or kms:GranteePrincipal",
        "Whoever may create grants may give the key's use to others, past every policy. AWS's services need grants for their resources only, which kms:GrantIsForAWSResource says.");

    private static readonly string[] Bounds =
    [
        "kms:GrantIsForAWSResource", "kms:ViaService", "kms:GrantOperations", "kms:GranteePrincipal", "kms:GranteeServicePrincipal", "kms:GrantConstraint",
        "kms:EncryptionContext", "aws:CalledVia", "aws:ViaAWSService", "aws:SourceArn", "aws:SourceAccount",
    ];

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow || !statement.HasAllConditions || document.Kind == PolicyKind.Guardrail
            || statement.Conditions.Any(static condition => !condition.HoldsWithoutKey && Array.Exists(Bounds, condition.IsIn)))
            return;
        // Administrators of the console's own policy have kms:Create*; that it takes grants in only matters where anyone may.
        var isOpen = statement.Principals.All.Any(static one => one.IsAnyone || one.IsInAnyAccount);
        var action = statement.Actions.Texts.FirstOrDefault(one => one.Text.Equals("kms:CreateGrant", StringComparison.OrdinalIgnoreCase)
            || isOpen && one.Text.Length > "kms:*".Length && PolicyPattern.MayMatch(one.Text, "kms:CreateGrant"));
        if (action is not null)
            findings.Add(Rule, action, action.Text);
    }
}
