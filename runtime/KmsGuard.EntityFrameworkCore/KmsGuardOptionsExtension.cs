using KmsGuard.EntityFrameworkCore.Conventions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>Adds the conventions and the interceptor to a context's services. There is nothing to set, so all contexts that have it share one service provider.</summary>
internal sealed class KmsGuardOptionsExtension : IDbContextOptionsExtension
{
    public DbContextOptionsExtensionInfo Info => field ??= new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services) =>
        new EntityFrameworkServicesBuilder(services)
            .TryAdd<IConventionSetPlugin, KmsGuardConventionSetPlugin>()
            .TryAdd<IInterceptor, WholeRecordInterceptor>();

    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using KmsGuard ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["KmsGuard"] = "1";
    }
}
