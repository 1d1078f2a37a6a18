using KmsGuard.Policy.Catalogue;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3019: an action that is not about one key, in the policy of one.</summary>
internal static class NoEffectInKeyPolicy
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3019",
        PolicySeverity.Info,
        "Action without effect in a key policy",
        "'{0}' is not about one key, so a key policy cannot grant it: it belongs in an identity policy",
        "Actions such as CreateKey, ListKeys and ListAliases have no key that could be asked for its policy. Only identity policies grant them.");

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow || !document.IsOfKey)
            return;
        foreach (var action in statement.Actions.Texts.Where(static one => KmsCatalogue.Find(one.Text) is { HasKey: false }))
            findings.Add(Rule, action, action.Text);
    }
}
