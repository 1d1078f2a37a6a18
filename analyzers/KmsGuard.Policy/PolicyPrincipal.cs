using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>One principal of a statement.</summary>
internal sealed class PolicyPrincipal
{
    private static readonly string[] Kinds = ["user/", "role/", "assumed-role/", "federated-user/"];

    internal PolicyPrincipal(string type, JsonNode node)
    {
        Type = type;
        Node = node;
        var parts = node.Text.Split(':');
        if (type != "AWS")
            return;
        IsAnyone = node.Text == "*";
        // arn:partition:iam::account:root, or the account alone.
        if (parts.Length == 6 && parts[0] == "arn" && parts[2] is "iam" or "sts")
        {
            Account = parts[4];
            Resource = parts[5];
            // Anyone in any account: KMS refuses the stars, and whoever wrote them meant them.
            IsInAnyAccount = Account.Trim('*').Length == 0 && Account.Length > 0;
        }
        else if (node.Text.Length == 12 && node.Text.All(char.IsDigit))
        {
            Account = node.Text;
            Resource = "root";
        }
    }

    /// <summary>AWS, Service, Federated or CanonicalUser.</summary>
    internal string Type { get; }

    internal JsonNode Node { get; }

    /// <summary>The account that it is of, which may be a hole; empty where the text does not say.</summary>
    internal string Account { get; } = "";

    /// <summary>What it is in its account: <c>root</c>, <c>user/name</c>, <c>role/name</c>.</summary>
    internal string Resource { get; } = "";

    internal bool IsAnyone { get; }

    internal bool IsInAnyAccount { get; }

    internal bool IsService => Type == "Service";

    /// <summary>Whether it is certainly something else than the whole of one account, which delegates to the account's own policies.</summary>
    internal bool IsNotAccount => Type != "AWS" || IsAnyone || IsInAnyAccount || Array.Exists(Kinds, kind => Resource.StartsWith(kind, StringComparison.Ordinal))
        || IsDeleted;

    /// <summary>Whether it certainly stands for the whole of one account.</summary>
    internal bool IsAccount => Type == "AWS" && Resource == "root" && !IsInAnyAccount && Account.Length > 0;

    // AIDA... and AROA... are what is left of users and roles that were deleted.
    private bool IsDeleted => Node.Text.StartsWith("AIDA", StringComparison.Ordinal) || Node.Text.StartsWith("AROA", StringComparison.Ordinal);
}
