namespace KmsGuard.Testing.Engine;

/// <summary>Another name of a key, in the key's account and Region.</summary>
internal sealed class KmsAlias(string name, KmsKey target, DateTimeOffset created)
{
    internal string Name { get; } = name;

    internal string Arn { get; } = $"arn:aws:kms:{target.Region}:{target.Account}:{name}";

    internal KmsKey Target { get; set; } = target;

    internal DateTimeOffset Created { get; } = created;

    internal DateTimeOffset Updated { get; set; } = created;
}
