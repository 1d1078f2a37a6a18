using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using static KmsGuard.EntityFrameworkCore.Tests.Support.People;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>What the database is made of.</summary>
public sealed class ColumnTests : IDisposable
{
    private readonly TestDatabase _database = new();

    [Fact]
    public void Ciphertext_is_binary_and_required_unless_its_wrapper_is_nullable()
    {
        using var context = _database.Open();
        var script = context.Database.GenerateCreateScript().ReplaceLineEndings("\n");
        Assert.Contains("""
            CREATE TABLE "Customers" (
                "Id" TEXT NOT NULL CONSTRAINT "PK_Customers" PRIMARY KEY,
                "TenantId" TEXT NOT NULL,
                "Ssn" BLOB NOT NULL,
                "BirthDate" BLOB NULL,
                "Photo" BLOB NULL,
                "Alias" BLOB NOT NULL,
                "City" TEXT NULL,
                "RecordHeader" BLOB NOT NULL
            );
            """.ReplaceLineEndings("\n"), script, StringComparison.Ordinal);
        Assert.Contains("""
            CREATE TABLE "Accounts" (
                "Id" INTEGER NOT NULL CONSTRAINT "PK_Accounts" PRIMARY KEY,
            """.ReplaceLineEndings("\n"), script, StringComparison.Ordinal);
        Assert.Contains("""
                "Id" INTEGER NOT NULL CONSTRAINT "PK_Countries" PRIMARY KEY AUTOINCREMENT,
            """.ReplaceLineEndings("\n"), script, StringComparison.Ordinal);
    }

    /// <summary>A snapshot writes down bytes and knows no wrapper; it must not differ from the model, or every migration would alter every column again.</summary>
    [Fact]
    public void A_model_does_not_differ_from_its_migration_snapshot()
    {
        var snapshot = new ModelBuilder();
        snapshot.HasAnnotation("ProductVersion", "8.0.0");
        snapshot.Entity("Account", account =>
        {
            account.Property<int>("Id").HasColumnType("INTEGER");
            account.Property<byte[]>("Iban").IsRequired().HasColumnType("BLOB");
            account.Property<byte[]>("RecordHeader").IsConcurrencyToken().IsRequired().HasColumnType("BLOB");
            account.HasKey("Id");
            account.ToTable("Accounts");
        });
        using var context = _database.Open(model => model.Entity<EncryptedAccount>().ToTable("Accounts"));
        var differ = context.GetService<IMigrationsModelDiffer>();
        var before = context.GetService<IModelRuntimeInitializer>().Initialize((IModel)snapshot.Model, designTime: true, validationLogger: null).GetRelationalModel();
        var now = context.GetService<IDesignTimeModel>().Model.GetRelationalModel();
        Assert.Empty(differ.GetDifferences(before, now));

        var fromNothing = context.GetService<IMigrationsSqlGenerator>().Generate(differ.GetDifferences(null, now), context.GetService<IDesignTimeModel>().Model);
        Assert.Contains("\"RecordHeader\" BLOB NOT NULL", Assert.Single(fromNothing).CommandText, StringComparison.Ordinal);
    }

    /// <summary>What a snapshot writes down of a property is the converter's provider type.</summary>
    [Theory]
    [InlineData(nameof(EncryptedCustomer.Ssn), false)]
    [InlineData(nameof(EncryptedCustomer.BirthDate), true)]
    [InlineData(nameof(EncryptedCustomer.Alias), false)]
    [InlineData(nameof(EncryptedCustomer.RecordHeader), false)]
    public void A_migration_sees_bytes_without_a_length(string name, bool nullable)
    {
        using var context = _database.Open();
        var property = context.GetService<IDesignTimeModel>().Model.FindEntityType(typeof(EncryptedCustomer))!.FindProperty(name)!;
        Assert.Equal(typeof(byte[]), property.GetTypeMapping().Converter!.ProviderClrType);
        Assert.Equal(nullable, property.IsNullable);
        Assert.Null(property.GetMaxLength());
        Assert.Equal(name == nameof(EncryptedCustomer.RecordHeader), property.IsConcurrencyToken);
    }

    [Fact]
    public void An_application_can_still_name_ignore_and_convert_a_column()
    {
        using var context = _database.Open(model => model.Entity<EncryptedCustomer>(customer =>
        {
            customer.Ignore(c => c.Photo);
            customer.Property(c => c.Ssn).HasColumnName("national_id");
            customer.Property(c => c.Alias).HasConversion(alias => Convert.ToBase64String(alias.Bytes.ToArray()), stored => EncryptedCustomer.AliasCiphertext.FromBytes(Convert.FromBase64String(stored)));
        }));
        var entity = context.Model.FindEntityType(typeof(EncryptedCustomer))!;
        Assert.Null(entity.FindProperty(nameof(EncryptedCustomer.Photo)));
        Assert.Equal("national_id", entity.FindProperty(nameof(EncryptedCustomer.Ssn))!.GetColumnName());
        Assert.Equal("TEXT", entity.FindProperty(nameof(EncryptedCustomer.Alias))!.GetColumnType());
    }

    [Fact]
    public void A_property_marked_NotMapped_has_no_column()
    {
        using var context = _database.Open(model => model.Entity<WithUnmapped>());
        Assert.Equal([nameof(WithUnmapped.Id)], context.Model.FindEntityType(typeof(WithUnmapped))!.GetProperties().Select(property => property.Name));
    }

    [Fact]
    public async Task A_shadow_property_of_ciphertext_has_a_column_too()
    {
        var ciphertext = (await _database.Encryptor.EncryptAsync(Ada(), Token)).Ssn;
        void Configure(ModelBuilder model) => model.Entity<Country>().ToTable("Shadowed").Property<EncryptedCustomer.SsnCiphertext?>("Secret");
        await using (var context = _database.Open(Configure))
        {
            await context.Database.EnsureCreatedAsync(Token);
            var country = new Country { Name = "Iceland" };
            context.Add(country).Property("Secret").CurrentValue = ciphertext;
            await context.SaveChangesAsync(Token);
        }
        await using var after = _database.Open(Configure);
        Assert.Equal(ciphertext, await after.Set<Country>().Select(country => EF.Property<EncryptedCustomer.SsnCiphertext?>(country, "Secret")).SingleAsync(Token));
    }

    public void Dispose() => _database.Dispose();

    private sealed class WithUnmapped
    {
        public int Id { get; set; }

        [System.ComponentModel.DataAnnotations.Schema.NotMapped]
        public EncryptedCustomer.SsnCiphertext Draft { get; set; }
    }
}
