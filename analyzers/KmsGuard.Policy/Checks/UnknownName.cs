using KmsGuard.Policy.Catalogue;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3011: an action, condition key or operator that does not exist.</summary>
internal static class UnknownName
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3011",
        PolicySeverity.Warning,
        "Name that AWS does not know",
        "There is no {0} '{1}'{2}{3}",
        "What is misspelt matches nothing: an Allow grants nothing, a Deny denies nothing, and a condition that is never met takes the whole statement with it.");

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        foreach (var action in statement.Actions.Texts.Concat(statement.NotActions.Texts))
            CheckAction(action, findings);
        foreach (var condition in statement.Conditions)
            CheckCondition(statement, condition, findings);
    }

    internal static void CheckAction(JsonNode action, PolicyFindings findings)
    {
        var name = action.Text;
        if (!KmsCatalogue.IsKms(name) || Placeholder.IsIn(name) || KmsCatalogue.Matching(name).Any())
            return;
        Add(findings, action, "action of KMS", name.Contains('*') ? null : Words(name) ?? findings.Nearest(name, KmsCatalogue.Actions.Select(static one => one.Name)), "");
    }

    // kms:ReEncrypt is two actions: the words with which several begin.
    private static string? Words(string name)
    {
        var longer = KmsCatalogue.Matching(name + "*").Select(static one => one.Name).ToArray();
        return longer.Length > 1 && Array.TrueForAll(longer, one => char.IsUpper(one[name.Length])) ? longer[0].Substring(0, name.Length) + "*" : null;
    }

    private static void CheckCondition(PolicyStatement statement, PolicyCondition condition, PolicyFindings findings)
    {
        if (condition.OperatorType is null && !Placeholder.IsIn(condition.OperatorNode.Text))
        {
            var nearest = findings.Nearest(condition.Operator, KmsCatalogue.Operators);
            Add(findings, condition.OperatorNode, "condition operator", nearest is null ? null : Decorated(condition, nearest), ", so AWS refuses the document");
        }
        var key = condition.KeyNode.Text;
        if (condition.KnownKey is not null || Placeholder.IsIn(key))
            return;
        // Keys of other services are theirs to know; of all services, their statements have some that KMS never gets.
        if (KmsCatalogue.IsKms(key) || IsGlobal(key) && statement.IsAboutKms && statement.Actions.Texts.All(static one => KmsCatalogue.IsKms(one.Text)))
            Add(findings, condition.KeyNode, "condition key", Nearest(key, findings), statement.IsAllow ? ", so this Allow never applies" : "");
    }

    // "aws: MultiFactorAuthAge" is meant to be one of them, too.
    private static bool IsGlobal(string key) => key.TrimStart().StartsWith("aws:", StringComparison.OrdinalIgnoreCase);

    private static string? Nearest(string key, PolicyFindings findings) =>
        findings.Nearest(new string([.. key.Where(static one => !char.IsWhiteSpace(one))]), KmsCatalogue.ConditionKeys.Select(static one => one.Name).Where(static one => !one.EndsWith("*", StringComparison.Ordinal)));

    private static string Decorated(PolicyCondition condition, string name) =>
        (condition.IsForAll ? "ForAllValues:" : condition.IsForAny ? "ForAnyValue:" : "") + name + (condition.IsIfExists ? "IfExists" : "");

    private static void Add(PolicyFindings findings, JsonNode node, string kind, string? nearest, string effect) =>
        findings.AddFixed(Rule, node, nearest, kind, node.Text, effect, nearest is null ? "" : $": is '{nearest}' meant?");
}
