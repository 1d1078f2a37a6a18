using KmsGuard.Policy.Catalogue;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3010: an Allow that says what it does not allow.</summary>
internal static class EverythingElseAllowed
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3010",
        PolicySeverity.Warning,
        "Allow of everything else",
        "An Allow with {0} allows {1}, and whatever AWS adds: name what is meant with {2}",
        "NotPrincipal, NotAction and NotResource are made for Deny. In an Allow they grant all that is not written, today's and tomorrow's.");

    internal static void Check(PolicyStatement statement, PolicyDocument document, PolicyFindings findings)
    {
        if (!statement.IsAllow || document.Kind == PolicyKind.Guardrail)
            return;
        if (statement.Node.Name("NotPrincipal") is { } notPrincipal && (document.IsOfKey || statement.IsAboutKms))
            findings.Add(Rule, notPrincipal, "NotPrincipal", "everyone else, anonymous callers among them,", "Principal");
        if (statement.Node.Name("NotAction") is { } notAction && GrantsKms(statement, document))
            findings.Add(Rule, notAction, "NotAction", "every other action", "Action");
        if (statement.Node.Name("NotResource") is { } notResource && statement.IsAboutKms)
            findings.Add(Rule, notResource, "NotResource", "every other resource", "Resource");
    }

    // In a policy about keys. That other policies leave KMS in is not what they are about.
    private static bool GrantsKms(PolicyStatement statement, PolicyDocument document) =>
        (document.IsOfKey || statement.Resources.Texts.Any(static one => KmsArn.IsKms(one.Text)) || statement.NotActions.Texts.Any(static one => KmsCatalogue.IsKms(one.Text)))
        && !statement.NotActions.Texts.Any(static one => one.Text.Equals("kms:*", StringComparison.OrdinalIgnoreCase));
}
