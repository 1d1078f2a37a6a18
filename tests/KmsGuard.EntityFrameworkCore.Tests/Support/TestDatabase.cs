using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests.Support;

/// <summary>A SQLite database in memory, a development key, and contexts over them.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly LocalKeyring _keyring;

    public TestDatabase()
    {
        _connection.Open();
        _keyring = LocalKeyring.ForDevelopment(Path.Combine(_folder, "test.key"));
        Encryptor = new RecordEncryptor(_keyring);
    }

    public RecordEncryptor Encryptor { get; }

    /// <summary>The commands sent, in order.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>A context of the application, with its tables.</summary>
    public ShopContext Open()
    {
        var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(_connection).UseKmsGuard().LogTo(Record, [Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.CommandExecuting]).Options);
        context.Database.EnsureCreated();
        return context;
    }

    /// <summary>A context with a model of the test's own, on the same database; creates no tables.</summary>
    public VariantContext Open(Action<ModelBuilder> configure, bool useKmsGuard = true)
    {
        var options = new DbContextOptionsBuilder<VariantContext>().UseSqlite(_connection).EnableServiceProviderCaching(false);
        if (useKmsGuard)
            options.UseKmsGuard();
        return new VariantContext(options.Options, configure);
    }

    /// <summary>What an attacker or a broken tool does: past EF Core.</summary>
    public int Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _keyring.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Record(string message) => Commands.Add(message);
}
