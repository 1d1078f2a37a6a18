using KmsGuard.Policy.Checks;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>Checks the text of a file: a policy document, or a template that holds some.</summary>
internal static class PolicyLint
{
    /// <summary>The kind of policy that the name of a file tells; Unknown leaves it to the content.</summary>
    internal static PolicyKind KindOf(string fileName) => PolicyKinds.OfFile(fileName);

    /// <summary>What the rules say of a text, in its order. A text that is about no policy has no findings. Never throws; linear time.</summary>
    internal static IReadOnlyList<PolicyFinding> Run(string text, PolicyKind kind = PolicyKind.Unknown) => Run(text, kind, out _);

    /// <summary>The same, and whether there is a policy in the text, or what was meant to be one.</summary>
    internal static IReadOnlyList<PolicyFinding> Run(string text, PolicyKind kind, out bool isPolicy)
    {
        isPolicy = false;
        // What every policy has, and nearly no other file.
        if (!text.Contains("\"Effect\"") && !text.Contains("\"Statement\""))
            return [];
        var json = JsonReader.Read(text);
        var findings = new List<PolicyFinding>();
        var isOne = false;
        foreach (var root in json.Roots)
        {
            foreach (var document in PolicyDocument.In(root, kind))
            {
                isPolicy = true;
                isOne |= document.Node == root;
                findings.AddRange(PolicyChecks.Run(document, isCode: false));
                if (document.Node == root && document.IsOfKey)
                    findings.AddRange(NotAPolicy.OfKeyPolicy(text));
            }
            if (PolicyDocument.LooksLikeStatement(root))
            {
                isOne = true;
                findings.Add(NotAPolicy.OfFragment(root));
                findings.AddRange(PolicyChecks.Run(PolicyDocument.OfStatement(root, kind), isCode: false));
            }
        }
        // Templates have their own tools; what is nearly a policy was meant to be one.
        if (isOne || findings.Count == 0 && json.Problems.Count > 0 && (IsTooDeep(json) || !HoldsTemplate(json) && text.Contains("\"Effect\"") && text.Contains("Action\"")))
            findings.InsertRange(0, NotAPolicy.OfText(json));
        isPolicy |= findings.Count > 0;
        return [.. findings.OrderBy(static one => one.Start)];
    }

    // Statements that lie too deep to be read: no more than their name is known.
    private static bool IsTooDeep(JsonText json) =>
        json.Problems.Any(static problem => problem.Kind == JsonProblemKind.TooDeep) && json.Roots.Any(static root => root["Statement"] is not null);

    private static bool HoldsTemplate(JsonText json) => json.Roots.Any(static root => root["Resources"] is not null || root["AWSTemplateFormatVersion"] is not null);
}
