using KmsGuard.Tests.Keyrings;
using KmsGuard.Tests.Models;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.Tests.DependencyInjection;

/// <summary>How the keyrings that an application adds come together.</summary>
public sealed class KeyringSetTests : IDisposable
{
    private readonly ScriptedKeyring _a = new("a");
    private readonly ScriptedKeyring _b = new("b");

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public async Task Several_keyrings_wrap_together_behind_the_cache()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard().AddKeyring("a", _ => _a).AddKeyring("b", _ => _b);
        await using (var provider = services.BuildServiceProvider())
        {
            Assert.IsType<CachingKeyring>(provider.GetRequiredService<IKeyring>());
            var encryptor = provider.GetRequiredService<RecordEncryptor>();
            var stored = await encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "text" });
            await encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "text" });
            Assert.Equal((1, 1), (_a.Generated, _b.Wrapped));
            Assert.Equal("text", (await new RecordEncryptor(_b).DecryptAsync(stored)).Text);
        }
        Assert.Equal((1, 1), (_a.Disposals, _b.Disposals));
    }

    [Fact]
    public async Task Key_names_decide_who_wraps()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard().AddKeyring("a", _ => _a, ["default"]).AddKeyring("b", _ => _b, ["cards"]);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<RecordEncryptor>().EncryptAsync(new Visit { Tenant = "t1", Text = "text" });
        Assert.Equal((1, 0), (_a.Generated, _b.Wrapped));
    }

    [Fact]
    public async Task Settings_reach_the_keyrings_together()
    {
        _b.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "down");
        var services = new ServiceCollection();
        services.AddKmsGuard(SettingsTests.Section(("Multi:MinimumWraps", "1"))).AddKeyring("a", _ => _a).AddKeyring("b", _ => _b);
        await using var provider = services.BuildServiceProvider();
        var stored = await provider.GetRequiredService<RecordEncryptor>().EncryptAsync(new Visit { Tenant = "t1", Text = "text" });
        Assert.Equal("text", (await new RecordEncryptor(_a).DecryptAsync(stored)).Text);
    }

    [Fact]
    public async Task Without_a_cache_every_record_asks()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard().WithoutCache().AddKeyring("a", _ => _a);
        await using var provider = services.BuildServiceProvider();
        Assert.Same(_a, provider.GetRequiredService<IKeyring>());
    }

    [Fact]
    public async Task The_outermost_keyring_takes_the_caches_place()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard().UseOutermost("outer", (_, inner) => new Around(inner)).AddKeyring("a", _ => _a).AddKeyring("b", _ => _b);
        await using var provider = services.BuildServiceProvider();
        var outer = Assert.IsType<Around>(provider.GetRequiredService<IKeyring>());
        Assert.IsType<MultiKeyring>(outer.Inner);
    }

    [Fact]
    public void Two_outermost_keyrings_are_refused()
    {
        var builder = new ServiceCollection().AddKmsGuard().UseOutermost("one", (_, inner) => inner);
        Assert.Contains("'one'", Assert.Throws<InvalidOperationException>(() => builder.UseOutermost("two", (_, inner) => inner)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_keyring_that_cannot_wrap_for_others_is_refused_among_several_and_all_are_disposed()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard().AddKeyring("a", _ => _a).AddKeyring("alone", _ => new Around(_b));
        using var provider = services.BuildServiceProvider();
        Assert.Contains("'alone' (Around)", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IKeyring>).Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (_a.Disposals, _b.Disposals));
    }

    [Fact]
    public void A_keyring_that_cannot_be_made_leaves_none_behind()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard().AddKeyring("a", _ => _a).AddKeyring("b", _ => throw new InvalidOperationException("no module"));
        using var provider = services.BuildServiceProvider();
        Assert.Equal("no module", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IKeyring>).Message);
        Assert.Equal(1, _a.Disposals);
    }

    [Fact]
    public void A_second_AddKmsGuard_is_refused()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard();
        Assert.Throws<InvalidOperationException>(() => services.AddKmsGuard());
    }

    /// <summary>An application with an IKeyring of its own keeps it, and adding another that would never be used is a mistake.</summary>
    [Fact]
    public void An_applications_own_keyring_is_kept()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IKeyring>(_a);
        var builder = services.AddKmsGuard();
        Assert.Contains("'b'", Assert.Throws<InvalidOperationException>(() => builder.AddKeyring("b", _ => _b)).Message, StringComparison.Ordinal);
        using var provider = services.BuildServiceProvider();
        Assert.Same(_a, provider.GetRequiredService<IKeyring>());
        Assert.NotNull(provider.GetRequiredService<RecordEncryptor>());
    }

    [Fact]
    public async Task Adding_after_the_first_use_is_refused()
    {
        var services = new ServiceCollection();
        var builder = services.AddKmsGuard().AddKeyring("a", _ => _a);
        await using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IKeyring>();
        Assert.Throws<InvalidOperationException>(() => builder.AddKeyring("b", _ => _b));
        Assert.Throws<InvalidOperationException>(() => builder.UseOutermost("b", (_, inner) => inner));
        Assert.Throws<InvalidOperationException>(builder.WithoutCache);
    }

    private sealed class Around(IKeyring inner) : IKeyring, IDisposable
    {
        public IKeyring Inner => inner;

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => inner.GenerateAsync(request, cancellationToken);

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) => inner.UnwrapAsync(request, cancellationToken);

        public void Dispose() => (inner as IDisposable)?.Dispose();
    }
}
