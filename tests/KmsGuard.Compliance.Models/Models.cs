using Microsoft.Extensions.Compliance.Classification;

namespace KmsGuard.Compliance.Models;

/// <summary>An application's own classes, as the library's documentation tells to write them.</summary>
public static class Taxonomy
{
    public static DataClassification Restricted => new("Tests", "Restricted");

    public static DataClassification Contact => new("Tests", "Contact");
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class)]
public sealed class RestrictedAttribute() : DataClassificationAttribute(Taxonomy.Restricted);

/// <summary>With arguments, which the encrypted type must have too.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContactAttribute() : DataClassificationAttribute(Taxonomy.Contact)
{
    public string? Reason { get; set; }

    public int Level { get; set; }

    public Type? Type { get; set; }
}

[EncryptedModel("customer")]
public class Customer
{
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("ssn"), Restricted] public required string Ssn { get; set; }
    [Encrypted("email"), Contact(Reason = "by \"mail\"", Level = 2, Type = typeof(List<string>))] public string? Email { get; set; }
    [Encrypted("born"), Restricted] public DateOnly? Born { get; set; }
    [Restricted] public string? City { get; set; }
    public int Visits { get; set; }
}

[EncryptedModel("person", KeyByClassification = true)]
public sealed record Person([property: RecordIdentity("id")] Guid Id, [property: Encrypted("name")][Restricted] string Name);

[EncryptedModel("account", KeyByClassification = true), Restricted]
public class Account
{
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("iban"), Contact] public required string Iban { get; set; }
    [Encrypted("owner"), Restricted] public required string Owner { get; set; }
}
