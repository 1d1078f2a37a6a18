namespace KmsGuard.Tests.Models;

/// <summary>Indexes of each kind: of a text that is normalized, of one that can be null, of one whose null is hidden, of two versions, of other types.</summary>
[EncryptedModel("member", KeyName = "pii")]
public sealed class Member
{
    [EncryptionContext("tenant")] public required string Tenant { get; init; }

    [RecordIdentity("id")] public required int Id { get; init; }

    [Encrypted("email"), BlindIndex(Bits = 12, Normalize = IndexNormalization.Nfkc | IndexNormalization.Trim | IndexNormalization.LowerInvariant)]
    [BlindIndex(Version = 2, Bits = 32, Normalizer = typeof(WithoutDots))]
    public required string Email { get; set; }

    [Encrypted("phone"), BlindIndex(Bits = 32, Normalize = IndexNormalization.DigitsOnly)] public string? Phone { get; set; }

    [Encrypted("alias", AuthenticateNull = true, Pad = 32), BlindIndex(Bits = 32, PropertyName = "AliasLookup")] public string? Alias { get; set; }

    [Encrypted("balance"), BlindIndex(Bits = 32)] public decimal Balance { get; set; }

    [Encrypted("born"), BlindIndex(Bits = 32, Normalizer = typeof(YearOf))] public DateOnly? Born { get; set; }

    [Encrypted("seen"), BlindIndex(Bits = 32)] public DateTimeOffset Seen { get; set; }

    [Encrypted("note")] public string? Note { get; set; }
}

public readonly struct WithoutDots : IIndexNormalizer<string>
{
    public static string Normalize(string value) => value.Replace(".", "", StringComparison.Ordinal);
}

public sealed class YearOf : IIndexNormalizer<DateOnly>
{
    static DateOnly IIndexNormalizer<DateOnly>.Normalize(DateOnly value) => new(value.Year, 1, 1);
}

/// <summary>A member before it had a second index, and another model with the same field under another purpose.</summary>
[EncryptedModel("guest", KeyName = "pii")]
public sealed class Guest
{
    [EncryptionContext("tenant")] public required string Tenant { get; init; }

    [RecordIdentity("id")] public required int Id { get; init; }

    [Encrypted("phone"), BlindIndex(Bits = 32, Normalize = IndexNormalization.DigitsOnly)] public string? Phone { get; set; }
}

/// <summary>A record with an index whose tenant can be changed.</summary>
[EncryptedModel("movable-index")]
public sealed class MovableWithIndex
{
    [EncryptionContext("tenant")] public required string Tenant { get; set; }

    [RecordIdentity("id")] public required int Id { get; set; }

    [Encrypted("text"), BlindIndex(Bits = 8)] public required string Text { get; set; }
}
