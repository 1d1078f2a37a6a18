namespace KmsGuard.Tests.Models;

/// <summary>Five texts of 32 bytes: the record that the numbers are about.</summary>
[EncryptedModel("five", KeyName = "health")]
public sealed class Five
{
    [EncryptionContext("tenant")] public required string Tenant { get; init; }

    [RecordIdentity("id")] public required Guid Id { get; init; }

    [Encrypted("a")] public required string A { get; init; }

    [Encrypted("b")] public required string B { get; init; }

    [Encrypted("c")] public required string C { get; init; }

    [Encrypted("d")] public required string D { get; init; }

    [Encrypted("e")] public required string E { get; init; }
}

/// <summary>The same with one text.</summary>
[EncryptedModel("one", KeyName = "health")]
public sealed class One
{
    [EncryptionContext("tenant")] public required string Tenant { get; init; }

    [RecordIdentity("id")] public required Guid Id { get; init; }

    [Encrypted("a")] public required string A { get; init; }
}

/// <summary>What a patient would be with another purpose: same key, context, identity and field names.</summary>
[EncryptedModel("visitor", KeyName = "health")]
public sealed record Visitor(
    [property: EncryptionContext("tenant")] string Tenant,
    [property: RecordIdentity("id")] Guid Id,
    [property: Encrypted("name")] string Name,
    [property: Encrypted("visits")] long Visits);

/// <summary>A visitor whose field types have changed: text that became bytes, signed that became unsigned.</summary>
[EncryptedModel("visitor", KeyName = "health", TypeName = "EncryptedVisitorOfOtherTypes")]
public sealed record VisitorOfOtherTypes(
    [property: EncryptionContext("tenant")] string Tenant,
    [property: RecordIdentity("id")] Guid Id,
    [property: Encrypted("name")] byte[] Name,
    [property: Encrypted("visits")] ulong Visits);

/// <summary>A visitor whose name may now be missing, noticeably.</summary>
[EncryptedModel("visitor", KeyName = "health", TypeName = "EncryptedVisitorOfKnownAbsence")]
public sealed record VisitorOfKnownAbsence(
    [property: EncryptionContext("tenant")] string Tenant,
    [property: RecordIdentity("id")] Guid Id,
    [property: Encrypted("name", AuthenticateNull = true)] string? Name,
    [property: Encrypted("visits")] long Visits);

/// <summary>A row whose id the database gives.</summary>
[EncryptedModel("visit", Binding = RecordBinding.HeaderOnly)]
public sealed class Visit
{
    public int Id { get; set; }

    [EncryptionContext("tenant")] public required string Tenant { get; init; }

    [Encrypted("text")] public required string Text { get; set; }
}

/// <summary>Every record is to be seen in the key service's log.</summary>
[EncryptedModel("order", KeyName = "sales", SendIdentityToKeyring = true)]
public sealed class Order
{
    [EncryptionContext("tenant")] public required string Tenant { get; init; }

    [RecordIdentity("number")] public required int Number { get; init; }

    [Encrypted("card")] public required string Card { get; set; }
}

/// <summary>A record whose identity is text.</summary>
[EncryptedModel("two-texts")]
public sealed class TwoTexts
{
    [EncryptionContext("tenant")] public required string Tenant { get; init; }

    [RecordIdentity("name")] public required string Name { get; init; }

    [Encrypted("text")] public required string Text { get; set; }
}

/// <summary>A record whose identity can be changed.</summary>
[EncryptedModel("movable")]
public sealed class Movable
{
    [EncryptionContext("tenant")] public required string Tenant { get; set; }

    [RecordIdentity("id")] public required int Id { get; set; }

    [Encrypted("text")] public required string Text { get; set; }
}
