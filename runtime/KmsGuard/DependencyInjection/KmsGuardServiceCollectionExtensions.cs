using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KmsGuard;

/// <summary>Adds KmsGuard to an application's services.</summary>
public static class KmsGuardServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="RecordEncryptor"/>; name the keys next, for example with <see cref="AddLocalForDevelopment"/>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configureCache">Sets the limits of the data key cache.</param>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public static KmsGuardBuilder AddKmsGuard(this IServiceCollection services, Action<DataKeyCacheOptions>? configureCache = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var cache = new DataKeyCacheOptions();
        configureCache?.Invoke(cache);
        services.TryAddSingleton(static provider => new RecordEncryptor(
            provider.GetService<IKeyring>() ?? throw new InvalidOperationException("KmsGuard has no keys. Say where they come from: services.AddKmsGuard().AddLocalForDevelopment() for development.")));
        return new KmsGuardBuilder(services, cache.Checked());
    }

    /// <summary>Takes the keys from a development key file, behind a <see cref="CachingKeyring"/>. Not for production: whoever reads the file reads everything.</summary>
    /// <param name="builder">What <see cref="AddKmsGuard"/> returned.</param>
    /// <param name="path">The key file, made when there is none; by default <c>KmsGuard/development.key</c> in the user's local application data.</param>
    /// <exception cref="InvalidOperationException">The application has a keyring already, or no path is given and the user has no folder for local application data.</exception>
    public static KmsGuardBuilder AddLocalForDevelopment(this KmsGuardBuilder builder, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(service => service.ServiceType == typeof(IKeyring)))
            throw new InvalidOperationException("This application has a keyring already; remove the other call that adds one.");
        path ??= DefaultPath();
        var cache = builder.Cache;
        builder.Services.AddSingleton<IKeyring>(provider => new CachingKeyring(LocalKeyring.ForDevelopment(path), cache, provider.GetService<TimeProvider>()));
        return builder;
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
