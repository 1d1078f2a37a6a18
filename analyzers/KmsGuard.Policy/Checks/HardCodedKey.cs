namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3003: a policy in code that names one key by its ARN. In files that is where it belongs.</summary>
internal static class HardCodedKey
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3003",
        PolicySeverity.Warning,
        "Hard-coded key ARN in a policy",
        "The key ARN '{0}' is hard-coded in a policy: pass in the ARN of the key that the policy is for; in a key's own policy \"*\" is that key",
        "A key ARN in policy code ties it to one account, one Region and one key: in another environment the policy grants something else than the code means, and a replaced key is not covered.");

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        foreach (var key in statement.Resources.Texts.Concat(statement.NotResources.Texts).Concat(statement.ConditionValues).Where(static one => KmsArn.IsKey(one.Text)))
            findings.Add(Rule, key, key.Text);
    }
}
