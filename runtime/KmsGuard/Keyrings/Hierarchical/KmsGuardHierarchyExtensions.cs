using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace KmsGuard;

/// <summary>Adds branch keys to an application's keyrings.</summary>
public static class KmsGuardHierarchyExtensions
{
    /// <summary>Puts branch keys between the keyrings added and the records: a <see cref="HierarchicalKeyring"/> in the place of the data key cache. It is among the services, for <see cref="HierarchicalKeyring.RotateAsync"/> and <see cref="HierarchicalKeyring.DeleteAsync"/>.</summary>
    /// <remarks>Settings: <c>Hierarchy:RefreshInterval</c>, <c>RefreshAhead</c>, <c>RotateAfter</c>, <c>StoreTimeout</c>, <c>MaxEntries</c>. The store is the application's <see cref="IBranchKeyStore"/>: <c>AddBranchKeyStore&lt;TContext&gt;()</c> of KmsGuard.EntityFrameworkCore registers one.</remarks>
    /// <param name="builder">What <see cref="KmsGuardServiceCollectionExtensions.AddKmsGuard(IServiceCollection)"/> returned.</param>
    /// <param name="configure">Sets the limits, after the settings were read.</param>
    /// <exception cref="InvalidOperationException">A setting is not valid, or another keyring is outermost already.</exception>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public static KmsGuardBuilder AddHierarchy(this KmsGuardBuilder builder, Action<HierarchicalKeyringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Read(builder.Settings.Section("Hierarchy"));
        configure?.Invoke(options);
        var limits = options.Checked();
        builder.UseOutermost("hierarchy", (services, inner) => Create(services, inner, limits, nameof(AddHierarchy), leavesInnerOpen: false));
        builder.Services.TryAddSingleton(static services => (HierarchicalKeyring)services.GetRequiredService<KeyringSet>().Keyring);
        return builder;
    }

    /// <summary>Keeps the keys of blind indexes in a store of branch keys, while records keep the data keys that they have: for an application with a data key cache or without. <see cref="AddHierarchy"/> keeps those of both. The <see cref="HierarchicalKeyring"/> of the index keys is among the services, for <see cref="HierarchicalKeyring.DeleteAsync"/>.</summary>
    /// <remarks>Settings: <c>IndexKeys:RefreshInterval</c>, <c>RefreshAhead</c>, <c>StoreTimeout</c>, <c>MaxEntries</c>. The store is the application's <see cref="IBranchKeyStore"/>, as for <see cref="AddHierarchy"/>.</remarks>
    /// <param name="builder">What <see cref="KmsGuardServiceCollectionExtensions.AddKmsGuard(IServiceCollection)"/> returned.</param>
    /// <param name="configure">Sets the limits, after the settings were read.</param>
    /// <exception cref="InvalidOperationException">A setting is not valid, or it was called before.</exception>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public static KmsGuardBuilder AddIndexKeys(this KmsGuardBuilder builder, Action<HierarchicalKeyringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Read(builder.Settings.Section("IndexKeys"));
        configure?.Invoke(options);
        var limits = options.Checked();
        builder.UseIndexKeys((services, inner) => Create(services, inner, limits, nameof(AddIndexKeys), leavesInnerOpen: true));
        builder.Services.TryAddSingleton(static services => services.GetRequiredService<KeyringSet>().IndexKeys!);
        builder.Services.TryAddSingleton<IIndexKeyring>(static services => services.GetRequiredService<KeyringSet>().IndexKeys!);
        return builder;
    }

    private static HierarchicalKeyring Create(IServiceProvider services, IKeyring inner, HierarchicalKeyringOptions limits, string caller, bool leavesInnerOpen) => new(
        inner,
        services.GetService<IBranchKeyStore>() ?? throw new InvalidOperationException($"{caller} has no store for branch keys. Register an IBranchKeyStore, for example with AddBranchKeyStore<TContext>() of KmsGuard.EntityFrameworkCore."),
        limits,
        services.GetService<TimeProvider>(),
        services.GetService<ILogger<HierarchicalKeyring>>()) { LeavesInnerOpen = leavesInnerOpen };

    private static HierarchicalKeyringOptions Read(KmsGuardSettings settings)
    {
        var options = new HierarchicalKeyringOptions();
        options.RefreshInterval = settings.Duration("RefreshInterval", HierarchicalKeyringOptions.LeastRefreshInterval, HierarchicalKeyringOptions.MostRefreshInterval) ?? options.RefreshInterval;
        options.RefreshAhead = settings.Duration("RefreshAhead", TimeSpan.Zero, options.RefreshInterval / 2);
        options.RotateAfter = settings.Duration("RotateAfter", HierarchicalKeyringOptions.LeastRotateAfter, HierarchicalKeyringOptions.MostRotateAfter) ?? options.RotateAfter;
        options.StoreTimeout = settings.Duration("StoreTimeout", HierarchicalKeyringOptions.LeastStoreTimeout, HierarchicalKeyringOptions.MostStoreTimeout) ?? options.StoreTimeout;
        options.MaxEntries = (int)(settings.Number("MaxEntries", 1, int.MaxValue) ?? options.MaxEntries);
        settings.RefuseUnknown();
        return options;
    }
}
