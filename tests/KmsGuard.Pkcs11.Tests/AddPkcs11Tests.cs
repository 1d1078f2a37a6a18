using KmsGuard.Pkcs11.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.Pkcs11.Tests;

public sealed class AddPkcs11Tests : IDisposable
{
    private const string PinVariable = "KMSGUARD_TEST_PIN";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(PinVariable, null);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Module_token_keys_and_PIN_come_from_configuration()
    {
        var token = new TestToken();
        token.Import(id: [1]);
        token.Import("old", id: [2]);
        var pin = Path.Combine(_folder.FullName, "pin");
        await File.WriteAllTextAsync(pin, token.Pin + "\n", TestContext.Current.CancellationToken);
        using var services = Services(
            ("Pkcs11:ModulePath", SoftHsm.ModulePath),
            ("Pkcs11:TokenLabel", token.Label),
            ("Pkcs11:PinFile", pin),
            ("Pkcs11:Timeout", "00:00:20"),
            ("Pkcs11:MaxSessions", "2"),
            ("Keys:pii:Pkcs11:Label", "kek"),
            ("Keys:pii:Pkcs11:Id", "01"),
            ("Keys:pii:Pkcs11:Name", "kek-1"),
            ("Keys:pii:Pkcs11:Retired:0:Label", "old"));
        var keyring = services.GetRequiredService<IKeyring>();
        Assert.IsType<CachingKeyring>(keyring);
        using var made = await keyring.GenerateAsync(Requests.Generate(), TestContext.Current.CancellationToken);
        Assert.True(Assert.Single(made.EncryptedDataKeys).ProviderInfo.Span.StartsWith("kek-1"u8));

        // What the retired key wrapped is opened, too.
        await using var earlier = token.Keyring(options => options.Keys["pii"].Label = "old");
        var edk = await earlier.RoundTripAsync();
        using var opened = await keyring.UnwrapAsync(Requests.Unwrap(edk), TestContext.Current.CancellationToken);
        Assert.Equal(edk, Assert.Single(opened.EncryptedDataKeys));
    }

    /// <summary>An HSM beside another keyring: what either opens, the other lost.</summary>
    [Fact]
    public async Task The_HSM_wraps_what_another_keyring_made()
    {
        var token = new TestToken();
        token.Import();
        Environment.SetEnvironmentVariable(PinVariable, token.Pin);
        var configured = Configured(("Pkcs11:ModulePath", SoftHsm.ModulePath), ("Pkcs11:TokenLabel", token.Label), ("Pkcs11:PinVariable", PinVariable), ("Keys:pii:Pkcs11:Label", "kek"));
        configured.Builder.AddLocalForDevelopment(Path.Combine(_folder.FullName, "dev.key")).AddPkcs11();
        await using var services = configured.Services.BuildServiceProvider();
        using var made = await services.GetRequiredService<IKeyring>().GenerateAsync(Requests.Generate(), TestContext.Current.CancellationToken);
        Assert.Equal(["kmsguard-local", "kmsguard-pkcs11"], made.EncryptedDataKeys.Select(edk => edk.ProviderId));

        await using var alone = token.Keyring();
        using var opened = await alone.UnwrapAsync(Requests.Unwrap([.. made.EncryptedDataKeys]), TestContext.Current.CancellationToken);
        Assert.Equal(made.Key.ToArray(), opened.Key.ToArray());
    }

    [Fact]
    public async Task A_data_key_of_another_size_is_refused()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        using var small = DataKeyLease.Create(new byte[16], [new EncryptedDataKey("p", [], [])]);
        await Assert.ThrowsAsync<ArgumentException>(() => keyring.WrapAsync(small, Requests.Generate(), TestContext.Current.CancellationToken).AsTask());
    }

    [Theory]
    [InlineData("KmsGuard:Pkcs11:Timeout is '30'", "Pkcs11:Timeout", "30")]
    [InlineData("KmsGuard:Pkcs11:MaxSessions is '0'", "Pkcs11:MaxSessions", "0")]
    [InlineData("KmsGuard:Pkcs11:Profile is 'Luna'; it must be Standard, AwsCloudHsm or LunaFips", "Pkcs11:Profile", "Luna")]
    [InlineData("KmsGuard:Pkcs11:Pin is not a setting", "Pkcs11:Pin", "1234")]
    [InlineData("KmsGuard:Pkcs11:PinVariable is set beside PinFile", "Pkcs11:PinFile", "a", "Pkcs11:PinVariable", "B")]
    [InlineData("KmsGuard:Keys:pii:Pkcs11:Lable is not a setting", "Keys:pii:Pkcs11:Lable", "kek")]
    [InlineData("Pkcs11Options.ModulePath is not set", "Keys:pii:Pkcs11:Label", "kek")]
    [InlineData("Pkcs11Options.Keys is empty", "Pkcs11:ModulePath", "m.so", "Pkcs11:TokenLabel", "t")]
    public void A_wrong_setting_is_named_at_start_up(string expected, params string[] settings)
    {
        var error = Assert.ThrowsAny<Exception>(() => Services([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]));
        Assert.True(error is InvalidOperationException or ArgumentException);
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(params (string Path, string Value)[] settings)
    {
        var configured = Configured(settings);
        configured.Builder.AddPkcs11();
        return configured.Services.BuildServiceProvider();
    }

    private static (ServiceCollection Services, KmsGuardBuilder Builder) Configured(params (string Path, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"KmsGuard:{setting.Path}", (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection();
        return (services, services.AddKmsGuard(configuration.GetSection("KmsGuard")));
    }
}
