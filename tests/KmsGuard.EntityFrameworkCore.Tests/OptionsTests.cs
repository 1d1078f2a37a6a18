using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace KmsGuard.EntityFrameworkCore.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Contexts_with_and_without_share_no_model()
    {
        using var with = new OnlyCountries(Options().UseKmsGuard().Options);
        using var without = new OnlyCountries(Options().Options);
        Assert.NotSame(with.Model, without.Model);
        Assert.Single(Plugins(with));
        Assert.Empty(Plugins(without));
    }

    [Fact]
    public void Contexts_with_it_share_a_model_however_often_it_was_called()
    {
        using var once = new OnlyCountries(Options().UseKmsGuard().Options);
        using var twice = new OnlyCountries(Options().UseKmsGuard().UseKmsGuard().Options);
        Assert.Same(once.Model, twice.Model);
        Assert.Single(Plugins(twice));
        Assert.Single(twice.GetService<IEnumerable<Microsoft.EntityFrameworkCore.Diagnostics.IInterceptor>>());
    }

    [Fact]
    public void The_log_says_so()
    {
        var extension = Options().UseKmsGuard().Options.Extensions.Single(extension => extension.GetType().Assembly == typeof(KmsGuardDbContextOptionsBuilderExtensions).Assembly);
        Assert.Equal("using KmsGuard ", extension.Info.LogFragment);
        Assert.False(extension.Info.IsDatabaseProvider);
    }

    [Fact]
    public void Builders_of_both_kinds_are_returned()
    {
        var typed = Options();
        Assert.Same(typed, typed.UseKmsGuard());
        var untyped = new DbContextOptionsBuilder();
        Assert.Same(untyped, untyped.UseKmsGuard());
        Assert.Throws<ArgumentNullException>("optionsBuilder", () => KmsGuardDbContextOptionsBuilderExtensions.UseKmsGuard(null!));
    }

    /// <summary>Nothing that EF Core itself says about a property it cannot map is hidden.</summary>
    [Fact]
    public void Without_it_EF_Core_refuses_ciphertext()
    {
        using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite("Data Source=:memory:").Options);
        Assert.Contains("EncryptedAccount.Iban", Assert.Throws<InvalidOperationException>(() => context.Model).Message, StringComparison.Ordinal);
    }

    private static DbContextOptionsBuilder<OnlyCountries> Options() => new DbContextOptionsBuilder<OnlyCountries>().UseSqlite("Data Source=:memory:");

    private static IEnumerable<IConventionSetPlugin> Plugins(DbContext context) =>
        context.GetService<IEnumerable<IConventionSetPlugin>>().Where(plugin => plugin.GetType().Assembly == typeof(KmsGuardDbContextOptionsBuilderExtensions).Assembly);

    private sealed class OnlyCountries(DbContextOptions<OnlyCountries> options) : DbContext(options)
    {
        public DbSet<Country> Countries => Set<Country>();
    }
}
