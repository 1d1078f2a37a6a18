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
        _aliases.Values.ToArray().Where(alias => alias.Target.Account == account && alias.Target.Region == region && FindAlias(alias.Arn, now) is not null);

    internal IEnumerable<KmsAlias> AliasesOf(KmsKey key) => _aliases.Values.Where(alias => alias.Target == key);

    /// <summary>The key, if it exists, as it is now: what time has brought since (deletion, rotation) is done here.</summary>
    internal KmsKey? FindKey(string arn, DateTimeOffset now)
    {
        if (!_keys.TryGetValue(arn, out var key))
            return null;
        // Replicas first: the primary's own waiting period begins when the last of them is gone.
        foreach (var member in key.Family.Members.OrderBy(member => member.IsPrimary).ThenBy(member => member.DeletionDate).ToArray())
        {
            if (member.DeletionDate <= now)
                Remove(member);
        }
        Rotate(key.Family, now);
        return _keys.GetValueOrDefault(arn);
    }

    internal KmsAlias? FindAlias(string arn, DateTimeOffset now) =>
        _aliases.TryGetValue(arn, out var alias) && FindKey(alias.Target.Arn, now) is not null ? alias : null;

    internal IEnumerable<KmsGrant> Grants(string region, DateTimeOffset now) =>
        _keys.Values.ToArray().Where(key => key.Region == region && FindKey(key.Arn, now) is not null).SelectMany(key => key.Grants);

    internal KeyFamily? FindFamily(Guid handle) => _handles.GetValueOrDefault(handle);

    internal void Add(KmsKey key)
    {
        _keys.Add(key.Arn, key);
        key.Family.Members.Add(key);
        foreach (var material in key.Family.Materials)
            _handles[material.Handle] = key.Family;
    }

    internal void Rotate(KeyFamily family, DateTimeOffset date, string rotationType)
    {
        var material = new KeyMaterial(date, rotationType);
        family.Materials.Add(material);
        _handles.Add(material.Handle, family);
    }

    /// <summary>The automatic rotations that are due. A key that is disabled or waits for its deletion is not rotated (developer guide, rotating keys).</summary>
    private void Rotate(KeyFamily family, DateTimeOffset now)
    {
        while (family.RotationDays is { } days && family.Primary?.State == "Enabled" && family.NextRotation <= now)
        {
            Rotate(family, family.NextRotation, "AUTOMATIC");
            family.NextRotation += TimeSpan.FromDays(days);
        }
    }

    /// <summary>API_GetKeyRotationStatus: a key that missed its rotation while it was disabled is rotated at once, and every period thereafter.</summary>
    internal void CatchUpRotation(KeyFamily family, DateTimeOffset now)
    {
        if (family.RotationDays is not { } days || family.NextRotation > now)
            return;
        Rotate(family, now, "AUTOMATIC");
        family.NextRotation = now.AddDays(days);
    }

    internal void Add(KmsAlias alias) => _aliases.Add(alias.Arn, alias);

    internal void Remove(KmsAlias alias) => _aliases.Remove(alias.Arn);

    /// <summary>A deleted key takes its aliases along (developer guide, deleting keys).</summary>
    private void Remove(KmsKey key)
    {
        _keys.Remove(key.Arn);
        key.Family.Members.Remove(key);
        if (key.Family.Members is [{ IsPrimary: true, DeletionDays: { } days, DeletionDate: null } primary])
            primary.DeletionDate = key.DeletionDate!.Value.AddDays(days);
        foreach (var alias in AliasesOf(key).ToArray())
            _aliases.Remove(alias.Arn);
    }
}
