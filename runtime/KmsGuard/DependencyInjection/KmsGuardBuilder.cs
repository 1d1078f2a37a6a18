using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard;

/// <summary>Where the keys of an application come from: what <see cref="KmsGuardServiceCollectionExtensions.AddKmsGuard(IServiceCollection)"/> goes on with.</summary>
public sealed class KmsGuardBuilder
{
    private readonly List<KeyringRegistration> _keyrings = [];
    private bool _inUse;

    internal KmsGuardBuilder(IServiceCollection services, KmsGuardSettings settings, DataKeyCacheOptions? cache, MultiKeyringOptions multi, EncryptionContext healthContext)
    {
        Services = services;
        Settings = settings;
        Cache = cache;
        Multi = multi;
        HealthContext = healthContext;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The configuration given to <c>AddKmsGuard</c>; empty when none was. Read what you need from it when your method is called, so that errors come at start-up, and end with <see cref="KmsGuardSettings.RefuseUnknown"/> on sections of your own.</summary>
    public KmsGuardSettings Settings { get; }

    /// <summary>The limits of the data key cache; <see langword="null"/> when there is to be none.</summary>
    public DataKeyCacheOptions? Cache { get; private set; }

    internal MultiKeyringOptions Multi { get; }

    internal EncryptionContext HealthContext { get; }

    internal IReadOnlyList<KeyringRegistration> Keyrings => _keyrings;

    internal Outermost? Outermost { get; private set; }

    internal Func<IServiceProvider, IKeyring, HierarchicalKeyring>? IndexKeys { get; private set; }

    /// <summary>The logical keys that have settings of one kind, <c>Keys:NAME:KIND</c>: by name, the section of each. For authors of keyrings.</summary>
    /// <param name="kind">The section's name, such as <c>Kms</c>.</param>
    public IReadOnlyDictionary<string, KmsGuardSettings> KeysWith(string kind)
    {
        var keys = Settings.Section("Keys");
        return keys.Names
            .Select(name => KeyValuePair.Create(name, keys.Section(name).Section(kind)))
            .Where(key => key.Value.Exists)
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Adds a keyring. Several are put together as a <see cref="MultiKeyring"/>, in the order added: the first makes the data keys. For authors of keyrings.</summary>
    /// <param name="name">What messages, logs and health checks call it, such as <c>aws-kms</c>.</param>
    /// <param name="create">Makes the keyring, once; it is disposed with the application's services. More than one in an application must each be an <see cref="IWrappingKeyring"/>.</param>
    /// <param name="keyNames">The logical key names for which it has keys, such as those of <see cref="KeysWith"/>; <see langword="null"/> for all.</param>
    /// <exception cref="InvalidOperationException">There is one of that name, or the application registered an <see cref="IKeyring"/> itself.</exception>
    public KmsGuardBuilder AddKeyring(string name, Func<IServiceProvider, IKeyring> create, IEnumerable<string>? keyNames = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        RefuseWhenInUse();
        if (_keyrings.Exists(keyring => keyring.Name == name))
            throw new InvalidOperationException($"This application has a keyring '{name}' already; remove the other call that adds one, or give it another name.");
        if (Services.Any(service => service.ServiceType == typeof(IKeyring) && !KeyringSet.IsOurs(service)))
            throw new InvalidOperationException($"This application registers an IKeyring itself, and '{name}' would not be used; remove one of the two.");
        _keyrings.Add(new KeyringRegistration(name, create, keyNames?.ToHashSet(StringComparer.Ordinal)));
        return this;
    }

    /// <summary>Puts a keyring around all others, in the place of the data key cache. For authors of keyrings such as a hierarchy, which keep keys themselves.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="wrap">Makes the keyring around the one given, which becomes its own.</param>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public KmsGuardBuilder UseOutermost(string name, Func<IServiceProvider, IKeyring, IKeyring> wrap)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(wrap);
        RefuseWhenInUse();
        if (Outermost is { } other)
            throw new InvalidOperationException($"'{other.Name}' is around this application's keyrings already; '{name}' cannot be too. Remove one of the two.");
        Outermost = new Outermost(name, wrap);
        return this;
    }

    internal void UseIndexKeys(Func<IServiceProvider, IKeyring, HierarchicalKeyring> create)
    {
        RefuseWhenInUse();
        if (IndexKeys is not null)
            throw new InvalidOperationException("AddIndexKeys was called before for this application; remove one of the two calls.");
        IndexKeys = create;
    }

    /// <summary>Has every record ask the key service, for an audit trail without gaps; as the setting <c>Cache:Enabled</c>.</summary>
    public KmsGuardBuilder WithoutCache()
    {
        RefuseWhenInUse();
        Cache = null;
        return this;
    }

    internal void Use() => _inUse = true;

    private void RefuseWhenInUse()
    {
        if (_inUse)
            throw new InvalidOperationException("The application's keyrings are in use already; add others before the service provider is built.");
    }
}

internal sealed record KeyringRegistration(string Name, Func<IServiceProvider, IKeyring> Create, IReadOnlySet<string>? KeyNames);

internal sealed record Outermost(string Name, Func<IServiceProvider, IKeyring, IKeyring> Wrap);
