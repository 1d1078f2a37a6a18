using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3020: who may tag any key may bring any key under the policies that go by tags.</summary>
internal static class TagsThatWiden
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3020",
        PolicySeverity.Info,
        "Tagging that widens access",
        "kms:TagResource on '{0}' is bounded only by the tag that is given: whoever has this can tag any key so that tag-based policies let him use it. Require aws:ResourceTag, too",
        "aws:RequestTag says which tag may be written and not on which key. Where access goes by tags, that is the power to take any key.");

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow || document.Kind != PolicyKind.Identity || !statement.HasAllConditions
            || !statement.Conditions.Any(static one => one.IsIn("aws:RequestTag/"))
            || !statement.Conditions.All(static one => one.IsIn("aws:RequestTag/") || one.IsAbout("aws:TagKeys") || one.IsAbout("aws:RequestedRegion"))
            || statement.ActionWhere(static action => action.Name == "kms:TagResource") is not { } action || action.Text.Trim('*') == "kms:")
            return;
        if (statement.Resources.Texts.FirstOrDefault(static one => KmsArn.IsEveryKey(one.Text) || KmsArn.IsEveryKeyOfAccount(one.Text)) is { } resource)
            findings.Add(Rule, action, resource.Text);
    }
}
