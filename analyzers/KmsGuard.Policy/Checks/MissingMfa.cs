using KmsGuard.Policy.Catalogue;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3006 and KMSG3056: the actions that the whitepaper wants behind MFA, without it or with a condition that does not force it.</summary>
internal static class MissingMfa
{
    internal static readonly PolicyRule Missing = new(
        "KMSG3006",
        PolicySeverity.Hidden,
        "Critical action allowed without MFA",
        "'{0}' is allowed without multi-factor authentication: require aws:MultiFactorAuthPresent or aws:MultiFactorAuthAge",
        "PutKeyPolicy, ScheduleKeyDeletion, DeleteAlias and DeleteImportedKeyMaterial cannot be undone, or give the key away: a stolen password alone must not be enough.");

    internal static readonly PolicyRule Unforced = new(
        "KMSG3056",
        PolicySeverity.Info,
        "MFA condition that does not force MFA",
        "{0}",
        "A condition of an Allow does not keep other statements from allowing the same, and credentials without a session carry no aws:MultiFactorAuthPresent at all. What forces MFA is a Deny with BoolIfExists.");

    private const string Present = "aws:MultiFactorAuthPresent";
    private const string Age = "aws:MultiFactorAuthAge";

    private static readonly KmsAction[] Critical = [.. KmsCatalogue.Actions.Where(static action => action.AsksForMfa)];

    internal static void Check(PolicyDocument document, PolicyFindings findings)
    {
        if (document.Kind is PolicyKind.Guardrail or PolicyKind.Trust)
            return;
        var forced = new HashSet<KmsAction>(document.Statements.Where(Forces).SelectMany(static deny => Critical.Where(action => IsAbout(deny, action))));
        var open = new HashSet<KmsAction>(document.Statements.Where(AllowsWithoutMfa).SelectMany(static one => one.KmsActions));
        foreach (var statement in document.Statements.Where(static one => one.IsValid))
        {
            if (statement.IsAllow)
                CheckAllow(statement, forced, open, findings);
            else if (statement.IsDeny && statement.IsAboutKms && statement.Conditions.FirstOrDefault(MissesKeys) is { } condition)
                findings.Add(Unforced, condition.OperatorNode, "This Deny does not apply to long-term credentials, which carry no aws:MultiFactorAuthPresent: use BoolIfExists");
        }
    }

    private static void CheckAllow(PolicyStatement statement, HashSet<KmsAction> forced, HashSet<KmsAction> open, PolicyFindings findings)
    {
        // Services have no second factor; an account delegates; everything at once is KMSG3001's.
        if (statement.Actions.Texts.Any(static one => one.Text.Trim('*') == "kms:") || statement.ActionWhere(action => action.AsksForMfa && !forced.Contains(action)) is not { } critical
            || statement.Principals.Node is not null && !statement.Principals.All.Any(static one => one is { IsNotAccount: true, Type: "AWS" }))
            return;
        if (statement.Conditions.FirstOrDefault(IsMfa) is { } condition)
        {
            if (statement.KmsActions.Any(action => action.AsksForMfa && open.Contains(action)))
                findings.Add(Unforced, condition.KeyNode, $"Another statement allows '{critical.Text}' without this condition: MFA is forced only by a Deny with BoolIfExists");
        }
        else if (statement.HasAllConditions)
        {
            findings.AddMissing(Missing, critical, statement.Node["Condition"] is null ? statement.Node : null, critical.Text);
        }
    }

    private static bool IsMfa(PolicyCondition condition) => condition.IsAbout(Present) || condition.IsAbout(Age);

    private static bool MissesKeys(PolicyCondition condition) =>
        condition.IsAbout(Present) && condition is { OperatorType: "Bool", IsIfExists: false } && condition.Values.Texts.Any(static one => one.Text.Equals("false", StringComparison.OrdinalIgnoreCase));

    private static bool Forces(PolicyStatement deny) => deny.IsDeny && deny.Conditions.Any(static one => IsMfa(one) && (one.IsIfExists || one.IsNull));

    // With NotAction it is about all that is not named; what is not known may be.
    private static bool IsAbout(PolicyStatement deny, KmsAction action) =>
        !deny.Actions.IsWhole || deny.Actions.Texts.Any(one => PolicyPattern.MayMatch(one.Text, action.Name))
        || deny.Node.Name("NotAction") is not null && !deny.NotActions.Texts.Any(one => PolicyPattern.MayMatch(one.Text, action.Name));

    private static bool AllowsWithoutMfa(PolicyStatement statement) => statement is { IsAllow: true, HasAllConditions: true } && !statement.Conditions.Any(IsMfa);
}
