using KmsGuard;

namespace Quickstart.Models;

/// <summary>A customer of one tenant. From this class the generator writes <c>EncryptedCustomer</c>, which is what the database stores.</summary>
[EncryptedModel("customer", KeyName = "pii")]
public sealed class Customer
{
    /// <summary>Whose customer this is. Bound to the data key and to every field: nothing opens under another tenant.</summary>
    [EncryptionContext("tenant")]
    public required string Tenant { get; init; }

    /// <summary>Which customer this is. Bound to every field: nothing opens in another customer's row.</summary>
    [RecordIdentity("id")]
    public required Guid Id { get; init; }

    /// <summary>ISO 3166-1 alpha-2. Clear, so that the database can group by it; bound to nothing.</summary>
    public required string Country { get; set; }

    /// <summary>The full name, in the customer's own script.</summary>
    [Encrypted("name")]
    public required string Name { get; set; }

    /// <summary>The e-mail address; empty when the customer has none. Found by an index of 6 bits, which several share; padded, so that its length does not tell them apart.</summary>
    [Encrypted("email", Pad = 64)]
    [BlindIndex(Bits = 6, Normalize = IndexNormalization.Trim | IndexNormalization.LowerInvariant)]
    public required string Email { get; set; }

    /// <summary>The national identity number, if known. That it is missing is authenticated too: nobody can blank it unnoticed.</summary>
    [Encrypted("national-id", AuthenticateNull = true)]
    public string? NationalId { get; set; }

    /// <summary>The number of the payment card, if there is one.</summary>
    [Encrypted("card-number")]
    public string? CardNumber { get; set; }

    /// <summary>The date of birth, if known.</summary>
    [Encrypted("birth-date")]
    public DateOnly? BirthDate { get; set; }

    /// <summary>The balance in the currency of the customer's country.</summary>
    [Encrypted("balance")]
    public required decimal Balance { get; set; }

    /// <summary>When the customer was last in touch, in the customer's local time.</summary>
    [Encrypted("last-contact")]
    public DateTimeOffset? LastContact { get; set; }

    /// <summary>What the staff wrote down; from a word to several pages.</summary>
    [Encrypted("notes")]
    public string? Notes { get; set; }
}
