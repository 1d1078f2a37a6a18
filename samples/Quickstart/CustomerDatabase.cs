using KmsGuard.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Quickstart.Models;

namespace Quickstart;

/// <summary>The application's view of the database: encrypted customers. It can neither encrypt nor decrypt; that takes an encryptor.</summary>
internal sealed class CustomerDatabase(string path) : DbContext
{
    public DbSet<EncryptedCustomer> Customers => Set<EncryptedCustomer>();

    /// <summary>No pooled connections: a file that is still open cannot be deleted on Windows.</summary>
    public static string ConnectionString(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();

    // This one call maps the encrypted columns and makes the record header the concurrency token.
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.UseSqlite(ConnectionString(path)).UseKmsGuard();
}
