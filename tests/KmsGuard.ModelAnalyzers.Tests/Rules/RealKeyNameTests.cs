using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class RealKeyNameTests
{
    private const string Arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    [Theory]
    [InlineData("KeyName = {|KMSG5012:\"ARN\"|}")]
    [InlineData("KeyName = {|KMSG5012:\"arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab\"|}")]
    [InlineData("KeyName = {|KMSG5012:\"1234abcd-12ab-34cd-56ef-1234567890ab\"|}")]
    [InlineData("KeyName = {|KMSG5012:\"mrk-1234abcd12ab34cd56ef1234567890ab\"|}")]
    [InlineData("KeyName = {|KMSG5012:\"alias/pii\"|}")]
    [InlineData("KeyName = {|KMSG5012:\"alias/aws/s3\"|}")]
    [InlineData("KeyName = {|KMSG5012:\"arn:aws:kms:eu-west-1:111122223333:alias/pii\"|}")]
    [InlineData("KeyName = {|KMSG5012:Keys.Pii|}")]
    [InlineData("KeyName = {|KMSG5012:\"alias/\" + nameof(Model)|}, TypeName = \"Stored\"")]
    public async Task KMSG5012_Triggers_on_a_real_key_of_a_model(string named) =>
        await Verify.Triggers<RealKeyName>(Model(named));

    [Theory]
    [InlineData("_ = new DataKeyRequest({|KMSG5012:\"alias/pii\"|}, context, 1, 1, 1);")]
    [InlineData("_ = new DataKeyRequest(Context: context, KeyName: {|KMSG5012:Keys.Pii|}, Suite: 1, Records: 1, Bytes: 1);")]
    [InlineData("_ = given with { KeyName = {|KMSG5012:\"ARN\"|} };")]
    [InlineData("cache.EvictAsync({|KMSG5012:\"1234abcd-12ab-34cd-56ef-1234567890ab\"|});")]
    [InlineData("_ = new EncryptedModelAttribute(\"m\") { KeyName = {|KMSG5012:\"alias/pii\"|} };")]
    public async Task KMSG5012_Triggers_on_a_real_key_given_to_the_runtime(string body) =>
        await Verify.Triggers<RealKeyName>(InMethod(body));

    [Theory]
    [InlineData("KeyName = \"pii\"")]
    [InlineData("KeyName = \"default\"")]
    [InlineData("KeyName = \"customer/eu-west-1\"")]
    [InlineData("KeyName = \"alias\"")]
    [InlineData("KeyName = \"key/pii\"")]
    [InlineData("TypeName = \"Stored\"")]
    public async Task KMSG5012_DoesNotTrigger_on_a_logical_name(string named) =>
        await Verify.Silent<RealKeyName>(Model(named));

    [Theory]
    [InlineData("_ = new DataKeyRequest(name, context, 1, 1, 1);")]
    [InlineData("cache.EvictAsync(\"pii\");")]
    [InlineData("_ = given.KeyName == \"ARN\";")]
    [InlineData("_ = new Own { KeyName = \"ARN\" }; Own.Use(keyName: \"ARN\");")]
    [InlineData("var keyName = \"ARN\"; Console.WriteLine(keyName);")]
    [InlineData("_ = context.ToString() == \"alias/pii\";")]
    public async Task KMSG5012_DoesNotTrigger_on_what_is_not_given_to_KmsGuard(string body) =>
        await Verify.Silent<RealKeyName>(InMethod(body));

    [Theory]
    [InlineData("[EncryptedModel(\"ARN\")]")]
    [InlineData("[Other.EncryptedModel(\"m\", KeyName = \"ARN\")]")]
    public async Task KMSG5012_DoesNotTrigger_on_other_arguments_and_other_attributes(string attribute) =>
        await Verify.Silent<RealKeyName>(Marked($$"""
            {{attribute}} class Model { [Encrypted("f")] public string? F { get; set; } }
            namespace Other { class EncryptedModelAttribute(string purpose) : Attribute { public string Purpose => purpose; public string? KeyName { get; set; } } }
            """));

    private static string Model(string named) => Marked($$"""
        [EncryptedModel("model", {{named}})] class Model { [Encrypted("f")] public string? F { get; set; } }
        static class Keys { public const string Pii = "ARN"; }
        """);

    private static string InMethod(string body) => Marked($$"""
        class Service
        {
            void Run(EncryptionContext context, string name, DataKeyRequest given, CachingKeyring cache)
            {
                {{body}}
            }
        }
        static class Keys { public const string Pii = "ARN"; }
        class Own { public string? KeyName { get; set; } public static void Use(string keyName) => Console.WriteLine(keyName); }
        """);

    private static string Marked(string source) => source.Replace("\"ARN\"", $"\"{Arn}\"", StringComparison.Ordinal);
}
