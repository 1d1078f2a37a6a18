namespace KmsGuard.Testing.Engine;

/// <summary>All keys and aliases of all accounts and Regions. Guarded by the engine's lock.</summary>
internal sealed class KmsState
{
    private readonly Dictionary<string, KmsKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KmsAlias> _aliases = new(StringComparer.Ordinal);

    /// <summary>Of all material that there ever was, so that a ciphertext of a deleted or foreign key is told from no ciphertext.</summary>
    private readonly Dictionary<Guid, KeyFamily> _handles = [];

    internal IEnumerable<KmsKey> Keys(string account, string region, DateTimeOffset now) =>
        _keys.Values.ToArray().Where(key => key.Account == account && key.Region == region && FindKey(key.Arn, now) is not null);

    internal IEnumerable<KmsAlias> Aliases(string account, string region, DateTimeOffset now) =>
        _aliases.Values.ToArray().Where(alias => alias.Account == account && alias.Region == region && FindAlias(alias.Arn, now) is not null);

    internal KmsKey? FindKey(string arn, DateTimeOffset now)
    {
        if (!_keys.TryGetValue(arn, out var key))
            return null;
        if (!(key.DeletionDate <= now))
            return key;
        Remove(key);
        return null;
    }

    internal KmsAlias? FindAlias(string arn, DateTimeOffset now) =>
        _aliases.TryGetValue(arn, out var alias) && FindKey(alias.Target.Arn, now) is not null ? alias : null;

    internal KeyFamily? FindFamily(Guid handle) => _handles.GetValueOrDefault(handle);

    internal void Add(KmsKey key)
    {
        _keys.Add(key.Arn, key);
        key.Family.Members.Add(key);
        foreach (var material in key.Family.Materials)
            _handles[material.Handle] = key.Family;
    }

    internal void AddMaterial(KeyFamily family, KeyMaterial material)
    {
        family.Materials.Add(material);
        _handles.Add(material.Handle, family);
    }

    internal void Add(KmsAlias alias) => _aliases.Add(alias.Arn, alias);

    internal void Remove(KmsAlias alias) => _aliases.Remove(alias.Arn);

    /// <summary>A deleted key takes its aliases along (developer guide, deleting keys).</summary>
    private void Remove(KmsKey key)
    {
        _keys.Remove(key.Arn);
        key.Family.Members.Remove(key);
        foreach (var alias in _aliases.Values.Where(alias => alias.Target == key).ToArray())
            _aliases.Remove(alias.Arn);
    }
}
