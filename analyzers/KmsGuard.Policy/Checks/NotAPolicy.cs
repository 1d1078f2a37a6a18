using System.Text;
using KmsGuard.Policy.Catalogue;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Checks;

/// <summary>KMSG3012: what AWS refuses, or reads as something else than is written.</summary>
internal static class NotAPolicy
{
    internal static readonly PolicyRule Rule = new(
        "KMSG3012",
        PolicySeverity.Warning,
        "Policy that AWS refuses",
        "{0}",
        "AWS refuses a document that is not JSON or lacks an element, in the deployment or at run time, and takes the last of two members with one name.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html#KMS-PutKeyPolicy-request-Policy
    private const int MaxKeyPolicy = 32_768;
    private const char LastLatin1 = '\u00FF';

    private static readonly string[] OfDocument = ["Version", "Id", "Statement"];

    private static readonly string[] OfStatement =
        ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    /// <summary>What is wrong with the text.</summary>
    internal static IEnumerable<PolicyFinding> OfText(JsonText json) =>
        json.Problems.Select(static problem => new PolicyFinding(Rule, problem.Start, problem.End, node: null, replacement: null, Sentence(problem)));

    /// <summary>What KMS does not take, though it is JSON.</summary>
    internal static IEnumerable<PolicyFinding> OfKeyPolicy(string text)
    {
        var other = 0;
        while (other < text.Length && text[other] <= LastLatin1 || other < text.Length && text[other] == '\uFEFF')
            other++;
        if (other < text.Length)
            yield return new PolicyFinding(Rule, other, other + 1, node: null, replacement: null, $"A key policy takes Latin-1 characters only, and '{text[other]}' (U+{(int)text[other]:X4}) is none");
        if (text.Length > MaxKeyPolicy && Encoding.UTF8.GetByteCount(text) is var bytes and > MaxKeyPolicy)
            yield return new PolicyFinding(Rule, 0, 1, node: null, replacement: null, $"A key policy has at most {MaxKeyPolicy:N0} bytes, and this has {bytes:N0}");
    }

    /// <summary>A statement that stands alone where a document should be.</summary>
    internal static PolicyFinding OfFragment(JsonNode statement) =>
        new(Rule, statement.Start, statement.Start + 1, statement, replacement: null, "This is a statement and no policy document: put it into { \"Version\": \"2012-10-17\", \"Statement\": [ ] }");

    internal static void Check(PolicyDocument document, PolicyFindings findings)
    {
        if (!document.IsStatement)
            CheckNames(document.Node, OfDocument, "a policy document", findings);
        if (document.Node["Version"] is { HasHole: false, IsBroken: false } version && version.Text is not ("2012-10-17" or "2008-10-17") && !Placeholder.IsIn(version.Text))
            findings.Add(Rule, version, "The Version of a policy is \"2012-10-17\", the version of its language");
        if (document is { IsWhole: true, Statements.Count: 0 })
            findings.Add(Rule, document.Node.Name("Statement")!, "A policy has at least one statement");
        var sids = new HashSet<string>();
        foreach (var statement in document.Statements)
        {
            CheckStatement(statement, document.Kind, findings);
            if (statement.Node["Sid"] is { HasHole: false, Text.Length: > 0 } sid && !sids.Add(sid.Text))
                findings.Add(Rule, sid, $"The Sid '{sid.Text}' is given twice; it must be unique in a document");
        }
    }

    /// <summary>What a statement lacks or has too much.</summary>
    internal static void CheckStatement(PolicyStatement statement, PolicyKind kind, PolicyFindings findings)
    {
        var node = statement.Node;
        // Whatever is missing may be in what could not be read, or in a hole.
        if (node.IsBroken)
            return;
        CheckNames(node, OfStatement, "a statement", findings);
        if (statement.Effect is { HasHole: false } effect && effect.Text is not ("Allow" or "Deny") && !Placeholder.IsIn(effect.Text) && effect.Kind != JsonKind.Object)
            findings.Add(Rule, effect, "An Effect is \"Allow\" or \"Deny\", written so");
        if (!node.HasHole)
        {
            if (Missing(statement, kind) is { } missing)
                findings.Add(Rule, node.Name("Sid") ?? node.Name("Effect") ?? node, $"This statement has no {missing}");
            if (kind == PolicyKind.Identity && (node.Name("Principal") ?? node.Name("NotPrincipal")) is { } principal)
                findings.Add(Rule, principal, "An identity policy has no Principal: it is about whoever it is attached to");
        }
        CheckArns(statement, kind, findings);
    }

    private static string? Missing(PolicyStatement statement, PolicyKind kind)
    {
        var node = statement.Node;
        bool Has(string name) => node.Name(name) is not null || node.Name("Not" + name) is not null;

        if (node.Name("Effect") is null)
            return "Effect";
        if (!Has("Action"))
            return "Action";
        if (kind == PolicyKind.Key && !Has("Principal"))
            return "Principal, which a key policy needs";
        // KMS takes it so, and it then is about no key.
        return kind is PolicyKind.Key or PolicyKind.Identity && !Has("Resource") ? "Resource, so it has no effect: in a key policy \"*\" is the key" : null;
    }

    private static void CheckNames(JsonNode node, string[] known, string where, PolicyFindings findings)
    {
        foreach (var name in node.Members.Select(static member => member.Name).Where(name => !name.HasHole && !known.Contains(name.Text) && !name.Text.StartsWith("Fn::", StringComparison.Ordinal)))
        {
            var nearest = findings.Nearest(name.Text, known);
            findings.AddFixed(Rule, name, nearest, $"There is no element '{name.Text}' in {where}, so AWS refuses it{(nearest is null ? "" : $": is '{nearest}' meant?")}");
        }
    }

    private static void CheckArns(PolicyStatement statement, PolicyKind kind, PolicyFindings findings)
    {
        foreach (var arn in statement.Resources.Texts.Concat(statement.NotResources.Texts).Where(static one => IsSpacedArn(one.Text)))
            findings.Add(Rule, arn, "An ARN has no spaces and names nothing with them");
        foreach (var principal in statement.Principals.All.Concat(statement.NotPrincipals.All))
        {
            if (IsSpacedArn(principal.Node.Text))
                findings.Add(Rule, principal.Node, "An ARN has no spaces and names nothing with them");
            else if (principal.Account.Length > 0 && principal.Account.Length != 12 && principal.Account.All(char.IsDigit))
                findings.Add(Rule, principal.Node, $"An account has 12 digits, and '{principal.Account}' has {principal.Account.Length}");
        }
        // The account of whoever calls is compared as a text.
        foreach (var value in statement.Conditions.Where(static one => one.IsAbout("kms:CallerAccount") || one.IsAbout("aws:SourceAccount") || one.IsAbout("aws:PrincipalAccount"))
            .SelectMany(static one => one.Values.Texts).Where(static one => one.Text.Length is > 0 and not 12 && one.Text.All(char.IsDigit)))
            findings.Add(Rule, value, $"An account has 12 digits, and '{value.Text}' has {value.Text.Length}");
    }

    private static bool IsSpacedArn(string text) => text.StartsWith("arn:", StringComparison.Ordinal) && text.Split(':').Take(5).Any(static part => part.Any(char.IsWhiteSpace));

    private static string Sentence(JsonProblem problem) => char.ToUpperInvariant(problem.Message[0]) + problem.Message.Substring(1) + ", so AWS refuses this document";
}
