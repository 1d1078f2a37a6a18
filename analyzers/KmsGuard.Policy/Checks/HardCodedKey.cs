using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>A policy that names one key by its ARN.</summary>
internal static class HardCodedKey
{
    internal static IEnumerable<JsonNode> Find(PolicyStatement statement) =>
        statement.Resources.Texts.Concat(statement.NotResources.Texts).Concat(statement.ConditionValues).Where(static one => KmsArn.IsKey(one.Text));
}
