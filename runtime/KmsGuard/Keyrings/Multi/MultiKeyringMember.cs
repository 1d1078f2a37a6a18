namespace KmsGuard;

/// <summary>One of the keyrings that a <see cref="MultiKeyring"/> wraps under.</summary>
public sealed class MultiKeyringMember
{
    /// <summary>Names a keyring for which keys it is.</summary>
    /// <param name="name">What messages and logs call it, such as <c>aws-kms</c>.</param>
    /// <param name="keyring">The keyring; disposed with the <see cref="MultiKeyring"/>.</param>
    /// <param name="keyNames">The logical key names for which it has keys; <see langword="null"/> for all.</param>
    public MultiKeyringMember(string name, IWrappingKeyring keyring, IEnumerable<string>? keyNames = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(keyring);
        Name = name;
        Keyring = keyring;
        KeyNames = keyNames?.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What messages and logs call it.</summary>
    public string Name { get; }

    /// <summary>The keyring.</summary>
    public IWrappingKeyring Keyring { get; }

    /// <summary>The logical key names for which it has keys; <see langword="null"/> for all.</summary>
    public IReadOnlySet<string>? KeyNames { get; }

    internal bool Serves(string keyName) => KeyNames is null || KeyNames.Contains(keyName);
}
