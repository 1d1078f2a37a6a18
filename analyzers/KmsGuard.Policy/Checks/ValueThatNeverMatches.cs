using KmsGuard.Policy.Catalogue;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3021: a condition whose value or form can never match, or does not mean what it says.</summary>
internal static class ValueThatNeverMatches
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3021",
        PolicySeverity.Warning,
        "Condition that does not mean what it says",
        "{0}",
        "StringEquals knows no wildcards, set operators are for keys that have several values, and each key has its own form. Such a condition never holds, or always.");

    private static readonly string[] Exact = ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"];

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        foreach (var condition in statement.Conditions.Where(static one => one is { OperatorType: not null, KnownKey: not null }))
        {
            var key = condition.KnownKey!;
            if ((condition.IsForAll || condition.IsForAny) && !key.IsSet && !condition.IsNull)
                findings.Add(Rule, condition.OperatorNode, $"{condition.KeyNode.Text} has one value: {(condition.IsForAll ? "ForAllValues holds also where it is missing, so" : "")} use {condition.Operator} without the prefix".Replace("  ", " "));
            if (document.IsOfKey && !key.IsInKeyPolicies)
                findings.Add(Rule, condition.KeyNode, $"{key.Name} works in identity policies only: in a key policy use kms:RequestAlias");
            if (!condition.IsNull)
                CheckValues(condition, findings);
        }
    }

    private static void CheckValues(PolicyCondition condition, PolicyFindings findings)
    {
        var isAlias = condition.IsAbout("kms:RequestAlias") || condition.IsAbout("kms:ResourceAliases");
        foreach (var value in condition.Values.Texts.Where(static one => one is { Kind: JsonKind.Text, HasHole: false } && !Placeholder.IsIn(one.Text)))
        {
            if (isAlias && value.Text.StartsWith("arn:", StringComparison.Ordinal))
                findings.Add(Rule, value, $"{condition.KnownKey!.Name} is compared with the alias itself, such as alias/name, and never equals an ARN");
            else if (value.Text.Contains('*') && Array.Exists(Exact, one => one.Equals(condition.Operator, StringComparison.OrdinalIgnoreCase)))
                findings.Add(Rule, value, $"{condition.Operator} takes '{value.Text}' as it is written, star and all: use {condition.Operator.Replace("IgnoreCase", "").Replace("Equals", "Like")} for a pattern");
            else if (condition.IsAbout("kms:ViaService") && !condition.IsNegated && IsWithoutRegion(value.Text))
                findings.Add(Rule, value, $"kms:ViaService has a Region, such as {value.Text.Substring(0, value.Text.IndexOf('.'))}.eu-west-1.amazonaws.com, so '{value.Text}' never matches");
        }
    }

    private static bool IsWithoutRegion(string service) =>
        service.Split('.') is [{ Length: > 0 } name, "amazonaws", "com"] && !name.Contains('*') && !name.Contains('?');
}
