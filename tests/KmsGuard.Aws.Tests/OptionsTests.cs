using Amazon.KeyManagementService;
using KmsGuard.Testing;

namespace KmsGuard.Aws.Tests;

public sealed class OptionsTests : IDisposable
{
    private const string Arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Other = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
    private readonly AmazonKeyManagementServiceClient _client = new TestKms().CreateClient();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("alias/pii")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:alias/pii")]
    [InlineData(Arn + " ")]
    [InlineData(Arn + ":x")]
    [InlineData(Arn + "/x")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/*")]
    [InlineData("arn:aws:kms:eu-west-1:11112222333:key/1234")]
    [InlineData("arn:aws:kms:eu-west-1:11112222333x:key/1234")]
    [InlineData("arn:aws:kms::111122223333:key/1234")]
    [InlineData("arn::kms:eu-west-1:111122223333:key/1234")]
    [InlineData("arn:aws:s3:eu-west-1:111122223333:key/1234")]
    [InlineData("ARN:aws:kms:eu-west-1:111122223333:key/1234")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/é")]
    public void A_value_that_is_no_key_ARN_is_named_wherever_it_stands(string text)
    {
        foreach (var (property, key) in new (string, AwsKmsKeyOptions)[]
        {
            ("KeyArn", new() { KeyArn = text }),
            ("AlsoEncryptWith", new() { KeyArn = Arn, AlsoEncryptWith = { text } }),
            ("AlsoDecryptWith", new() { KeyArn = Arn, AlsoDecryptWith = { text } }),
        })
            Refused(key, $"Keys[\"pii\"].{property} is '{text}'");
    }

    [Theory]
    [InlineData("pii")]
    [InlineData("alias/")]
    [InlineData("alias/a b")]
    [InlineData("alias/a:b")]
    [InlineData(Arn)]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:alias/")]
    public void A_value_that_is_no_alias_is_named(string text) => Refused(new() { Alias = text }, $"Alias is '{text}'");

    [Fact]
    public void Key_or_alias()
    {
        Refused(new(), "KeyArn is not set, nor is Alias");
        Refused(new() { KeyArn = Arn, Alias = "alias/pii" }, "KeyArn is set, and Alias too");
    }

    [Fact]
    public void A_key_that_is_named_twice()
    {
        Refused(new() { KeyArn = Arn, AlsoEncryptWith = { Arn } }, Arn);
        Refused(new() { KeyArn = Arn, AlsoDecryptWith = { Arn } }, Arn);
        Refused(new() { KeyArn = Arn, AlsoEncryptWith = { Other }, AlsoDecryptWith = { Other } }, Other);
    }

    [Fact]
    public void Too_many()
    {
        var key = new AwsKmsKeyOptions { KeyArn = Arn };
        for (var i = 0; i < 7; i++)
            key.AlsoEncryptWith.Add($"{Arn[..^1]}{i}");
        _ = new AwsKmsKeyring(_client, Data.Options(key));
        key.AlsoEncryptWith.Add($"{Arn[..^1]}7");
        Refused(key, "AlsoEncryptWith has 8 entries; 7 is the most");

        key = new AwsKmsKeyOptions { KeyArn = Arn };
        for (var i = 0; i < 11; i++)
            key.GrantTokens.Add("token");
        Refused(key, "GrantTokens has 11 entries; 10 is the most");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(600_001)]
    public void A_time_limit_out_of_range(int milliseconds)
    {
        var options = Data.Options(Arn);
        options.CallTimeout = TimeSpan.FromMilliseconds(milliseconds);
        var error = Assert.Throws<ArgumentException>(() => new AwsKmsKeyring(_client, options));
        Assert.Contains("CallTimeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_key_at_all() => Assert.Throws<ArgumentException>(() => new AwsKmsKeyring(_client, new AwsKmsKeyringOptions()));

    [Fact]
    public void A_key_of_another_Region_than_the_clients()
    {
        Refused(new() { KeyArn = Arn.Replace("eu-west-1", "us-east-1", StringComparison.Ordinal) }, "which lies in us-east-1, but the client speaks to eu-west-1");
        Refused(new() { Alias = "arn:aws:kms:us-east-1:111122223333:alias/pii" }, "lies in us-east-1");
        Refused(new() { KeyArn = Arn, AlsoDecryptWith = { Arn.Replace("eu-west-1", "us-east-1", StringComparison.Ordinal) } }, "lies in us-east-1");
    }

    [Fact]
    public void Each_Region_has_one_client()
    {
        var asked = new List<string>();
        var key = new AwsKmsKeyOptions { KeyArn = Arn, AlsoDecryptWith = { Other, Arn.Replace("eu-west-1", "us-east-1", StringComparison.Ordinal) } };
        var error = Assert.Throws<ArgumentException>(() => new AwsKmsKeyring(
            region =>
            {
                asked.Add(region);
                return region == "eu-west-1" ? _client : null!;
            },
            Data.Options(key)));
        Assert.Equal(["eu-west-1", "us-east-1"], asked);
        Assert.Contains("us-east-1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_partition_is_accepted()
    {
        using var client = new TestKms(new TestKmsOptions { Region = "cn-north-1" }).CreateClient();
        _ = new AwsKmsKeyring(client, Data.Options("arn:aws-cn:kms:cn-north-1:111122223333:key/1234"));
    }

    private void Refused(AwsKmsKeyOptions key, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => new AwsKmsKeyring(_client, Data.Options(key)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("AwsKmsKeyringOptions.Keys[\"pii\"]", error.Message, StringComparison.Ordinal);
    }
}
