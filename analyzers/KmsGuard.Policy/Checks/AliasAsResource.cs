using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>An alias where only a key counts: KMS finds the key first and then asks the policy about the key.</summary>
internal static class AliasAsResource
{
    private const string Service = "kms:";

    // The only operations on aliases: https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
    private static readonly string[] AliasActions = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"];

    /// <summary>The aliases among a statement's resources, and the first action that none of them is right for.</summary>
    internal static (string Action, IEnumerable<JsonNode> Aliases)? Find(PolicyStatement statement)
    {
        var actions = statement.Actions;
        if (!actions.IsWhole || actions.Texts.Any(IsRight))
            return null;
        var action = actions.Texts.FirstOrDefault(static one => one.Text.StartsWith(Service, StringComparison.OrdinalIgnoreCase));
        return action is null ? null : (action.Text, statement.Resources.Texts.Where(static one => KmsArn.IsAlias(one.Text)));
    }

    private static bool IsRight(JsonNode action) => Array.Exists(AliasActions, name => PolicyPattern.MayMatch(action.Text, name));
}
