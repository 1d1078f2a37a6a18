namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3007: a key policy trusts the whole of another account.</summary>
internal static class OtherAccountTrusted
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3007",
        PolicySeverity.Info,
        "Another account trusted without a condition",
        "Account {0} decides alone who of its users and roles may use this key: name the roles, or narrow the statement by a condition",
        "The root of another account as principal hands over to that account's own policies. That is how keys are shared; who may use the key is then no longer visible here.");

    internal static void Check(PolicyDocument document, PolicyFindings findings)
    {
        if (!document.IsOfKey)
            return;
        // The account that owns the key has everything; where several have, it is not known which one that is.
        var owners = document.Statements.Where(static one => one.IsAllow && one.Actions.Texts.Any(static action => action.Text.Equals("kms:*", StringComparison.OrdinalIgnoreCase)))
            .SelectMany(static one => one.Principals.All).Where(static one => one.IsAccount).Select(static one => one.Account).Distinct().ToArray();
        if (owners.Length != 1)
            return;
        foreach (var statement in document.Statements.Where(static one => one is { IsValid: true, IsAllow: true, HasAllConditions: true, Conditions.Count: 0 }))
        {
            foreach (var other in statement.Principals.All.Where(one => one.IsAccount && one.Account != owners[0] && one.Account.All(char.IsDigit)))
                findings.Add(Rule, other.Node, other.Account);
        }
    }
}
