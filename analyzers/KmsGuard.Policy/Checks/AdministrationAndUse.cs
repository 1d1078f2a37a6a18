using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3005: the same principals may administer a key and use it.</summary>
internal static class AdministrationAndUse
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3005",
        PolicySeverity.Warning,
        "Administration and use of a key in one hand",
        "{0} is allowed both '{1}', which administers a key, and '{2}', which uses it: whoever administers a key should not read what it protects",
        "Separation of duties: with administration and use in one hand, one person or one stolen credential can read the data and then change or delete the key.");

    // Not those that every deployment does, such as naming and tagging.
    private static readonly string[] Administration =
    [
        "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DisableKeyRotation", "kms:DeleteImportedKeyMaterial", "kms:ImportKeyMaterial",
        "kms:CancelKeyDeletion", "kms:EnableKey", "kms:CreateKey", "kms:UpdatePrimaryRegion", "kms:DeleteAlias",
    ];

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!Counts(statement, document) || Administers(statement) is not { } administers || Uses(statement) is not { } uses)
            return;
        // One pattern for both, such as kms:?*, was not written to mix them.
        if (administers != uses)
            findings.Add(Rule, administers, statement.Principals.All.FirstOrDefault(static one => one.IsNotAccount) is { IsAnyone: false } one ? $"'{one.Node.Text}'" : "Whoever has this policy", administers.Text, uses.Text);
    }

    /// <summary>The same user or role in two statements of a key policy.</summary>
    internal static void Check(PolicyDocument document, PolicyFindings findings)
    {
        if (!document.IsOfKey)
            return;
        var all = document.Statements.Where(one => one.IsValid && Counts(one, document)).ToArray();
        var administrators = new Dictionary<string, JsonNode>();
        foreach (var statement in all)
        {
            if (Administers(statement) is { } action && Uses(statement) is null)
            {
                foreach (var principal in Named(statement))
                    administrators[principal.Text] = action;
            }
        }
        foreach (var statement in all.Where(static one => Administers(one) is null))
        {
            if (Uses(statement) is not { } use)
                continue;
            foreach (var principal in Named(statement).Where(one => administrators.ContainsKey(one.Text)))
                findings.Add(Rule, principal, $"'{principal.Text}'", administrators[principal.Text].Text, use.Text);
        }
    }

    // Everything at once is KMSG3001's; an account delegates, and its own policies separate; who is bounded by a tag has keys of his own.
    private static bool Counts(PolicyStatement statement, PolicyDocument document) =>
        statement.IsAllow && document.Kind != PolicyKind.Guardrail && !statement.Actions.Texts.Any(static one => one.Text.Trim('*') is "" or "kms:")
        && (statement.Principals.Node is null || statement.Principals.All.Any(static one => one.IsNotAccount))
        && statement.HasAllConditions && !statement.Conditions.Any(static one => one.IsIn("aws:ResourceTag/"));

    private static JsonNode? Administers(PolicyStatement statement) => statement.ActionWhere(static action => Administration.Contains(action.Name));

    private static JsonNode? Uses(PolicyStatement statement) => statement.ActionWhere(static action => action is { IsUse: true, HasKey: true });

    private static IEnumerable<JsonNode> Named(PolicyStatement statement) =>
        statement.Principals.All.Where(static one => one is { Type: "AWS", IsNotAccount: true, IsAnyone: false } && !one.Node.HasHole).Select(static one => one.Node);
}
