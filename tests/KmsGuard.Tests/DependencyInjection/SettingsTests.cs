using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.Tests.DependencyInjection;

/// <summary>Every wrong setting is told with its full path and what is allowed.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Cache:MaxAge", "5", "hours:minutes:seconds")]
    [InlineData("Cache:MaxAge", "five minutes", "hours:minutes:seconds")]
    [InlineData("Cache:MaxAge", "00:00:00.5", "from 00:00:01 to 1.00:00:00")]
    [InlineData("Cache:MaxAge", "2.00:00:00", "from 00:00:01 to 1.00:00:00")]
    [InlineData("Cache:MaxAge", "", "is empty")]
    [InlineData("Cache:MaxAge:Minutes", "5", "single value")]
    [InlineData("Cache:RefreshAhead", "00:04:00", "from 00:00:00 to 00:02:30")]
    [InlineData("Cache:MaxRecords", "0", "from 1 to 4294967296")]
    [InlineData("Cache:MaxRecords", "4294967297", "from 1 to 4294967296")]
    [InlineData("Cache:MaxRecords", "10,000", "without separators")]
    [InlineData("Cache:MaxBytes", "1e9", "whole number")]
    [InlineData("Cache:MaxEntries", "-1", "from 1 to 2147483647")]
    [InlineData("Cache:Enabled", "yes", "true or false")]
    [InlineData("Cache:MaxAges", "00:05:00", "MaxAge, MaxBytes")]
    [InlineData("Cache", "on", "must be a section")]
    [InlineData("Multi:MinimumWraps", "0", "from 1 to 8")]
    [InlineData("Multi:MemberTimeout", "00:00:00", "from 00:00:00.1000000 to 00:10:00")]
    [InlineData("Multi:Timeout", "00:00:10", "MemberTimeout, MinimumWraps")]
    [InlineData("HealthCheck:Context:aws-crypto-x", "1", "aws-crypto-x")]
    [InlineData("HealthCheck:Contexts", "1", "Context")]
    [InlineData("Local:Path", "", "is empty")]
    [InlineData("Local:Paht", "a.key", "Path")]
    public void A_wrong_setting_is_named_when_it_is_read(string setting, string value, string told)
    {
        var error = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddKmsGuard(Section((setting, value))).AddLocalForDevelopment("dev.key"));
        var named = setting.StartsWith("Cache:MaxAge:", StringComparison.Ordinal) ? "Cache:MaxAge" : setting.StartsWith("HealthCheck:Context:", StringComparison.Ordinal) ? "HealthCheck:Context" : setting;
        Assert.StartsWith($"App:KmsGuard:{named} ", error.Message, StringComparison.Ordinal);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A section that no keyring reads is a misspelt one, or its AddXxx is missing: told when the keyrings are made.</summary>
    [Theory]
    [InlineData("Cach:MaxAge", "00:05:00", "App:KmsGuard:Cach ")]
    [InlineData("Keys:pii:Kms:KeyArn", "arn:aws:kms:...", "App:KmsGuard:Keys ")]
    public void A_setting_that_nobody_reads_is_refused(string setting, string value, string named)
    {
        var services = new ServiceCollection();
        services.AddKmsGuard(Section((setting, value))).AddLocalForDevelopment("dev.key");
        using var provider = services.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<RecordEncryptor>);
        Assert.StartsWith(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("Cache, Classifications, HealthCheck, Local, Multi", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("dev.key"));
    }

    [Fact]
    public void Settings_of_one_kind_are_found_by_key_name()
    {
        var builder = new ServiceCollection().AddKmsGuard(Section(("Keys:pii:Kms:KeyArn", "arn:1"), ("Keys:cards:Kms:KeyArn", "arn:2"), ("Keys:cards:Pkcs11:Label", "l")));
        var keys = builder.KeysWith("Kms");
        Assert.Equal(["cards", "pii"], keys.Keys.Order());
        Assert.Equal("arn:1", keys["pii"].RequiredText("KeyArn"));
        Assert.Equal("App:KmsGuard:Keys:pii:Kms", keys["pii"].Path);
        Assert.Equal(["cards"], builder.KeysWith("Pkcs11").Keys);
        Assert.StartsWith("App:KmsGuard:Keys:pii:Kms:Region is not set", Assert.Throws<InvalidOperationException>(() => keys["pii"].RequiredText("Region")).Message, StringComparison.Ordinal);
    }

    /// <summary>Of one key among several: the path tells which.</summary>
    [Fact]
    public void A_misspelt_kind_of_a_key_is_refused()
    {
        var builder = new ServiceCollection().AddKmsGuard(Section(("Keys:pii:Kms:KeyArn", "arn:1"), ("Keys:cards:Kmss:KeyArn", "arn:2")));
        builder.KeysWith("Kms")["pii"].RequiredText("KeyArn");
        var error = Assert.Throws<InvalidOperationException>(builder.Settings.RefuseUnknown);
        Assert.StartsWith("App:KmsGuard:Keys:cards:Kmss ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Kms", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_texts_are_a_list_or_a_single_one()
    {
        var settings = new ServiceCollection().AddKmsGuard(Section(("List:0", "a"), ("List:1", "b"), ("One", "a"))).Settings;
        Assert.Equal(["a", "b"], settings.Texts("List"));
        Assert.Equal(["a"], settings.Texts("One"));
        Assert.Empty(settings.Texts("None"));
        settings.RefuseUnknown();
    }

    [Fact]
    public void Names_differ_not_by_case()
    {
        var builder = new ServiceCollection().AddKmsGuard(Section(("cache:MAXRECORDS", "7")));
        Assert.Equal(7, builder.Cache!.MaxRecords);
        builder.Settings.RefuseUnknown();
    }

    [Fact]
    public void Settings_reach_the_cache()
    {
        var cache = new ServiceCollection().AddKmsGuard(Section(
            ("Cache:MaxAge", "00:10:00"), ("Cache:RefreshAhead", "00:00:30"), ("Cache:MaxRecords", "7"), ("Cache:MaxBytes", "8"), ("Cache:MaxEntries", "9"), ("Cache:Enabled", "True"))).Cache!;
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30), 7, 8, 9), (cache.MaxAge, cache.RefreshAhead!.Value, cache.MaxRecords, cache.MaxBytes, cache.MaxEntries));
        Assert.Null(new ServiceCollection().AddKmsGuard(Section(("Cache:Enabled", "false"))).Cache);
        Assert.Equal(10_000, new ServiceCollection().AddKmsGuard(Section()).Cache!.MaxRecords);
    }

    internal static IConfigurationSection Section(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("App:KmsGuard:" + setting.Name, (string?)setting.Value)))
            .Build()
            .GetSection("App:KmsGuard");
}
