using Microsoft.EntityFrameworkCore;

namespace Shop;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<EncryptedCustomer> Customers => Set<EncryptedCustomer>();

    public DbSet<EncryptedInvoice> Invoices => Set<EncryptedInvoice>();
}
