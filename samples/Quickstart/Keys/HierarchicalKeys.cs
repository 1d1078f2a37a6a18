using KmsGuard;
using KmsGuard.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Quickstart.Keys;

/// <summary>One branch key for each tenant, wrapped by a key in AWS KMS and kept in a database of its own.</summary>
internal sealed class HierarchicalKeys : KeySource
{
    private readonly KmsKeys _kms;
    private readonly string _path;
    private readonly Contexts _contexts;

    private HierarchicalKeys(KmsKeys kms, string path)
    {
        _kms = kms;
        _path = path;
        _contexts = new Contexts(path);
    }

    public override IReadOnlyList<(string Label, string Text)> Places => [("branch keys", _path), .. _kms.Places];

    public override string WrappedKeys => "branch keys (one for each tenant, for all of its records)";

    public static async Task<HierarchicalKeys> StartAsync(KmsKeys kms, string path, CancellationToken cancellationToken)
    {
        var keys = new HierarchicalKeys(kms, path);
        await using var database = keys._contexts.CreateDbContext();
        await database.Database.EnsureCreatedAsync(cancellationToken);
        return keys;
    }

    public override ValueTask DisposeAsync() => _kms.DisposeAsync();

    protected override IKeyring Create() => new HierarchicalKeyring(_kms.CreateBare(), new EntityFrameworkBranchKeyStore<BranchKeyDatabase>(_contexts));

    /// <summary>A database of its own, because the customers are written in one transaction, and SQLite has one writer at a time.</summary>
    private sealed class BranchKeyDatabase(string path) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite(CustomerDatabase.ConnectionString(path));

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddKmsGuardBranchKeys();
    }

    private sealed class Contexts(string path) : IDbContextFactory<BranchKeyDatabase>
    {
        public BranchKeyDatabase CreateDbContext() => new(path);
    }
}
