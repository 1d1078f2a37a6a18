using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests.Support;

/// <summary>A context whose model each test writes; its options keep EF Core from caching that model for another test.</summary>
public class VariantContext(DbContextOptions<VariantContext> options, Action<ModelBuilder> configure) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => configure(modelBuilder);
}
