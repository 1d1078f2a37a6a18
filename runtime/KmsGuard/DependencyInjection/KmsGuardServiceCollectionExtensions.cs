using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KmsGuard;

/// <summary>Adds KmsGuard to an application's services.</summary>
public static class KmsGuardServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="RecordEncryptor"/>; name the keys next, for example with <see cref="AddLocalForDevelopment"/>.</summary>
    /// <param name="services">The application's services.</param>
    /// <exception cref="InvalidOperationException">It was called before for the same services.</exception>
    public static KmsGuardBuilder AddKmsGuard(this IServiceCollection services) =>
        Add(services, new KmsGuardSettings(section: null, "KmsGuard"), configureCache: null);

    /// <inheritdoc cref="AddKmsGuard(IServiceCollection)"/>
    /// <param name="services">The application's services.</param>
    /// <param name="configureCache">Sets the limits of the data key cache.</param>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public static KmsGuardBuilder AddKmsGuard(this IServiceCollection services, Action<DataKeyCacheOptions> configureCache)
    {
        ArgumentNullException.ThrowIfNull(configureCache);
        return Add(services, new KmsGuardSettings(section: null, "KmsGuard"), configureCache);
    }

    /// <summary>Adds the <see cref="RecordEncryptor"/> as configured: <c>Cache:MaxAge</c>, <c>Multi:MinimumWraps</c>, <c>Keys:NAME:...</c>, <c>Classifications:NAME</c> and what else the keyrings read that are added next.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">KmsGuard's section: <c>configuration.GetSection("KmsGuard")</c>. Read once, now; a setting that nobody reads is refused.</param>
    /// <exception cref="InvalidOperationException">A setting is not valid, or it was called before for the same services.</exception>
    public static KmsGuardBuilder AddKmsGuard(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, new KmsGuardSettings(section, section.Path), configureCache: null);
    }

    /// <summary>Takes the keys from a development key file. Not for production: whoever reads the file reads everything.</summary>
    /// <param name="builder">What <see cref="AddKmsGuard(IServiceCollection)"/> returned.</param>
    /// <param name="path">The key file, made when there is none; by default the setting <c>Local:Path</c>, or <c>KmsGuard/development.key</c> in the user's local application data.</param>
    /// <exception cref="InvalidOperationException">The application has a local keyring already, or no path is given and the user has no folder for local application data.</exception>
    public static KmsGuardBuilder AddLocalForDevelopment(this KmsGuardBuilder builder, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = builder.Settings.Section("Local");
        var configured = settings.Text("Path");
        settings.RefuseUnknown();
        path ??= configured ?? DefaultPath();
        return builder.AddKeyring("local", _ => LocalKeyring.ForDevelopment(path));
    }

    private static KmsGuardBuilder Add(IServiceCollection services, KmsGuardSettings settings, Action<DataKeyCacheOptions>? configureCache)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(KeyringSet)))
            throw new InvalidOperationException("AddKmsGuard was called before for these services; go on with what it returned.");
        var cache = CacheOptions(settings.Section("Cache"));
        if (cache is not null)
            configureCache?.Invoke(cache);
        var builder = new KmsGuardBuilder(services, settings, cache?.Checked(), MultiOptions(settings.Section("Multi")), HealthContext(settings.Section("HealthCheck")));
        services.TryAdd(KeyringSet.Service);
        services.AddSingleton(provider => new KeyringSet(builder, provider));
        var keyNames = ClassificationKeys(settings.Section("Classifications"));
        services.TryAddSingleton(provider => Encryptor(provider, keyNames));
        return builder;
    }

    private static RecordEncryptor Encryptor(IServiceProvider services, Dictionary<string, string> keyNames)
    {
        var keyring = services.GetRequiredService<IKeyring>();
        return services.GetService<IIndexKeyring>() is { } indexKeys ? new RecordEncryptor(keyring, indexKeys) { ClassificationKeys = keyNames } : new RecordEncryptor(keyring) { ClassificationKeys = keyNames };
    }

    /// <summary>The key name of each data classification. (AWS KMS Best Practices, "Planning for blast radius": at least one key for each.)</summary>
    private static Dictionary<string, string> ClassificationKeys(KmsGuardSettings settings)
    {
        var keyNames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var classification in settings.Names)
        {
            var keyName = settings.RequiredText(classification);
            if (keyNames.FirstOrDefault(other => other.Value == keyName).Key is { } other)
                throw settings.Error(classification, $"is '{keyName}', which is the key of the classification '{other}' too; give each a key of its own");
            keyNames.Add(classification, keyName);
        }
        return keyNames;
    }

    private static DataKeyCacheOptions? CacheOptions(KmsGuardSettings settings)
    {
        var options = new DataKeyCacheOptions();
        options.MaxAge = settings.Duration("MaxAge", DataKeyCacheOptions.LeastMaxAge, DataKeyCacheOptions.MostMaxAge) ?? options.MaxAge;
        options.RefreshAhead = settings.Duration("RefreshAhead", TimeSpan.Zero, options.MaxAge / 2);
        options.MaxRecords = settings.Number("MaxRecords", 1, DataKeyCacheOptions.MostMaxRecords) ?? options.MaxRecords;
        options.MaxBytes = settings.Number("MaxBytes", 1, DataKeyCacheOptions.MostMaxBytes) ?? options.MaxBytes;
        options.MaxEntries = (int)(settings.Number("MaxEntries", 1, int.MaxValue) ?? options.MaxEntries);
        var enabled = settings.Flag("Enabled") ?? true;
        settings.RefuseUnknown();
        return enabled ? options : null;
    }

    private static MultiKeyringOptions MultiOptions(KmsGuardSettings settings)
    {
        var options = new MultiKeyringOptions();
        options.MinimumWraps = (int?)settings.Number("MinimumWraps", 1, MultiKeyring.MaxMembers);
        options.MemberTimeout = settings.Duration("MemberTimeout", MultiKeyringOptions.LeastTimeout, MultiKeyringOptions.MostTimeout) ?? options.MemberTimeout;
        settings.RefuseUnknown();
        return options;
    }

    private static EncryptionContext HealthContext(KmsGuardSettings settings)
    {
        var pairs = settings.Section("Context");
        try
        {
            var context = EncryptionContext.Create(pairs.Names.Select(name => KeyValuePair.Create(name, pairs.RequiredText(name))));
            settings.RefuseUnknown();
            return context;
        }
        catch (EncryptionContextException e)
        {
            throw settings.Error("Context", $"is not usable: {e.Message.TrimEnd('.')}");
        }
    }

    private static string DefaultPath()
    {
        // A service account may have no home: a path relative to the working directory would make a new key wherever it starts.
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0
            ? Path.Combine(folder, "KmsGuard", "development.key")
            : throw new InvalidOperationException("This user has no folder for local application data. Say where the key file is: AddLocalForDevelopment(path).");
    }
}
