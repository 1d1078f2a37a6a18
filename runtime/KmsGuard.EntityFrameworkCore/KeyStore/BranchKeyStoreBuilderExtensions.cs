using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>Adds the store of branch keys to an application's services.</summary>
public static class BranchKeyStoreBuilderExtensions
{
    /// <summary>Keeps branch keys in the database of a context whose model calls <see cref="BranchKeyModelBuilderExtensions.AddKmsGuardBranchKeys"/>; for <see cref="KmsGuardHierarchyExtensions.AddHierarchy"/>. Its contexts come from <c>services.AddDbContextFactory&lt;TContext&gt;(...)</c>, which the application calls.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="builder">What <c>AddKmsGuard</c> returned.</param>
    /// <exception cref="InvalidOperationException">The application has a store already.</exception>
    public static KmsGuardBuilder AddBranchKeyStore<TContext>(this KmsGuardBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(service => service.ServiceType == typeof(IBranchKeyStore)))
            throw new InvalidOperationException("This application has a store for branch keys already; remove the other registration.");
        builder.Services.AddSingleton<IBranchKeyStore>(static services => new EntityFrameworkBranchKeyStore<TContext>(services.GetRequiredService<IDbContextFactory<TContext>>()));
        return builder;
    }
}
