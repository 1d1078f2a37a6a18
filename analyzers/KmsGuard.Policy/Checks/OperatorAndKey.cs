using KmsGuard.Policy.Catalogue;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3014: an operator that does not fit what it compares, or that lets through what lacks the key.</summary>
internal static class OperatorAndKey
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3014",
        PolicySeverity.Warning,
        "Operator that does not fit its condition key",
        "{0}",
        "A comparison of the wrong type never holds. One with IfExists or ForAllValues holds for requests that do not carry the key, so that an Allow allows them.");

    // What whoever asks can leave out, and so pass.
    private static readonly string[] LeftOut = ["aws:MultiFactorAuth", "kms:EncryptionContext:"];

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        var mayLetThrough = statement is { IsAllow: true, HasAllConditions: true } && document.Kind != PolicyKind.Guardrail;
        // The keys that a request must carry for the statement to apply.
        var required = new HashSet<string>(statement.Conditions.Where(static one => !one.HoldsWithoutKey).Select(static one => Family(one.KeyNode.Text)), StringComparer.OrdinalIgnoreCase);
        foreach (var condition in statement.Conditions.Where(static one => one is { OperatorType: not null, IsNull: false, KnownKey: not null }))
        {
            if (!Fits(condition.OperatorType!, condition.KnownKey!))
                findings.Add(Rule, condition.OperatorNode, $"{condition.Operator} compares {Named(condition.OperatorType!)}, and {condition.KeyNode.Text} is {Named(condition.KnownKey!.Types[0])}, so this never holds");
            else if (mayLetThrough && !required.Contains(Family(condition.KeyNode.Text)))
                CheckAbsent(condition, findings);
        }
    }

    // A context that is there has keys, and a tag of a request, too.
    private static string Family(string key) =>
        key.StartsWith("kms:EncryptionContext", StringComparison.OrdinalIgnoreCase) ? "kms:EncryptionContext"
        : key.StartsWith("aws:RequestTag/", StringComparison.OrdinalIgnoreCase) ? "aws:TagKeys" : key;

    private static void CheckAbsent(PolicyCondition condition, PolicyFindings findings)
    {
        var key = condition.KeyNode.Text;
        if (condition.IsIfExists && Array.Exists(LeftOut, condition.IsIn))
            findings.Add(Rule, condition.OperatorNode, $"This Allow also applies to requests without {key}: leave out IfExists, which belongs in a Deny");
        else if (condition is { IsForAll: true, IsNegated: false } && (condition.KnownKey!.IsSet || condition.IsIn("kms:EncryptionContext:")))
            findings.Add(Rule, condition.OperatorNode, $"This Allow also applies to requests without {key}, for ForAllValues holds where there is none: add \"Null\": {{ \"{key}\": \"false\" }} or use ForAnyValue");
    }

    private static bool Fits(string @operator, ConditionKey key) => key.Types.Any(type =>
        type == @operator || @operator switch
        {
            "String" => type is "ARN" or "Bool" or "Numeric" or "Date",
            // A text may be an ARN.
            "ARN" => type == "String",
            "Bool" => type == "String",
            "Binary" => type == "String",
            _ => false,
        });

    private static string Named(string type) => type switch
    {
        "String" => "a text",
        "ARN" => "an ARN",
        "Numeric" => "a number",
        "Date" => "a date",
        "Bool" => "true or false",
        "IPAddress" => "an IP address",
        _ => "bytes",
    };
}
