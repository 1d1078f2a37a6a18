using KmsGuard.EntityFrameworkCore.Tests.Models;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests.Support;

/// <summary>A context of records that can be looked for, and of the branch keys of their indexes.</summary>
public class MemberContext(DbContextOptions<MemberContext> options) : DbContext(options)
{
    public DbSet<EncryptedMember> Members => Set<EncryptedMember>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddKmsGuardBranchKeys();
}

/// <summary>A database of members, whose index keys are in it too.</summary>
public sealed class MemberDatabase : IDbContextFactory<MemberContext>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly Action<DbContextOptionsBuilder, string> _connect;
    private readonly HierarchicalKeyring _keyring;

    /// <summary>Creates the tables in the database that is named, given a folder of its own.</summary>
    public MemberDatabase(Action<DbContextOptionsBuilder, string> connect)
    {
        _connect = connect;
        using (var context = CreateDbContext())
            context.Database.EnsureCreated();
        _keyring = new HierarchicalKeyring(LocalKeyring.ForDevelopment(Path.Combine(_folder, "test.key")), new EntityFrameworkBranchKeyStore<MemberContext>(this));
        Encryptor = new RecordEncryptor(_keyring);
    }

    public RecordEncryptor Encryptor { get; }

    /// <summary>The commands sent, in order.</summary>
    public List<string> Commands { get; } = [];

    public MemberContext CreateDbContext()
    {
        var options = new DbContextOptionsBuilder<MemberContext>();
        _connect(options, _folder);
        return new MemberContext(options.UseKmsGuard().LogTo(Commands.Add, [Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.CommandExecuting]).Options);
    }

    public void Dispose()
    {
        _keyring.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
