using System.Text.Json;

namespace KmsGuard.Testing.Policies;

/// <summary>A key policy or an identity-based policy (IAM User Guide, IAM JSON policy reference).</summary>
internal sealed class PolicyDocument
{
    private static readonly string[] Versions = ["2012-10-17", "2008-10-17"];
    private static readonly string[] Elements = ["Version", "Id", "Statement"];

    private PolicyDocument(IReadOnlyList<PolicyStatement> statements) => Statements = statements;

    internal IReadOnlyList<PolicyStatement> Statements { get; }

    /// <summary>Reads a document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="forKey">Whether it is a key policy, whose statements name principals; those of an identity-based policy do not.</param>
    /// <exception cref="FormatException">What is wrong with it.</exception>
    internal static PolicyDocument Parse(string json, bool forKey)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException("This policy contains invalid Json");
            PolicyStatement.CheckElements(root, Elements);
            // Without a Version a policy is a 2008-10-17 one.
            if (root.TryGetProperty("Version", out var version) && !(version.ValueKind == JsonValueKind.String && Versions.Contains(version.GetString())))
                throw new FormatException("The policy must contain a valid version string");
            if (!root.TryGetProperty("Statement", out var statements))
                throw new FormatException("Syntax errors in policy: Missing required field Statement");
            IEnumerable<JsonElement> list = statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray() : [statements];
            var parsed = list.Select(statement => PolicyStatement.Parse(statement, forKey)).ToArray();
            return parsed.Length > 0 ? new PolicyDocument(parsed) : throw new FormatException("Could not parse the policy: Statement is empty!");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not Unicode.
            throw new FormatException("This policy contains invalid Json", problem);
        }
    }
}
