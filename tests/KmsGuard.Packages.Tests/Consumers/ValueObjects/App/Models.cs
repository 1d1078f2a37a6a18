using KmsGuard;
using Shop.Ids;
using Vogen;

namespace Shop;

[ValueObject<Guid>]
public readonly partial struct CustomerId;

[ValueObject<string>]
public readonly partial struct TenantId;

[ValueObject<string>]
public partial class Email;

[ValueObject]
public readonly partial record struct Visits;

/// <summary>Its value objects are generated in this project, where KmsGuard's generator sees their attributes only.</summary>
[EncryptedModel("customer")]
public sealed class Customer
{
    [EncryptionContext("tenant")] public required TenantId Tenant { get; init; }
    [RecordIdentity("id")] public required CustomerId Id { get; init; }
    [Encrypted("email")] public required Email Email { get; set; }
    [Encrypted("referrer")] public CustomerId? Referrer { get; set; }
    [Encrypted("visits")] public Visits Visits { get; set; }
    [Encrypted("former")] public Email? FormerEmail { get; set; }
}

/// <summary>Its value objects come from another project, as Vogen wrote them.</summary>
[EncryptedModel("order")]
public sealed class Order
{
    [EncryptionContext("region")] public required Region Region { get; init; }
    [RecordIdentity("id")] public required OrderId Id { get; init; }
    [Encrypted("iban")] public required Iban Iban { get; set; }
    [Encrypted("replaces")] public OrderId? Replaces { get; set; }
}
