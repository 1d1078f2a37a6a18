using KmsGuard.Policy.Catalogue;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3002: an alias where only a key counts. KMS finds the key first and then asks the policy about the key.</summary>
internal static class AliasAsResource
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3002",
        PolicySeverity.Warning,
        "Alias as the resource of a key operation",
        "The alias '{0}' matches no key, so the statement does not apply to {1}: name the key's ARN, or require the alias with the condition key kms:ResourceAliases or kms:RequestAlias",
        "KMS asks a policy about the key, never about the alias that a request named it by. An alias is the resource of CreateAlias, UpdateAlias and DeleteAlias only.");

    // The only operations on aliases: https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
    private static readonly string[] AliasActions = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"];

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        var actions = statement.Actions;
        if (!actions.IsWhole || actions.Texts.Any(static one => Array.Exists(AliasActions, name => PolicyPattern.MayMatch(one.Text, name)))
            || actions.Texts.FirstOrDefault(static one => KmsCatalogue.IsKms(one.Text)) is not { } action)
            return;
        foreach (var alias in statement.Resources.Texts.Where(static one => KmsArn.IsAlias(one.Text)))
            findings.Add(Rule, alias, alias.Text, action.Text);
    }
}
