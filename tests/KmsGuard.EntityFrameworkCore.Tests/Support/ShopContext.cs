using KmsGuard.EntityFrameworkCore.Tests.Models;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests.Support;

/// <summary>A context as an application writes it: nothing about ciphertext.</summary>
public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<EncryptedCustomer> Customers => Set<EncryptedCustomer>();

    public DbSet<EncryptedAccount> Accounts => Set<EncryptedAccount>();

    public DbSet<Country> Countries => Set<Country>();
}

/// <summary>An entity that has nothing to do with KmsGuard.</summary>
public class Country
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public byte[]? Flag { get; set; }
}
