using KmsGuard.EntityFrameworkCore.Tests.Models;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests.Support;

/// <summary>A context of records that can be looked for, and of the branch keys of their indexes.</summary>
public class MemberContext(DbContextOptions<MemberContext> options) : DbContext(options)
{
    public DbSet<EncryptedMember> Members => Set<EncryptedMember>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddKmsGuardBranchKeys();
}

/// <summary>A SQLite database of members, whose index keys are in it too.</summary>
public sealed class MemberDatabase : IDbContextFactory<MemberContext>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly HierarchicalKeyring _keyring;

    public MemberDatabase()
    {
        using (var context = CreateDbContext())
            context.Database.EnsureCreated();
        _keyring = new HierarchicalKeyring(LocalKeyring.ForDevelopment(Path.Combine(_folder, "test.key")), new EntityFrameworkBranchKeyStore<MemberContext>(this));
        Encryptor = new RecordEncryptor(_keyring);
    }

    public RecordEncryptor Encryptor { get; }

    /// <summary>The commands sent, in order.</summary>
    public List<string> Commands { get; } = [];

    public MemberContext CreateDbContext() => new(new DbContextOptionsBuilder<MemberContext>()
        .UseSqlite($"Data Source={Path.Combine(_folder, "members.db")};Pooling=False")
        .UseKmsGuard()
        .LogTo(Commands.Add, [Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.CommandExecuting])
        .Options);

    public void Dispose()
    {
        _keyring.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
