using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard;

/// <summary>Where the keys of an application come from: what <see cref="KmsGuardServiceCollectionExtensions.AddKmsGuard"/> goes on with.</summary>
public sealed class KmsGuardBuilder
{
    internal KmsGuardBuilder(IServiceCollection services, DataKeyCacheOptions cache)
    {
        Services = services;
        Cache = cache;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    internal DataKeyCacheOptions Cache { get; }
}
