namespace KmsGuard.Tool.Tests.Models;

/// <summary>Encrypted and decrypted.</summary>
[EncryptedModel("patient", KeyName = "health")]
public sealed class Patient
{
    [EncryptionContext("tenant")]
    public required string Tenant { get; init; }

    [RecordIdentity("id")]
    public required Guid Id { get; init; }

    [Encrypted("name")]
    public required string Name { get; set; }
}

/// <summary>Of the same key and context, and only encrypted.</summary>
[EncryptedModel("letter", KeyName = "health")]
public sealed class Letter
{
    [EncryptionContext("tenant")]
    public required string Tenant { get; init; }

    [RecordIdentity("id")]
    public required Guid Id { get; init; }

    [Encrypted("text")]
    public required string Text { get; set; }
}

/// <summary>Without a pair of its own; only encrypted.</summary>
[EncryptedModel("event", KeyName = "audit")]
public sealed class AuditEvent
{
    [RecordIdentity("id")]
    public required Guid Id { get; init; }

    [Encrypted("text")]
    public required string Text { get; set; }
}

/// <summary>Whose identity goes to the key service; a part of it was added later. Rewrapped too.</summary>
[EncryptedModel("scan", KeyName = "archive", SendIdentityToKeyring = true)]
public sealed class Scan
{
    [EncryptionContext("tenant")]
    public required string Tenant { get; init; }

    [RecordIdentity("id")]
    public required Guid Id { get; init; }

    [RecordIdentity("region", Default = "eu")]
    public required string Region { get; init; }

    [Encrypted("image")]
    public required string Image { get; set; }
}

/// <summary>With a blind index, whose key is a branch key.</summary>
[EncryptedModel("member", KeyName = "members")]
public sealed class Member
{
    [EncryptionContext("tenant")]
    public required string Tenant { get; init; }

    [RecordIdentity("id")]
    public required Guid Id { get; init; }

    [Encrypted("email")]
    [BlindIndex(Bits = 12)]
    public required string Email { get; set; }
}

/// <summary>Nobody uses it: no policy allows anything for it.</summary>
[EncryptedModel("draft", KeyName = "unused")]
public sealed class Draft
{
    [RecordIdentity("id")]
    public required Guid Id { get; init; }

    [Encrypted("text")]
    public required string Text { get; set; }
}

/// <summary>The application: this assembly's manifest says what it does, where the types are written (docs/manifest.md).</summary>
internal static class Clinic
{
    public static Patient NewPatient(string tenant = "t1") => new() { Tenant = tenant, Id = Guid.NewGuid(), Name = "Ada" };

    public static async Task RoundTripAsync(RecordEncryptor encryptor, string tenant = "t1")
    {
        EncryptedPatient stored = await encryptor.EncryptAsync(NewPatient(tenant));
        Assert.Equal("Ada", (await encryptor.DecryptAsync(stored)).Name);
    }

    public static async Task WriteAsync(RecordEncryptor encryptor) => await encryptor.EncryptAsync(new Letter { Tenant = "t1", Id = Guid.NewGuid(), Text = "text" });

    public static async Task LogAsync(RecordEncryptor encryptor) => await encryptor.EncryptAsync(new AuditEvent { Id = Guid.NewGuid(), Text = "text" });

    public static async Task<EncryptedScan> ArchiveAsync(RecordEncryptor encryptor, string region)
    {
        EncryptedScan stored = await encryptor.EncryptAsync(new Scan { Tenant = "t1", Id = Guid.NewGuid(), Region = region, Image = "image" });
        Assert.Equal("image", (await encryptor.DecryptAsync(stored)).Image);
        return stored;
    }

    public static async Task<RecordHeader> MoveAsync(RecordEncryptor encryptor, EncryptedScan scan) => await encryptor.RewrapAsync(scan);

    public static async Task FindAsync(RecordEncryptor encryptor)
    {
        EncryptedMember stored = await encryptor.EncryptAsync(new Member { Tenant = "t1", Id = Guid.NewGuid(), Email = "ada@example.com" });
        Assert.Equal(stored.EmailIndex, await encryptor.IndexAsync(EncryptedMember.Fields.Email, "ada@example.com", "t1"));
    }
}
