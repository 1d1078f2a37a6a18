using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests.KeyStore;

/// <summary>A context as an application writes it: its own tables and that of the branch keys.</summary>
public sealed class KeyStoreContext(DbContextOptions<KeyStoreContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddKmsGuardBranchKeys();
}

public sealed class Note
{
    public int Id { get; set; }

    public required string Text { get; set; }
}

/// <summary>What <c>AddDbContextFactory</c> registers.</summary>
public sealed class KeyStoreContexts(Action<DbContextOptionsBuilder<KeyStoreContext>> configure) : IDbContextFactory<KeyStoreContext>
{
    public KeyStoreContext CreateDbContext()
    {
        var options = new DbContextOptionsBuilder<KeyStoreContext>();
        configure(options);
        return new KeyStoreContext(options.Options);
    }
}
