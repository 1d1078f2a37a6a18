using KmsGuard.Tests.Models;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.Tests.DependencyInjection;

public sealed class AddKmsGuardTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_application_gets_an_encryptor_over_cached_development_keys()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard(cache => cache.MaxRecords = 5).AddLocalForDevelopment(Path.Combine(_folder.FullName, "dev.key"));
        await using var provider = services.BuildServiceProvider();
        var encryptor = provider.GetRequiredService<RecordEncryptor>();
        Assert.Same(encryptor, provider.GetRequiredService<RecordEncryptor>());
        Assert.IsType<CachingKeyring>(provider.GetRequiredService<IKeyring>());
        var stored = await encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "text" });
        Assert.Equal("text", (await encryptor.DecryptAsync(stored)).Text);
    }

    [Fact]
    public void An_application_without_keys_is_told_so()
    {
        var services = new ServiceCollection();
        services.AddKmsGuard();
        using var provider = services.BuildServiceProvider();
        Assert.Contains("AddLocalForDevelopment", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<RecordEncryptor>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keyrings_of_one_name_are_refused()
    {
        var builder = new ServiceCollection().AddKmsGuard().AddLocalForDevelopment("a.key");
        Assert.Throws<InvalidOperationException>(() => builder.AddLocalForDevelopment("b.key"));
    }

    [Fact]
    public void Limits_are_checked_at_start_up()
    {
        var error = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddKmsGuard(cache => cache.MaxAge = TimeSpan.Zero));
        Assert.Contains("DataKeyCacheOptions.MaxAge", error.Message, StringComparison.Ordinal);
    }
}
