namespace KmsGuard.Benchmarks;

/// <summary>A record of five fields of 32 bytes.</summary>
[EncryptedModel("five")]
public sealed class FiveFields
{
    [EncryptionContext("tenant")] public required string Tenant { get; init; }

    [RecordIdentity("id")] public required Guid Id { get; init; }

    [Encrypted("a")] public required string A { get; init; }

    [Encrypted("b")] public required string B { get; init; }

    [Encrypted("c")] public required string C { get; init; }

    [Encrypted("d")] public required string D { get; init; }

    [Encrypted("e")] public required string E { get; init; }

    public static FiveFields New() => new()
    {
        Tenant = "t1", Id = Guid.NewGuid(), A = new string('a', 32), B = new string('b', 32), C = new string('c', 32), D = new string('d', 32), E = new string('e', 32),
    };
}
