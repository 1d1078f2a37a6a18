using KmsGuard.Pkcs11.Tests.Support;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>Mistakes in what is configured are named before anything is called.</summary>
public class OptionsTests
{
    public static TheoryData<string, Action<Pkcs11Options>> Mistakes => new()
    {
        { "Pkcs11Options.ModulePath", options => options.ModulePath = " " },
        { "Pkcs11Options.TokenLabel", options => options.TokenLabel = null },
        { "Pkcs11Options.TokenLabel", options => options.TokenLabel = options.TokenSerial = " " },
        { "Pkcs11Options.Profile", options => options.Profile = null! },
        { "Pkcs11Options.Profile", options => options.Profile.IvSize = 16 },
        { "Pkcs11Options.Profile", options => options.Profile = new Pkcs11Profile { IvSource = Pkcs11IvSource.HsmAppended, IvSize = 0 } },
        { "Pkcs11Options.Profile", options => options.Profile.IvSource = (Pkcs11IvSource)7 },
        { "Pkcs11Options.Timeout", options => options.Timeout = TimeSpan.Zero },
        { "Pkcs11Options.Timeout", options => options.Timeout = TimeSpan.FromMinutes(11) },
        { "Pkcs11Options.MaxSessions", options => options.MaxSessions = 0 },
        { "Pkcs11Options.MaxSessions", options => options.MaxSessions = 257 },
        { "Pkcs11Options.KeyNamespace", options => options.KeyNamespace = "" },
        { "Pkcs11Options.KeyNamespace", options => options.KeyNamespace = "hsm-ä" },
        { "Pkcs11Options.KeyNamespace", options => options.KeyNamespace = new string('x', 65) },
        { "Pkcs11Options.KeyNamespace", options => options.KeyNamespace = "aws-kms-hsm" },
        { "Pkcs11Options.MaxWraps", options => options.MaxWraps = 0 },
        { "Pkcs11Options.MaxWraps", options => options.MaxWraps = (1L << 32) + 1 },
        { "Pkcs11Options.WarnAfterWraps", options => options.WarnAfterWraps = 0 },
        { "Pkcs11Options.Keys", options => options.Keys.Clear() },
        { "Pkcs11Options.Keys:pii", options => options.Keys["pii"] = new Pkcs11KeyOptions() },
        { "Pkcs11Options.Keys:pii", options => options.Keys["pii"].Id = "abc" },
        { "Pkcs11Options.Keys:pii", options => options.Keys["pii"].Id = "xy" },
        { "Pkcs11Options.Keys:pii", options => options.Keys["pii"].Label = "\ud800" },
        { "Pkcs11Options.Keys:pii", options => options.Keys["pii"].Name = new string('x', 600) },
        { "Pkcs11Options.Keys:pii:Retired:0", options => options.Keys["pii"].Retired.Add(new Pkcs11KeyOptions()) },
        { "Pkcs11Options.Keys:pii:Retired:0", options => options.Keys["pii"].Retired.Add(new Pkcs11KeyOptions { Label = "old", Retired = { new Pkcs11KeyOptions { Label = "older" } } }) },
        { "Pkcs11Options.Keys names two keys 'kek'", options => options.Keys["other"] = new Pkcs11KeyOptions { Label = "b", Name = "kek" } },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_is_named(string name, Action<Pkcs11Options> change)
    {
        var options = Options();
        change(options);
        var error = Assert.Throws<ArgumentException>(() => new Pkcs11Keyring(options));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_key_may_serve_two_key_names()
    {
        var options = Options();
        options.Keys["other"] = new Pkcs11KeyOptions { Label = "kek" };
        new Pkcs11Keyring(options).Dispose();
    }

    /// <summary>What is given may be changed later by its owner, and has no effect.</summary>
    [Fact]
    public async Task Later_changes_have_no_effect()
    {
        var token = new TestToken();
        token.Import();
        var options = token.Options();
        await using var keyring = new Pkcs11Keyring(options);
        options.ModulePath = options.TokenLabel = options.Keys["pii"].Label = "changed";
        options.Profile.IvSource = Pkcs11IvSource.HsmAppended;
        options.Keys.Clear();
        await keyring.RoundTripAsync();
    }

    [Fact]
    public async Task A_module_that_is_missing_or_none_is_named()
    {
        await using (var missing = new Pkcs11Keyring(Options()))
        {
            var error = await missing.IsUnavailableAsync(KeyUnavailableReason.NotFound);
            Assert.Contains("/no/such/module.so", error.Message, StringComparison.Ordinal);
            Assert.Contains("Pkcs11Options.ModulePath", error.Message, StringComparison.Ordinal);
        }
        var options = Options();
        options.ModulePath = typeof(OptionsTests).Assembly.Location;
        await using var none = new Pkcs11Keyring(options);
        Assert.Contains(options.ModulePath, (await none.IsUnavailableAsync(KeyUnavailableReason.NotFound)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_missing_is_named_with_those_that_are_there()
    {
        var token = new TestToken();
        await using (var keyring = token.Keyring(options => options.TokenLabel = "nowhere"))
        {
            var error = await keyring.IsUnavailableAsync(KeyUnavailableReason.NotFound);
            Assert.Contains("no token 'nowhere'", error.Message, StringComparison.Ordinal);
            Assert.Contains($"'{token.Label}'", error.Message, StringComparison.Ordinal);
        }
        await using var bySerial = token.Keyring(options => options.TokenSerial = "00ff");
        Assert.Contains("serial number 00ff", (await bySerial.IsUnavailableAsync(KeyUnavailableReason.NotFound)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_tokens_with_one_label_the_serial_number_tells()
    {
        var token = new TestToken();
        token.Import();
        var serial = token.Serial;
        await using var byLabel = token.Keyring();
        await using var bySerial = token.Keyring(options => options.TokenSerial = serial);
        await using var bySerialAlone = token.Keyring(options => (options.TokenLabel, options.TokenSerial) = ("", serial));
        _ = new TestToken(beside: token);
        Assert.Contains("2 tokens", (await byLabel.IsUnavailableAsync(KeyUnavailableReason.NotFound)).Message, StringComparison.Ordinal);
        await bySerial.RoundTripAsync();
        await bySerialAlone.RoundTripAsync();
    }

    private static Pkcs11Options Options() => new() { ModulePath = "/no/such/module.so", TokenLabel = "token", Keys = { ["pii"] = new Pkcs11KeyOptions { Label = "kek" } } };
}
