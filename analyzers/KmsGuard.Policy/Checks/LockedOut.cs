using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3013: a key policy that nobody, or nobody for long, can change.</summary>
internal static class LockedOut
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3013",
        PolicySeverity.Warning,
        "Key policy that locks everyone out",
        "{0}: give the account's root kms:*, or a role of administrators kms:PutKeyPolicy",
        "Only principals that the key policy lets call PutKeyPolicy can ever change it. A key whose administrators are gone stays as it is, and only AWS's support can help.");

    private const string Put = "kms:PutKeyPolicy";

    internal static void Check(PolicyDocument document, PolicyFindings findings)
    {
        if (!document.IsOfKey)
            return;
        foreach (var deny in document.Statements.Where(static one => one is { IsValid: true, IsDeny: true, HasAllConditions: true, Conditions.Count: 0 }))
            CheckDeny(deny, findings);
        if (!document.IsWhole || !document.Statements.All(static one => one.IsValid && one.Actions.IsWhole) || document.Statements.All(static one => !one.IsAllow) || IsOfService(document))
            return;
        var holders = document.Statements.Where(MayPut)
            .ToArray();
        if (holders.Length == 0)
            findings.Add(Rule, document.Node.Name("Statement")!, "No statement of this key policy lets anyone change it");
        // Users leave, and with the user goes the last one who could.
        else if (Array.TrueForAll(holders, static one => one.Principals is { IsWhole: true, All.Count: > 0 } && one.Principals.All.All(static principal => principal.Resource.StartsWith("user/", StringComparison.Ordinal))))
            findings.Add(Rule, holders[0].Principals.Node!, "When this user is deleted, nobody can change this key policy");
    }

    // KMS knows no stars in a principal's account, and would let nobody in.
    private static bool MayPut(PolicyStatement statement) =>
        statement.IsAllow && (statement.Actions.Texts.Any(static one => PolicyPattern.MayMatch(one.Text, Put)) || statement.Node.Name("NotAction") is not null)
        && !(statement.Principals is { IsWhole: true, All.Count: > 0 } && statement.Principals.All.All(static one => one.IsInAnyAccount));

    private static void CheckDeny(PolicyStatement deny, PolicyFindings findings)
    {
        var excepted = deny.NotPrincipals;
        if (excepted is { Node: { } node, IsWhole: true } && excepted.All.All(static one => one.IsNotAccount) && deny.Actions.Texts.Any(static one => PolicyPattern.MayMatch(one.Text, Put)))
            findings.Add(Rule, node, "This Deny includes the account itself, and with it those that it excepts");
    }

    // AWS's own keys let their services in and nobody else.
    private static bool IsOfService(PolicyDocument document) =>
        document.Statements.Any(static one => one.Conditions.Any(static condition => condition.IsAbout("kms:ViaService")) && one.Principals.All.Any(static principal => principal.IsAnyone));
}
