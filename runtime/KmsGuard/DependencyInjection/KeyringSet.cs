using System.Collections.Immutable;
using KmsGuard.Keyrings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KmsGuard;

/// <summary>The keyrings of an application, made when first needed: each by itself for health checks, and all together for use.</summary>
internal sealed class KeyringSet : IDisposable, IAsyncDisposable
{
    private static readonly Func<IServiceProvider, IKeyring> Resolve = static provider => provider.GetRequiredService<KeyringSet>().Keyring;

    public KeyringSet(KmsGuardBuilder builder, IServiceProvider services)
    {
        if (builder.Keyrings.Count == 0)
            throw new InvalidOperationException("KmsGuard has no keys. Say where they come from: services.AddKmsGuard().AddLocalForDevelopment() for development.");
        // Everybody who adds keyrings has read what is theirs by now.
        builder.Settings.RefuseUnknown();
        builder.Use();
        HealthContext = builder.HealthContext;
        var made = new List<RegisteredKeyring>();
        IKeyring? together = null;
        try
        {
            foreach (var registration in builder.Keyrings)
                made.Add(new RegisteredKeyring(registration.Name, registration.Create(services), registration.KeyNames));
            Each = [.. made];
            together = Combine(builder.Multi, services);
            Keyring = Keep(builder, services, together);
            if (builder.IndexKeys is { } indexKeys)
            {
                if (Keyring is IIndexKeyring)
                    throw new InvalidOperationException($"'{builder.Outermost!.Name}' keeps the keys of blind indexes already; remove AddIndexKeys().");
                IndexKeys = indexKeys(services, together);
            }
        }
        catch
        {
            // Whoever holds others disposes them too.
            if (Keyring is not null)
                together = Keyring;
            foreach (var one in together is null ? made.Select(keyring => keyring.Keyring) : [together])
                Disposal.Dispose(one);
            throw;
        }
    }

    /// <summary>All together, behind the cache: what the application uses.</summary>
    internal IKeyring Keyring { get; }

    /// <summary>The keys of blind indexes, where they are kept apart.</summary>
    internal HierarchicalKeyring? IndexKeys { get; }

    /// <summary>Each by itself, without a cache.</summary>
    internal ImmutableArray<RegisteredKeyring> Each { get; }

    /// <summary>The pairs that health checks add to the encryption context.</summary>
    internal EncryptionContext HealthContext { get; }

    internal static ServiceDescriptor Service => ServiceDescriptor.Singleton(Resolve);

    internal static bool IsOurs(ServiceDescriptor service) => ReferenceEquals(service.ImplementationFactory, Resolve);

    public void Dispose()
    {
        IndexKeys?.Dispose();
        Disposal.Dispose(Keyring);
    }

    public ValueTask DisposeAsync()
    {
        IndexKeys?.Dispose();
        return Disposal.DisposeAsync(Keyring);
    }

    private IKeyring Combine(MultiKeyringOptions options, IServiceProvider services)
    {
        if (Each is [var single])
            return single.Keyring;
        var members = Each.Select(keyring => new MultiKeyringMember(
            keyring.Name,
            keyring.Keyring as IWrappingKeyring
                ?? throw new InvalidOperationException($"The keyring '{keyring.Name}' ({keyring.Keyring.GetType().Name}) cannot wrap a data key that another made (it is no IWrappingKeyring), and so it can only be used alone."),
            keyring.KeyNames));
        return new MultiKeyring(members, options, services.GetService<TimeProvider>(), services.GetService<ILogger<MultiKeyring>>());
    }

    private static IKeyring Keep(KmsGuardBuilder builder, IServiceProvider services, IKeyring keyring)
    {
        if (builder.Outermost is { } outermost)
            return outermost.Wrap(services, keyring);
        return builder.Cache is { } cache ? new CachingKeyring(keyring, cache, services.GetService<TimeProvider>(), services.GetService<ILogger<CachingKeyring>>()) : keyring;
    }
}

/// <summary>A keyring as it was added.</summary>
internal sealed record RegisteredKeyring(string Name, IKeyring Keyring, IReadOnlySet<string>? KeyNames);
