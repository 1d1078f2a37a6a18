using KmsGuard.Policy.Catalogue;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3016 and KMSG3066: a condition key that requests for an action never carry, so that the Allow never applies to it.</summary>
internal static class UnsupportedCondition
{
    // More are no policy that somebody wrote.
    private const int MaxPatterns = 100;

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
        if (!statement.IsAllow || statement.Conditions.Count == 0)
            return;
        var named = statement.Expanded.Where(static one => KmsCatalogue.Find(one.Written.Text) is not null).Select(static one => one.Actions[0]).Distinct().ToArray();
        // kms:* is not written for each of its actions.
        var patterns = statement.Expanded.Where(static one => one.Written.Text.Length > "kms:*".Length && !Placeholder.IsIn(one.Written.Text) && KmsCatalogue.Find(one.Written.Text) is null)
            .GroupBy(static one => one.Written.Text).Select(static group => group.First()).Take(MaxPatterns).ToArray();
        foreach (var condition in statement.Conditions.Where(static one => one is { HoldsWithoutKey: false, OperatorType: not null, KnownKey.IsOfKms: true }))
        {
            var key = condition.KnownKey!;
            if (!KmsCatalogue.IsCarried(key))
                continue;
            var lacking = named.Where(one => !one.Supports(key)).Select(static one => one.Name).ToArray();
            if (lacking.Length > 0)
                findings.Add(Definite, condition.KeyNode, List(lacking), condition.KeyNode.Text, lacking.Length == 1 ? "it" : "them");
            else if (Array.Find(patterns, one => Array.Exists(one.Actions, action => Lacks(action, key))) is { Actions: { } all, Written: var pattern })
                findings.Add(Maybe, condition.KeyNode, List([.. all.Where(action => Lacks(action, key)).Select(static one => one.Name)]), pattern.Text, condition.KeyNode.Text);
        }
    }

    // What is not about one key, the pattern did not mean.
    private static bool Lacks(KmsAction action, ConditionKey key) => action.HasKey && !action.Supports(key);

    private static string List(string[] names) => names.Length <= 3 ? string.Join(", ", names) : $"{names[0]}, {names[1]} and {names.Length - 2} others";
}
