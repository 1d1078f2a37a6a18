using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>Tells the kinds of policies apart by what they say, and by what holds them.</summary>
internal static class PolicyKinds
{
    // The words of file names that are about limits: a policy of that kind looks like any other.
    private static readonly (string Word, PolicyKind Kind)[] Words =
    [
        ("scp", PolicyKind.Guardrail), ("rcp", PolicyKind.Guardrail), ("boundary", PolicyKind.Guardrail), ("guardrail", PolicyKind.Guardrail),
        ("vpce", PolicyKind.Guardrail), ("endpoint", PolicyKind.Guardrail), ("servicecontrol", PolicyKind.Guardrail),
    ];

    internal static PolicyKind Of(IReadOnlyList<PolicyStatement> statements)
    {
        if (statements.All(static one => one.Principals.Node is null && one.NotPrincipals.Node is null))
            return statements.Any(static one => one.Node.HasHole || one.Node.IsBroken) ? PolicyKind.Unknown : PolicyKind.Identity;
        var actions = statements.SelectMany(static one => one.Actions.Texts.Concat(one.NotActions.Texts)).Select(static one => one.Text).ToArray();
        if (actions.Length > 0 && Array.TrueForAll(actions, static one => Is(one, "kms:")) && !IsElsewhere(statements))
            return PolicyKind.Key;
        if (Array.Exists(actions, static one => Is(one, "s3:")) && Array.TrueForAll(actions, static one => Is(one, "s3:") || one == "*"))
            return PolicyKind.Bucket;
        return Array.Exists(actions, static one => Is(one, "sts:AssumeRole")) ? PolicyKind.Trust : PolicyKind.Other;
    }

    /// <summary>The kind that a property of a template or request holds.</summary>
    internal static PolicyKind OfProperty(string name) => name switch
    {
        "KeyPolicy" => PolicyKind.Key,
        "AssumeRolePolicyDocument" => PolicyKind.Trust,
        _ => PolicyKind.Unknown,
    };

    /// <summary>The kind that a file's name tells, where its content cannot.</summary>
    internal static PolicyKind OfFile(string name)
    {
        var words = new string([.. name.Select(static one => char.IsLetterOrDigit(one) ? char.ToLowerInvariant(one) : ' ')]).Split(' ');
        return Array.Find(Words, known => words.Contains(known.Word)).Kind;
    }

    private static bool Is(string action, string prefix) => action.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    // Resource control policies only deny.
    private static bool IsElsewhere(IReadOnlyList<PolicyStatement> statements) => statements.All(static one => one.IsDeny);
}
