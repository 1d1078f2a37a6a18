using KmsGuard;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shop;
// README: usings

var databaseFile = Path.Combine(AppContext.BaseDirectory, "shop.db");
var connectionString = $"Data Source={databaseFile};Pooling=False";
var services = new ServiceCollection();
// README: services
await using var provider = services.BuildServiceProvider();
var encryptor = provider.GetRequiredService<RecordEncryptor>();

var tenantId = "aurora";
var id = Guid.NewGuid();
var customer = new Customer { TenantId = tenantId, Id = id, Ssn = "078-05-1120", Email = "ada@example.com", BirthDate = new DateOnly(1990, 2, 3), City = "Oslo" };
// README: encryption
Check(Same(back, customer) && Same(mine, customer) && ssn == customer.Ssn && open.Ssn == customer.Ssn);
Check(Same(await encryptor.DecryptAsync(stored), customer));

var invoice = new Invoice { TenantId = tenantId, Id = 7, Amount = 12.50m };
await using (var scope = provider.CreateAsyncScope())
{
    var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
    await shop.Database.EnsureCreatedAsync();
    shop.Customers.Add(stored);
    shop.Invoices.Add(await encryptor.EncryptAsync(invoice));
    await shop.SaveChangesAsync();
}
await using (var scope = provider.CreateAsyncScope())
{
    var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
    var row = await shop.Customers.SingleAsync();
    Check(Same(await encryptor.DecryptAsync(row), customer));
    Check(await /* README: projection */ == customer.Ssn);
    var billed = await shop.Invoices.SingleAsync();
    Check(await encryptor.DecryptAsync(billed) == invoice);
    var changed = invoice with { Note = "paid" };
    await encryptor.UpdateAsync(billed, changed);
    await shop.SaveChangesAsync();
    Check(await encryptor.DecryptAsync(await shop.Invoices.AsNoTracking().SingleAsync()) == changed);
}
Check(File.ReadAllBytes(databaseFile).AsSpan().IndexOf("078-05-1120"u8) < 0);
Console.WriteLine("round trip done");

static bool Same(Customer left, Customer right) =>
    (left.TenantId, left.Id, left.Ssn, left.Email, left.BirthDate, left.City) == (right.TenantId, right.Id, right.Ssn, right.Email, right.BirthDate, right.City);

static void Check(bool condition, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = "")
{
    if (!condition)
        throw new InvalidOperationException(what);
}
