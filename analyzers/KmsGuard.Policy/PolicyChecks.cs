using KmsGuard.Policy.Checks;

namespace KmsGuard.Policy;

/// <summary>Runs every check over a document.</summary>
internal static class PolicyChecks
{
    private static readonly Action<PolicyStatement, PolicyDocument, PolicyFindings>[] OfStatements =
    [
        AllActionsGranted.Check, AliasAsResource.Check, AnyoneAllowed.Check, AdministrationAndUse.Check, UnboundedGrants.Check, UseWithoutContext.Check,
        EverythingElseAllowed.Check, OperatorAndKey.Check, DecryptOnEveryKey.Check, UnsupportedCondition.Check, ServiceWithoutSource.Check,
        NoEffectInKeyPolicy.Check, TagsThatWiden.Check, ValueThatNeverMatches.Check,
    ];

    private static readonly Action<PolicyDocument, PolicyFindings>[] OfDocuments = [AdministrationAndUse.Check, MissingMfa.Check, OtherAccountTrusted.Check, LockedOut.Check];

    /// <summary>What the rules say of a document. Code must also not name a key by its ARN; a file is configuration itself.</summary>
    internal static IReadOnlyList<PolicyFinding> Run(PolicyDocument document, bool isCode)
    {
        var findings = new PolicyFindings();
        NotAPolicy.Check(document, findings);
        foreach (var statement in document.Statements)
        {
            // What is misspelt is so whatever else is missing.
            UnknownName.Check(statement, document, findings);
            if (!statement.IsValid)
                continue;
            foreach (var check in OfStatements)
                check(statement, document, findings);
            if (isCode)
                HardCodedKey.Check(statement, document, findings);
        }
        foreach (var check in OfDocuments)
            check(document, findings);
        return findings.All;
    }
}
