using KmsGuard.Tests.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.Tests.Keyrings.Hierarchical;

public sealed class AddHierarchyTests : Hierarchies
{
    [Fact]
    public async Task An_application_gets_an_encryptor_over_branch_keys()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IBranchKeyStore>(Store).AddSingleton<TimeProvider>(Time);
        services.AddKmsGuard(Settings(("Hierarchy:RefreshInterval", "00:02:00"), ("Hierarchy:RefreshAhead", "00:00:00"), ("Hierarchy:RotateAfter", "90.00:00:00"), ("Hierarchy:StoreTimeout", "00:00:03"), ("Hierarchy:MaxEntries", "7")))
            .AddKeyring("scripted", _ => Kek)
            .AddHierarchy();
        await using (var provider = services.BuildServiceProvider())
        {
            var encryptor = provider.GetRequiredService<RecordEncryptor>();
            var stored = await encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "text" }, Cancellation);
            Time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
            await encryptor.DecryptAsync(stored, Cancellation);
            Assert.Equal(0, Kek.Unwrapped);
            Time.Advance(TimeSpan.FromTicks(1));
            await encryptor.DecryptAsync(stored, Cancellation);
            Assert.Equal(1, Kek.Unwrapped);

            var hierarchy = provider.GetRequiredService<HierarchicalKeyring>();
            Assert.Same(hierarchy, provider.GetRequiredService<IKeyring>());
            await hierarchy.DeleteAsync("default", Tenant("t1"), Cancellation);
            await AssertUnavailableAsync(KeyUnavailableReason.Deleted, async () => await encryptor.DecryptAsync(stored, Cancellation));
        }
        Assert.True(Kek.IsDisposed);
    }

    [Fact]
    public async Task Index_keys_are_kept_in_a_store_beside_a_cache()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IBranchKeyStore>(Store).AddSingleton<TimeProvider>(Time);
        services.AddKmsGuard(Settings(("IndexKeys:RefreshInterval", "00:02:00"), ("IndexKeys:RefreshAhead", "00:00:00"))).AddKeyring("scripted", _ => Kek).AddIndexKeys();
        await using (var provider = services.BuildServiceProvider())
        {
            Assert.IsType<CachingKeyring>(provider.GetRequiredService<IKeyring>());
            var encryptor = provider.GetRequiredService<RecordEncryptor>();
            var stored = await encryptor.EncryptAsync(new MovableWithIndex { Tenant = "t1", Id = 1, Text = "x" }, Cancellation);
            Assert.Equal(BranchKeyUsage.Index, Assert.Single(Store.Rows).Usage);
            Time.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(stored.TextIndex, await encryptor.IndexAsync(EncryptedMovableWithIndex.Fields.Text, "x", "t1", Cancellation));
            Assert.Equal((2, 1), (Kek.Generated, Kek.Unwrapped));      // a data key and a branch key, which was opened again

            await provider.GetRequiredService<HierarchicalKeyring>().DeleteAsync("default", Tenant("t1"), Cancellation);
            await AssertUnavailableAsync(KeyUnavailableReason.Deleted, async () => await encryptor.IndexAsync(EncryptedMovableWithIndex.Fields.Text, "x", "t1", Cancellation));
            Assert.Equal("x", (await encryptor.DecryptAsync(stored, Cancellation)).Text);
        }
        Assert.Equal(1, Kek.Disposals);
    }

    [Fact]
    public void Index_keys_without_a_store_or_beside_a_hierarchy_are_told_so()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard().AddKeyring("scripted", _ => Kek).AddIndexKeys();
        using (var provider = services.BuildServiceProvider())
            Assert.Contains("AddIndexKeys has no store", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<RecordEncryptor>).Message, StringComparison.Ordinal);
        Assert.Equal(1, Kek.Disposals);

        var both = new ServiceCollection();
        both.AddSingleton<IBranchKeyStore>(Store);
        both.AddKmsGuard().AddKeyring("scripted", _ => Kek).AddHierarchy().AddIndexKeys();
        using (var provider = both.BuildServiceProvider())
            Assert.Contains("remove AddIndexKeys()", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<RecordEncryptor>).Message, StringComparison.Ordinal);
        Assert.Equal(2, Kek.Disposals);
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddKmsGuard().AddIndexKeys().AddIndexKeys());
        Assert.Contains("IndexKeys:MaxEntries", Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddKmsGuard(Settings(("IndexKeys:MaxEntries", "0"))).AddIndexKeys()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hierarchy_without_a_store_is_told_so()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard().AddKeyring("scripted", _ => Kek).AddHierarchy();
        using var provider = services.BuildServiceProvider();
        Assert.Contains("AddBranchKeyStore", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<RecordEncryptor>).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hierarchy:RefreshInterval", "00:00:00")]
    [InlineData("Hierarchy:RefreshAhead", "01:00:00")]
    [InlineData("Hierarchy:RotateAfter", "365")]
    [InlineData("Hierarchy:StoreTimeout", "1:0")]
    [InlineData("Hierarchy:MaxEntries", "0")]
    [InlineData("Hierarchy:RefreshIntervall", "00:02:00")]
    public void A_wrong_setting_is_named(string name, string value)
    {
        var builder = new ServiceCollection().AddKmsGuard(Settings((name, value)));
        Assert.Contains("KmsGuard:" + name, Assert.Throws<InvalidOperationException>(() => builder.AddHierarchy()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_has_the_last_word_and_is_checked_too()
    {
        var builder = new ServiceCollection().AddKmsGuard(Settings(("Hierarchy:MaxEntries", "7")));
        Assert.Throws<ArgumentException>(() => builder.AddHierarchy(options =>
        {
            Assert.Equal(7, options.MaxEntries);
            options.MaxEntries = 0;
        }));
    }

    private static IConfigurationSection Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("KmsGuard:" + setting.Name, (string?)setting.Value))).Build().GetSection("KmsGuard");
}
