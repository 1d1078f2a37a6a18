using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>A policy document.</summary>
internal sealed class PolicyDocument
{
    private PolicyDocument(JsonNode node, IReadOnlyList<PolicyStatement> statements, PolicyKind kind, bool isWhole)
    {
        Node = node;
        Statements = statements;
        Kind = kind == PolicyKind.Unknown ? PolicyKinds.Of(statements) : kind;
        IsWhole = isWhole;
        DeniesByContext = statements.Any(static deny => deny.IsDeny && deny.Conditions.Any(static condition => condition.IsIn("kms:EncryptionContext")));
    }

    /// <summary>The document, or the statement where it stands alone.</summary>
    internal JsonNode Node { get; }

    internal IReadOnlyList<PolicyStatement> Statements { get; }

    internal PolicyKind Kind { get; }

    /// <summary>Whether it is one statement without a document around it.</summary>
    internal bool IsStatement => Statements is [{ } only] && only.Node == Node;

    /// <summary>Whether these are all its statements: it is a document, and no hole stands for more.</summary>
    internal bool IsWhole { get; }

    /// <summary>Whether it may be the policy of a key.</summary>
    internal bool IsOfKey => Kind == PolicyKind.Key;

    /// <summary>Whether a Deny is about the encryption context, as one is that asks for it.</summary>
    internal bool DeniesByContext { get; }

    /// <summary>A statement that stands alone.</summary>
    internal static PolicyDocument OfStatement(JsonNode statement, PolicyKind kind) => new(statement, [new PolicyStatement(statement)], kind, isWhole: false);

    /// <summary>A document, or null where the object is none: it has no <c>Statement</c>, or that is nothing of AWS's.</summary>
    internal static PolicyDocument? Of(JsonNode node, PolicyKind kind = PolicyKind.Unknown)
    {
        if (node.Kind != JsonKind.Object || node["Statement"] is not { } element)
            return null;
        var statements = (element.Kind == JsonKind.Array ? element.Items : [element]).Where(static one => one.Kind == JsonKind.Object).ToArray();
        return Array.Exists(statements, LooksLikeStatement) || node["Version"] is { Text: "2012-10-17" or "2008-10-17" } && (statements.Length > 0 || element is { Kind: JsonKind.Array, Items.Count: 0 })
            ? new PolicyDocument(
                node,
                [.. statements.Select(static one => new PolicyStatement(one))],
                kind,
                isWhole: node is { HasHole: false, IsBroken: false } && !element.HasHole && (element.Kind != JsonKind.Array || statements.Length == element.Items.Count))
            : null;
    }

    /// <summary>Every policy document in a JSON value: itself, or deeper in it, as templates hold them.</summary>
    internal static IEnumerable<PolicyDocument> In(JsonNode node, PolicyKind kind)
    {
        if (Of(node, kind) is { } document)
        {
            yield return document;
            yield break;
        }
        foreach (var member in node.Members)
        {
            foreach (var found in In(member.Value, PolicyKinds.OfProperty(member.Name.Text) is var known && known != PolicyKind.Unknown ? known : kind))
                yield return found;
        }
        foreach (var found in node.Items.SelectMany(item => In(item, kind)))
            yield return found;
    }

    /// <summary>Whether an object looks like a statement, finished or not.</summary>
    internal static bool LooksLikeStatement(JsonNode node) =>
        node.Kind == JsonKind.Object && (node["Effect"] is not null ? 1 : 0) + ((node["Action"] ?? node["NotAction"]) is not null ? 1 : 0)
            + ((node["Resource"] ?? node["NotResource"] ?? node["Principal"] ?? node["NotPrincipal"]) is not null ? 1 : 0) >= 2;
}
