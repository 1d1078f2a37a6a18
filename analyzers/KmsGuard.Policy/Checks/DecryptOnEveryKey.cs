using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3015: an identity policy that lets its holder decrypt under every key that lets him.</summary>
internal static class DecryptOnEveryKey
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3015",
        PolicySeverity.Warning,
        "Decryption under every key",
        "'{0}' is allowed on '{1}', which is every key, those of other accounts among them: name the keys, or require kms:ViaService, kms:ResourceAliases, aws:ResourceTag or aws:ResourceAccount",
        "The policy opens every key whose own policy hands over to this account, in every account and also those that are made tomorrow (Security Hub KMS.1 and KMS.2).");

    // To change a key's policy, or to make a grant, is to decrypt with it.
    private static readonly string[] Decrypts = ["kms:Decrypt", "kms:ReEncryptFrom", "kms:PutKeyPolicy"];

    private static readonly string[] Bounds =
    [
        "kms:ViaService", "kms:ResourceAliases", "kms:RequestAlias", "kms:EncryptionContext", "kms:RecipientAttestation:", "kms:CallerAccount", "aws:Resource", "aws:CalledVia", "aws:ViaAWSService",
    ];

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow || document.Kind != PolicyKind.Identity || !statement.HasAllConditions
            || statement.Conditions.Any(static condition => !condition.HoldsWithoutKey && (condition.IsForeign || Array.Exists(Bounds, condition.IsIn)))
            || statement.Actions.Texts.Any(static one => one.Text.Trim('*') == "kms:"))
            return;
        var action = statement.ActionWhere(static one => Decrypts.Contains(one.Name));
        var resource = statement.Resources.Texts.FirstOrDefault(static one => KmsArn.IsEveryKey(one.Text));
        if (action is not null && resource is not null)
            findings.Add(Rule, resource, action.Text, resource.Text);
    }
}
