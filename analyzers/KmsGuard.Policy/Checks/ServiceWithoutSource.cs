using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3017: a service is let in, whoever it works for.</summary>
internal static class ServiceWithoutSource
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3017",
        PolicySeverity.Info,
        "Service let in for every account",
        "{0} may use this key for any account that asks it to: require aws:SourceArn or aws:SourceAccount",
        "A service principal acts for all of AWS's customers. Without a condition on the source, somebody else's resource can make it use the key (the confused deputy).");

    private static readonly string[] Sources = ["aws:Source", "aws:PrincipalOrg", "aws:PrincipalAccount", "kms:CallerAccount", "kms:ViaService", "aws:ResourceAccount", "aws:ResourceOrg"];

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow || !document.IsOfKey || !statement.HasAllConditions || statement.Conditions.Any(NamesSource))
            return;
        if (statement.Principals.All.FirstOrDefault(static one => one.IsService) is { } service)
            findings.Add(Rule, service.Node, service.Node.Text);
    }

    // CloudWatch Logs and CloudTrail say for whom they work in the encryption context.
    private static bool NamesSource(PolicyCondition condition) =>
        Array.Exists(Sources, condition.IsIn) || condition.IsIn("kms:EncryptionContext") && condition.Values.Texts.Any(static one => one.Text.StartsWith("arn:", StringComparison.Ordinal) || one.HasHole || Placeholder.IsIn(one.Text));
}
