using KmsGuard;
using KmsGuard.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Quickstart.Keys;

/// <summary>The store of branch keys: those of blind indexes, and in a hierarchy those of records. A database of its own, because the customers are written in one transaction, and SQLite has one writer at a time.</summary>
internal sealed class BranchKeyDatabase(string path) : DbContext
{
    /// <summary>Branch keys in that file, wrapped by a keyring.</summary>
    public static HierarchicalKeyring Over(IKeyring keyring, string path)
    {
        using (var database = new BranchKeyDatabase(path))
            database.Database.EnsureCreated();
        return new HierarchicalKeyring(keyring, new EntityFrameworkBranchKeyStore<BranchKeyDatabase>(new Contexts(path)));
    }

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite(CustomerDatabase.ConnectionString(path));

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddKmsGuardBranchKeys();

    private sealed class Contexts(string path) : IDbContextFactory<BranchKeyDatabase>
    {
        public BranchKeyDatabase CreateDbContext() => new(path);
    }
}
