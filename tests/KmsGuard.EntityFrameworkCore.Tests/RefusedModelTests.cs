using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>Models in which rows would become unreadable are refused when they are built.</summary>
public sealed class RefusedModelTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public static TheoryData<string, Action<ModelBuilder>> Generated => new()
    {
        { "EncryptedAccount.Id", model => model.Entity<EncryptedAccount>().Property(account => account.Id).ValueGeneratedOnAdd() },
        { "EncryptedAccount.Id", model => model.Entity<EncryptedAccount>().Property(account => account.Id).UseIdentityLikeGenerator() },
        { "EncryptedCustomer.Id", model => model.Entity<EncryptedCustomer>().Property(customer => customer.Id).ValueGeneratedOnAddOrUpdate() },
        { "EncryptedCustomer.TenantId", model => model.Entity<EncryptedCustomer>().Property(customer => customer.TenantId).ValueGeneratedOnUpdate() },
    };

    [Theory]
    [MemberData(nameof(Generated), DisableDiscoveryEnumeration = true)]
    public void A_bound_property_that_is_generated(string name, Action<ModelBuilder> configure)
    {
        var message = Refused(configure);
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains("what was encrypted before could never be read", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_no_concurrency_token()
    {
        var message = Refused(model => model.Entity<EncryptedCustomer>().Property(customer => customer.RecordHeader).IsConcurrencyToken(false));
        Assert.Contains("EncryptedCustomer.RecordHeader must be a concurrency token", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_no_concurrency_token_in_a_complex_property()
    {
        var message = Refused(model => model.Entity<Dossier>().ComplexProperty(dossier => dossier.Subject).Property(customer => customer.RecordHeader).IsConcurrencyToken(false));
        Assert.Contains("RecordHeader must be a concurrency token", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_without_their_header()
    {
        var message = Refused(model => model.Entity<EncryptedCustomer>().Ignore(customer => customer.RecordHeader));
        Assert.Contains("EncryptedCustomer stores encrypted fields without their record header", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_in_a_JSON_column()
    {
        Assert.Contains("EncryptedCustomer.RecordHeader is part of a JSON column", Refused(model => model.Entity<Dossier>().OwnsOne(dossier => dossier.Subject, subject => subject.ToJson())), StringComparison.Ordinal);
        Assert.Contains("EncryptedCustomer.RecordHeader is part of a JSON column", Refused(model => model.Entity<Shelf>().OwnsOne(shelf => shelf.Dossier, dossier => dossier.ToJson().OwnsOne(inner => inner.Subject))), StringComparison.Ordinal);
    }

    public void Dispose() => _database.Dispose();

    private string Refused(Action<ModelBuilder> configure)
    {
        using var context = _database.Open(configure);
        return Assert.Throws<InvalidOperationException>(() => context.Model).Message;
    }

    private sealed class Shelf
    {
        public int Id { get; set; }

        public required Dossier Dossier { get; set; }
    }
}

internal static class GeneratorConfiguration
{
    /// <summary>EF Core runs a value generator for a key of 0 although the property itself is never generated.</summary>
    internal static void UseIdentityLikeGenerator(this Microsoft.EntityFrameworkCore.Metadata.Builders.PropertyBuilder<int> property) =>
        property.HasValueGenerator<OneGenerator>();

    private sealed class OneGenerator : ValueGenerator<int>
    {
        public override bool GeneratesTemporaryValues => false;

        public override int Next(EntityEntry entry) => 1;
    }
}
