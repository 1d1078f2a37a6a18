using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>The principals of a statement, in all forms that policies have for them.</summary>
internal sealed class PolicyPrincipals
{
    internal static readonly PolicyPrincipals None = new([], isWhole: true, node: null);

    private PolicyPrincipals(IReadOnlyList<PolicyPrincipal> all, bool isWhole, JsonNode? node)
    {
        All = all;
        IsWhole = isWhole;
        Node = node;
    }

    internal IReadOnlyList<PolicyPrincipal> All { get; }

    /// <summary>Whether there are no others: no hole stands for more.</summary>
    internal bool IsWhole { get; }

    /// <summary>The element, or null where the statement has none.</summary>
    internal JsonNode? Node { get; }

    internal static PolicyPrincipals Of(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return None;
            case { Kind: JsonKind.Text }:
                return new PolicyPrincipals([new PolicyPrincipal("AWS", node)], isWhole: true, node);
            case { Kind: JsonKind.Object } when CloudFormation.Text(node) is null:
                var all = new List<PolicyPrincipal>();
                var isWhole = node is { HasHole: false, IsBroken: false };
                foreach (var member in node.Members)
                {
                    var values = PolicyValues.Of(member.Value);
                    isWhole &= values.IsWhole;
                    all.AddRange(values.Texts.Select(text => new PolicyPrincipal(member.Name.Text, text)));
                }
                return new PolicyPrincipals(all, isWhole, node);
            default:
                return new PolicyPrincipals([], isWhole: false, node);
        }
    }
}
