using KmsGuard.EntityFrameworkCore.Tests.Models;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests.Support;

/// <summary>A context as an application writes it: nothing about ciphertext.</summary>
public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<EncryptedCustomer> Customers => Set<EncryptedCustomer>();

    public DbSet<EncryptedAccount> Accounts => Set<EncryptedAccount>();

    public DbSet<EncryptedTicket> Tickets => Set<EncryptedTicket>();

    public DbSet<EncryptedEverything> Everything => Set<EncryptedEverything>();

    public DbSet<Country> Countries => Set<Country>();

    // A key of several columns is the one thing that EF Core cannot find out.
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<EncryptedEverything>().HasKey(record => new { record.Number, record.Day });
}

/// <summary>An entity that has nothing to do with KmsGuard.</summary>
public class Country
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public byte[]? Flag { get; set; }
}
