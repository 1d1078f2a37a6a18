namespace KmsGuard.Generators.Tests.EndToEnd;

/// <summary>What cannot be written with blind indexes, and models of every shape that have one.</summary>
public sealed class BlindIndexTests
{
    private const string Models = """
        using System;
        using KmsGuard;

        namespace Shop;

        [EncryptedModel("customer", KeyName = "pii")]
        public class Customer
        {
            [EncryptionContext("tenant")] public required Guid Tenant { get; init; }
            [RecordIdentity("id")] public required int Id { get; init; }
            [Encrypted("email"), BlindIndex(Bits = 12), BlindIndex(Bits = 16, Version = 2)] public required string Email { get; set; }
            [Encrypted("phone"), BlindIndex(Bits = 12, Normalize = IndexNormalization.DigitsOnly)] public string? Phone { get; set; }
            [Encrypted("note")] public string? Note { get; set; }
        }

        public abstract class Party { [Encrypted("näme"), BlindIndex(Bits = 9)] public virtual string? Näme { get; init; } }

        [EncryptedModel("supplier", TypeName = "StoredSupplier")]
        public sealed class Supplier : Party
        {
            public Supplier(int id) => Id = id;
            [RecordIdentity("id")] public int Id { get; }
            public override string? Näme { get; init; }
            [Encrypted("class"), BlindIndex(Bits = 4)] public int? @class { get; init; }
            public required string Kept { get; init; }
        }
        """;


    [Theory]
    [InlineData("stored.EmailIndex = stored.PhoneIndex;", "CS0029")]
    [InlineData("stored.EmailIndex = stored.EmailIndex2;", "CS0029")]
    [InlineData("_ = stored.EmailIndex == stored.EmailIndex2;", "CS0019")]
    [InlineData("stored.EmailIndex = 5;", "CS0029")]
    [InlineData("await encryptor.IndexAsync(EncryptedCustomer.Fields.Note, \"x\", Guid.NewGuid());", "CS0411")]
    [InlineData("await encryptor.IndexAsync(EncryptedCustomer.Fields.Email, \"x\");", "CS1503")]
    [InlineData("await encryptor.IndexAsync(EncryptedCustomer.Fields.Email, \"x\", \"tenant\");", "CS1503")]
    [InlineData("await encryptor.IndexAsync(EncryptedCustomer.Fields.Email, 5, Guid.NewGuid());", "CS0411")]
    public void An_index_fits_its_like_and_nothing_else(string statement, string error) =>
        Assert.Contains(error, Scenario.CompileErrors(Models, "EncryptedCustomer stored = null!; " + statement));

    [Fact]
    public Task A_model_of_any_shape_is_found() => Scenario.RunAsync(Models, """
        var stored = await encryptor.EncryptAsync(new Supplier(7) { Näme = "ACME", @class = 3, Kept = "x" });
        Assert.Equal(stored.NämeIndex, await encryptor.IndexAsync(StoredSupplier.Fields.Näme, "ACME"));
        Assert.Equal(stored.classIndex, await encryptor.IndexAsync(StoredSupplier.Fields.@class, 3));
        Assert.Equal(stored.classIndex, await encryptor.IndexAsync(StoredSupplier.Indexes.classIndex, 3));
        var json = JsonSerializer.Serialize(stored);
        Assert.Equal(stored.NämeIndex, JsonSerializer.Deserialize<StoredSupplier>(json)!.NämeIndex);
        """);
}
