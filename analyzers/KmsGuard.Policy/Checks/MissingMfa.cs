using KmsGuard.Policy.Json;

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

    internal static void Check(PolicyDocument document, PolicyFindings findings)
    {
        if (document.Kind is PolicyKind.Guardrail or PolicyKind.Trust)
            return;
        foreach (var statement in document.Statements.Where(static one => one.IsValid))
        {
            if (statement.IsAllow)
                CheckAllow(statement, document, findings);
            else if (statement.IsDeny && statement.Conditions.FirstOrDefault(MissesKeys) is { } condition && statement.IsAboutKms)
                findings.Add(Unforced, condition.OperatorNode, "This Deny does not apply to long-term credentials, which carry no aws:MultiFactorAuthPresent: use BoolIfExists");
        }
    }

    private static void CheckAllow(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        var critical = statement.ActionWhere(static action => action.AsksForMfa);
        // Services have no second factor; an account delegates.
        if (critical is null || statement.Principals.Node is not null && !statement.Principals.All.Any(static one => one is { IsNotAccount: true, Type: "AWS" }))
            return;
        var condition = statement.Conditions.FirstOrDefault(IsMfa);
        if (condition is null)
        {
            if (statement.HasAllConditions && !document.Statements.Any(deny => Forces(deny, statement)))
                findings.Add(Missing, critical, critical.Text);
        }
        else if (document.Statements.Any(other => AllowsWithoutMfa(other, statement)) && !document.Statements.Any(deny => Forces(deny, statement)))
        {
            findings.Add(Unforced, condition.KeyNode, $"Another statement allows '{critical.Text}' without this condition: MFA is forced only by a Deny with BoolIfExists");
        }
    }

    private static bool IsMfa(PolicyCondition condition) => condition.IsAbout(Present) || condition.IsAbout(Age);

    private static bool MissesKeys(PolicyCondition condition) =>
        condition.IsAbout(Present) && condition is { OperatorType: "Bool", IsIfExists: false } && condition.Values.Texts.Any(static one => one.Text.Equals("false", StringComparison.OrdinalIgnoreCase));

    private static bool Forces(PolicyStatement deny, PolicyStatement allow) =>
        deny.IsDeny && deny.Conditions.Any(static one => IsMfa(one) && (one.IsIfExists || one.IsNull))
        && (!deny.Actions.IsWhole || allow.KmsActions.Where(static one => one.AsksForMfa).All(action => deny.Actions.Texts.Any(one => PolicyPattern.MayMatch(one.Text, action.Name))));

    private static bool AllowsWithoutMfa(PolicyStatement other, PolicyStatement statement) =>
        other != statement && other.IsAllow && other.HasAllConditions && !other.Conditions.Any(IsMfa)
        && statement.KmsActions.Any(action => action.AsksForMfa && other.KmsActions.Contains(action));
}
