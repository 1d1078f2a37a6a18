namespace KmsGuard.Testing.Engine;

/// <summary>Another name of a key, in its account and Region.</summary>
internal sealed class KmsAlias(string name, string account, string region, KmsKey target, DateTimeOffset created)
{
    internal string Name { get; } = name;

    internal string Account { get; } = account;

    internal string Region { get; } = region;

    internal string Arn { get; } = $"arn:aws:kms:{region}:{account}:{name}";

    internal KmsKey Target { get; set; } = target;

    internal DateTimeOffset Created { get; } = created;

    internal DateTimeOffset Updated { get; set; } = created;
}
