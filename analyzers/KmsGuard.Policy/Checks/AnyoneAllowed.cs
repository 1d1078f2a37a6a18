using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3004: anyone is allowed, and nothing says who that is.</summary>
internal static class AnyoneAllowed
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3004",
        PolicySeverity.Warning,
        "Anyone allowed to use a key",
        "'{0}' allows {1} to anyone in any account: name the principals, or narrow them by a condition such as kms:CallerAccount or aws:PrincipalOrgID",
        "A key policy that allows everyone without a condition on who calls opens the key to every AWS account.");

    // Conditions that say who calls, or from where. What else a request holds, anyone can send.
    private static readonly string[] WhoCalls =
    [
        "kms:CallerAccount", "kms:ViaService", "kms:RecipientAttestation:", "kms:GranteePrincipal", "kms:GrantConstraintSourceArn", "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrg", "aws:PrincipalTag/",
        "aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:userid",
        "aws:username", "aws:Source", "aws:Vpc", "aws:VpcSourceIp", "aws:FederatedProvider", "aws:CalledVia", "aws:Ec2InstanceSource", "aws:AssumedRoot",
        "aws:SignInSessionArn", "aws:Chatbot", "codebuild:", "ec2:", "glue:", "lambda:", "ssm:", "identitystore:", "saml:", "cognito-identity",
    ];

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow || !document.IsOfKey || !statement.HasAllConditions || statement.Conditions.Any(IsNarrow))
            return;
        foreach (var anyone in statement.Principals.All.Where(static one => one.IsAnyone || one.IsInAnyAccount))
            findings.Add(Rule, anyone.Node, anyone.Node.Text, Actions(statement));
    }

    private static bool IsNarrow(PolicyCondition condition) =>
        condition.Narrows && (condition.IsForeign || Array.Exists(WhoCalls, condition.IsIn));

    private static string Actions(PolicyStatement statement) =>
        statement.Actions.Texts is [{ } only] ? only.Text : statement.Actions.Texts.Count == 0 ? "everything else" : $"{statement.Actions.Texts[0].Text} and other actions";
}
