using System.Security.Cryptography;
using KmsGuard.Testing.Policies;

namespace KmsGuard.Testing.Engine;

/// <summary>Permission for one principal to use one key (developer guide, grants).</summary>
internal sealed class KmsGrant(KmsKey key, DateTimeOffset created, string issuingAccount)
{
    internal KmsKey Key { get; } = key;

    internal DateTimeOffset Created { get; } = created;

    internal string IssuingAccount { get; } = issuingAccount;

    internal string Id { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>One for each CreateGrant that made or found this grant; all of them are good.</summary>
    internal List<string> Tokens { get; } = [];

    internal required string? Name { get; init; }

    internal required string Grantee { get; init; }

    internal required string? Retiring { get; init; }

    internal required IReadOnlyList<string> Operations { get; init; }

    /// <summary>The constraint EncryptionContextEquals, if there is one.</summary>
    internal required IReadOnlyDictionary<string, string>? ContextEquals { get; init; }

    /// <summary>The constraint EncryptionContextSubset, if there is one.</summary>
    internal required IReadOnlyDictionary<string, string>? ContextSubset { get; init; }

    internal bool IsFor(string principal) =>
        PrincipalArn.Names(Grantee, principal) || PrincipalArn.NamesAccount(Grantee, PrincipalArn.Account(principal));

    internal bool IsLike(KmsGrant other) =>
        Name == other.Name && Grantee == other.Grantee && Retiring == other.Retiring && IssuingAccount == other.IssuingAccount
        && Operations.Order(StringComparer.Ordinal).SequenceEqual(other.Operations.Order(StringComparer.Ordinal))
        && Same(ContextEquals, other.ContextEquals) && Same(ContextSubset, other.ContextSubset);

    /// <summary>Whether the constraints, if any, hold for a request's encryption context. They do not apply to operations that have none (API_GrantConstraints).</summary>
    internal bool Permits(string operation, IReadOnlyDictionary<string, string> context) =>
        Operations.Contains(operation, StringComparer.Ordinal)
        && (operation is "DescribeKey" or "CreateGrant" or "RetireGrant" || ((ContextEquals is null || Same(ContextEquals, context)) && (ContextSubset is null || Includes(context, ContextSubset))));

    /// <summary>API_GrantConstraints: a grant made under a constrained grant has "an equally strict or stricter encryption context constraint", and no operation more.</summary>
    internal bool PermitsToGrant(KmsGrant other) =>
        other.Operations.All(operation => Operations.Contains(operation, StringComparer.Ordinal))
        && (ContextEquals is null || Same(ContextEquals, other.ContextEquals))
        && (ContextSubset is null || Includes(other.ContextEquals ?? other.ContextSubset, ContextSubset));

    private static bool Same(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
        a is null || b is null ? a == b : a.Count == b.Count && Includes(a, b);

    private static bool Includes(IReadOnlyDictionary<string, string>? all, IReadOnlyDictionary<string, string> some) =>
        all is not null && some.All(pair => all.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
