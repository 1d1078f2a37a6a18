namespace KmsGuard;

/// <summary>A keyring that keeps keys in memory, and can be told to let them go.</summary>
public interface IEvictingKeyring : IKeyring
{
    /// <summary>Drops every key that is kept for a key name, for an incident: later requests ask the key service again, and what a call already under way brings is not kept. Keys in use end with their operation.</summary>
    /// <param name="keyName">The logical key name.</param>
    /// <param name="cancellationToken">Ends the wait for keyrings further in; what this one keeps is dropped by then.</param>
    ValueTask EvictAsync(string keyName, CancellationToken cancellationToken = default);
}
