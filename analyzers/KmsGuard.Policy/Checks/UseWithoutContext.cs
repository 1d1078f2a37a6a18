namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3009: use of a key that no encryption context narrows.</summary>
internal static class UseWithoutContext
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3009",
        PolicySeverity.Hidden,
        "Use allowed without an encryption context",
        "'{0}' is allowed for data of every encryption context: require kms:EncryptionContext: with the pairs that this principal's data has",
        "A condition on the encryption context narrows a principal to the data that it is about, though all of it is under one key.");

    private static readonly string[] Bounds = ["kms:EncryptionContext", "kms:ViaService", "aws:SourceArn", "aws:SourceAccount", "kms:RecipientAttestation:"];

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow || !statement.HasAllConditions || document.Kind == PolicyKind.Guardrail
            || statement.Conditions.Any(static condition => Array.Exists(Bounds, condition.IsIn))
            // A service's context is its own; an account delegates; everything at once is KMSG3001's.
            || statement.Principals.Node is not null && !statement.Principals.All.Any(static one => one is { IsNotAccount: true, Type: "AWS" })
            || statement.Actions.Texts.Any(static one => one.Text.Trim('*') == "kms:")
            || document.DeniesByContext)
            return;
        if (statement.ActionWhere(static action => action.TakesContext) is { } use)
            findings.Add(Rule, use, use.Text);
    }
}
