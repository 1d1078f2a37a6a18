using System.Text.Json;
using KmsGuard;
using Shop;
using Shop.Ids;

using var keyring = LocalKeyring.ForDevelopment(Path.Combine(AppContext.BaseDirectory, "development.key"));
var encryptor = new RecordEncryptor(keyring);

var customer = new Customer
{
    Tenant = TenantId.From("aurora"),
    Id = CustomerId.From(Guid.NewGuid()),
    Email = Email.From("ada@example.com"),
    Referrer = CustomerId.From(Guid.NewGuid()),
    Visits = Visits.From(3),
};
EncryptedCustomer storedCustomer = JsonSerializer.Deserialize<EncryptedCustomer>(JsonSerializer.Serialize(await encryptor.EncryptAsync(customer)))!;
Customer sameCustomer = await encryptor.DecryptAsync(storedCustomer, EncryptedCustomer.Expect(customer.Tenant, customer.Id));

var order = new Order { Region = Region.From("north"), Id = OrderId.From(Guid.NewGuid()), Iban = Iban.From("DE02120300000000202051") };
EncryptedOrder storedOrder = JsonSerializer.Deserialize<EncryptedOrder>(JsonSerializer.Serialize(await encryptor.EncryptAsync(order)))!;
Order sameOrder = await encryptor.DecryptAsync(storedOrder, EncryptedOrder.Expect(order.Region, order.Id));

var customerIsSame = sameCustomer.FormerEmail is null && (sameCustomer.Tenant, sameCustomer.Id, sameCustomer.Email, sameCustomer.Referrer, sameCustomer.Visits)
    == (customer.Tenant, customer.Id, customer.Email, customer.Referrer, customer.Visits);
var orderIsSame = sameOrder.Replaces is null && (sameOrder.Region, sameOrder.Id, sameOrder.Iban) == (order.Region, order.Id, order.Iban);
var another = CustomerId.From(Guid.NewGuid());
try
{
    await encryptor.DecryptAsync(storedCustomer, EncryptedCustomer.Expect(customer.Tenant, another));
}
catch (CiphertextAuthenticationException)
{
    Console.WriteLine(customerIsSame && orderIsSame ? "round trip done" : "not the same");
}
