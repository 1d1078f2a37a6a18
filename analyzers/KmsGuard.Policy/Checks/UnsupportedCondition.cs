using KmsGuard.Policy.Catalogue;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3016 and KMSG3066: a condition key that requests for an action never carry, so that the Allow never applies to it.</summary>
internal static class UnsupportedCondition
{
    internal static readonly PolicyRule Definite = new(
        "KMSG3016",
        PolicySeverity.Warning,
        "Condition key that an action does not have",
        "Requests for {0} never carry '{1}', so this Allow never applies to {2}: move {2} to a statement without the condition",
        "A condition on a key that a request does not carry does not hold. What looks like a bounded permission is none, and what needs it fails.");

    internal static readonly PolicyRule Maybe = new(
        "KMSG3066",
        PolicySeverity.Info,
        "Condition key that an action of a pattern does not have",
        "Requests for {0}, which '{1}' includes, never carry '{2}', so this Allow does not apply to them",
        Definite.Description);

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow)
            return;
        foreach (var condition in statement.Conditions.Where(static one => one is { HoldsWithoutKey: false, OperatorType: not null, KnownKey.IsOfKms: true }))
        {
            var key = condition.KnownKey!;
            // A key that no action has any more is not one that somebody chose.
            if (!KmsCatalogue.Actions.Any(action => action.Supports(key)))
                continue;
            var named = statement.Actions.Texts.Select(static one => KmsCatalogue.Find(one.Text)).Where(one => one is not null && !one.Supports(key)).Select(static one => one!.Name).Distinct().ToArray();
            if (named.Length > 0)
                findings.Add(Definite, condition.KeyNode, List(named), condition.KeyNode.Text, named.Length == 1 ? "it" : "them");
            else
                CheckPatterns(statement, condition, key, findings);
        }
    }

    private static void CheckPatterns(PolicyStatement statement, PolicyCondition condition, ConditionKey key, PolicyFindings findings)
    {
        // kms:* is not written for each of its actions.
        foreach (var pattern in statement.Actions.Texts.Where(static one => KmsCatalogue.IsKms(one.Text) && one.Text.Length > "kms:*".Length && !Placeholder.IsIn(one.Text)))
        {
            var lacking = KmsCatalogue.Matching(pattern.Text).Where(action => action.HasKey && !action.Supports(key)).Select(static one => one.Name).ToArray();
            if (lacking.Length > 0)
            {
                findings.Add(Maybe, condition.KeyNode, List(lacking), pattern.Text, condition.KeyNode.Text);
                return;
            }
        }
    }

    private static string List(string[] names) => names.Length <= 3 ? string.Join(", ", names) : $"{names[0]}, {names[1]} and {names.Length - 2} others";
}
