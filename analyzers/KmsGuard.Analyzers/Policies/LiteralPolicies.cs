using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Policy;
using KmsGuard.Policy.Checks;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>The policy documents that are written in string literals, whatever becomes of the string.</summary>
internal static class LiteralPolicies
{
    // What nearly no literal contains and every policy document does.
    private const string Mark = "\"Statement\"";

    // Where a policy is given to a key. EC2 has CreateKeyPair.
    internal static readonly string[] KeyPolicies = ["PutKeyPolicy", "CreateKeyAsync", "CreateKeyRequest"];

    internal static FoundPolicy? In(IOperation literal, AwsSdkContext aws)
    {
        if (!IsMarked(literal))
            return null;
        var whole = LiteralText.Whole(literal);
        // A policy in several literals is read once, from the first one that shows what it is.
        if (whole.DescendantsAndSelf().First(IsMarked) != literal || LiteralText.Of(whole) is not { } read)
            return null;
        var text = read.Text;
        // A document that does not name KMS is another service's, unless it may be given to a key.
        if (text.IndexOf("kms", StringComparison.OrdinalIgnoreCase) < 0 && !MentionedIn.File(literal.Syntax.SyntaxTree, KeyPolicies, CancellationToken.None))
            return null;
        var json = JsonReader.Read(text);
        var kind = PolicySinks.KindOf(whole, aws);
        var findings = new List<PolicyFinding>();
        foreach (var document in json.Roots.SelectMany(root => PolicyDocument.In(root, kind)))
        {
            findings.AddRange(PolicyChecks.Run(document, isCode: true));
            if (json.Roots.Contains(document.Node))
                findings.AddRange(OfText(json, text, whole).Concat(document.IsOfKey ? NotAPolicy.OfKeyPolicy(text) : []));
        }
        return new FoundPolicy(
            findings,
            finding => Location.Create(literal.Syntax.SyntaxTree, read.Place(finding.Start, finding.End)),
            finding => read.Constants(finding.Start, finding.End),
            container => Location.Create(literal.Syntax.SyntaxTree, read.Place(container.End - 1, container.End)));
    }

    // What is no JSON here may be some when the text has been completed.
    private static IEnumerable<PolicyFinding> OfText(JsonText json, string text, IOperation whole)
    {
        var isFinished = !Placeholder.IsIn(text) && !PolicySinks.IsCompleted(whole);
        return NotAPolicy.OfText(new JsonText(json.Roots, [.. json.Problems.Where(one => isFinished || one.Kind is not (JsonProblemKind.Syntax or JsonProblemKind.Unfinished))]));
    }

    private static bool IsMarked(IOperation operation) => operation switch
    {
        ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } => text.Length > Mark.Length && text.Contains(Mark),
        IUtf8StringOperation utf8 => utf8.Value.Contains(Mark),
        _ => false,
    };
}
