using Amazon.KeyManagementService;
using KmsGuard.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.Aws.Tests;

public sealed class AddAwsKmsTests : IDisposable
{
    private readonly TestKms _kms = new();
    private readonly AmazonKeyManagementServiceClient _client;
    private readonly string _arn;

    public AddAwsKmsTests()
    {
        _client = _kms.CreateClient();
        _arn = _kms.CreateKey("alias/pii");
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Keys_come_from_configuration_and_the_client_from_the_application()
    {
        var old = _kms.CreateKey();
        var further = _kms.CreateKey();
        var token = await Data.GrantAsync(_client, _arn);
        _kms.ClearCalls();
        using var services = Services(
            ("Keys:pii:Kms:KeyArn", _arn),
            ("Keys:pii:Kms:AlsoEncryptWith:0", further),
            ("Keys:pii:Kms:AlsoDecryptWith", old),
            ("Keys:pii:Kms:GrantTokens:0", token),
            ("Keys:logs:Kms:Alias", "alias/pii"),
            ("Kms:CallTimeout", "00:00:05")).BuildServiceProvider();
        var keyring = services.GetRequiredService<IKeyring>();
        Assert.IsType<CachingKeyring>(keyring);
        await Data.MakeAsync(keyring);
        await Data.MakeAsync(keyring, keyName: "logs");
        Assert.Equal([_arn, further, "alias/pii"], _kms.Calls.Select(call => call.KeyId));
        var (key, edks) = await Data.MakeAsync(Data.Keyring(_client, old));
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));
    }

    [Fact]
    public async Task Keys_can_be_set_in_code()
    {
        var collection = new ServiceCollection().AddSingleton<IAmazonKeyManagementService>(_client);
        collection.AddKmsGuard().AddAwsKms(options => options.Keys["pii"] = new AwsKmsKeyOptions { KeyArn = _arn });
        using var services = collection.BuildServiceProvider();
        await Data.MakeAsync(services.GetRequiredService<IKeyring>());
        Assert.Equal(_arn, Assert.Single(_kms.Calls).KeyId);
    }

    [Fact]
    public async Task Each_Region_has_its_own_client()
    {
        var there = _kms.CreateKey(region: "us-east-1");
        using var america = _kms.CreateClient(region: "us-east-1");
        var collection = Services(("Keys:pii:Kms:KeyArn", _arn), ("Keys:pii:Kms:AlsoEncryptWith", there));
        collection.AddKeyedSingleton<IAmazonKeyManagementService>("us-east-1", america);
        using var services = collection.BuildServiceProvider();
        await Data.MakeAsync(services.GetRequiredService<IKeyring>());
        Assert.Equal(["eu-west-1", "us-east-1"], _kms.Calls.Select(call => call.Region));
    }

    [Fact]
    public void A_Region_without_a_client_is_named()
    {
        using var services = Services(("Keys:pii:Kms:KeyArn", _kms.CreateKey(region: "us-east-1"))).BuildServiceProvider();
        var error = Assert.Throws<ArgumentException>(services.GetRequiredService<IKeyring>);
        Assert.Contains("us-east-1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_application_without_a_client_is_told_how_to_add_one()
    {
        var collection = new ServiceCollection();
        collection.AddKmsGuard().AddAwsKms(options => options.Keys["pii"] = new AwsKmsKeyOptions { KeyArn = _arn });
        using var services = collection.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(services.GetRequiredService<IKeyring>);
        Assert.Contains("AddSingleton<IAmazonKeyManagementService>", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Keys:pii:Kms:KeyArn", "alias/pii", "KmsGuard:Keys:pii:Kms:KeyArn is 'alias/pii'")]
    [InlineData("Keys:pii:Kms:Alias", "pii", "KmsGuard:Keys:pii:Kms:Alias is 'pii'")]
    [InlineData("Keys:pii:Kms:AlsoEncryptWith:0", "x", "KmsGuard:Keys:pii:Kms:KeyArn is not set")]
    [InlineData("Keys:pii:Kms:Arn", "x", "KmsGuard:Keys:pii:Kms:Arn is not a setting")]
    [InlineData("Kms:CallTimeout", "30", "KmsGuard:Kms:CallTimeout is '30'")]
    [InlineData("Kms:Timeout", "00:00:30", "KmsGuard:Kms:Timeout is not a setting")]
    [InlineData("Cache:MaxAge", "00:05:00", "KmsGuard:Keys names no AWS KMS key")]
    public void A_wrong_setting_is_named_by_its_path(string path, string value, string expected)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Services((path, value)));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    private ServiceCollection Services(params (string Path, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"KmsGuard:{setting.Path}", (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IAmazonKeyManagementService>(_client);
        services.AddKmsGuard(configuration.GetSection("KmsGuard")).AddAwsKms();
        return services;
    }
}
