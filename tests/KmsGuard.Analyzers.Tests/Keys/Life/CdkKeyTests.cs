using KmsGuard.Analyzers.Rules.Keys;
using KmsGuard.Analyzers.Rules.Keys.Life;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Keys.Life;

/// <summary>Keys that the CDK for .NET describes: rotation, waiting period, the check of the policy.</summary>
public sealed class CdkKeyTests
{
    [Theory]
    [InlineData("new KeyProps { Alias = {|KMSG2005:\"records\"|} };")]
    [InlineData("new KeyProps { Alias = {|KMSG2005:\"alias/my-records\"|} };")]
    [InlineData("new Alias(this, \"A\", new AliasProps { AliasName = {|KMSG2005:\"records\"|}, TargetKey = made });")]
    [InlineData("new CfnAlias(this, \"A\", new CfnAliasProps { AliasName = {|KMSG2005:\"alias/records\"|}, TargetKeyId = text });")]
    [InlineData("made.AddAlias({|KMSG2005:\"records\"|});")]
    [InlineData("((IKey)made).AddAlias({|KMSG2005:\"records\"|});")]
    [InlineData("var name = {|KMSG2005:\"records\"|}; made.AddAlias(name);")]
    public async Task KMSG2005_Triggers_on_an_alias_without_environment_function_and_team(string body) => await Check("KMSG2005", body);

    [Theory]
    [InlineData("new KeyProps { Alias = \"prod-billing-records\" };")]
    [InlineData("new KeyProps { Alias = \"alias/prod/billing/records\" };")]
    [InlineData("new KeyProps { Alias = text };")]
    [InlineData("new KeyProps { Alias = $\"alias/{text}\" };")]
    [InlineData("new KeyProps { Description = \"records\" };")]
    [InlineData("made.AddAlias(\"prod-billing-records\");")]
    [InlineData("made.AddAlias(text + \"-records\");")]
    [InlineData("new Own.Key(this, \"K\").AddAlias(\"records\");")]
    [InlineData("Alias.FromAliasName(this, \"A\", \"records\");")]
    public async Task KMSG2005_DoesNotTrigger_on_names_of_the_scheme_or_that_only_the_program_knows(string body) => await Check("KMSG2005", body);

    [Theory]
    [InlineData("new {|KMSG2007:Key|}(this, \"K\");")]
    [InlineData("var key = new {|KMSG2007:Key|}(this, \"K\", new KeyProps { Description = \"Records\" });")]
    [InlineData("new {|KMSG2007:Key|}(this, \"K\", new KeyProps { EnableKeyRotation = false, KeySpec = Amazon.CDK.AWS.KMS.KeySpec.SYMMETRIC_DEFAULT });")]
    [InlineData("Key key = {|KMSG2007:new(this, \"K\", null)|};")]
    [InlineData("new {|KMSG2007:CfnKey|}(this, \"K\", new CfnKeyProps { KeyPolicy = policy, KeyUsage = \"ENCRYPT_DECRYPT\" });")]
    public async Task KMSG2007_Triggers_on_a_key_without_rotation(string body) => await Check("KMSG2007", body);

    [Theory]
    [InlineData("new Key(this, \"K\", new KeyProps { EnableKeyRotation = true });")]
    [InlineData("new Key(this, \"K\", new KeyProps { EnableKeyRotation = rotate });")]
    [InlineData("new Key(this, \"K\", new KeyProps { RotationPeriod = Amazon.CDK.Duration.Days(180) });")]
    [InlineData("new Key(this, \"K\", new KeyProps { KeySpec = Amazon.CDK.AWS.KMS.KeySpec.RSA_2048 });")]
    [InlineData("new Key(this, \"K\", new KeyProps { KeyUsage = Amazon.CDK.AWS.KMS.KeyUsage.SIGN_VERIFY });")]
    [InlineData("new Key(this, \"K\", props);")]
    [InlineData("new CfnKey(this, \"K\", new CfnKeyProps { KeyPolicy = policy, Origin = \"EXTERNAL\" });")]
    [InlineData("new CfnKey(this, \"K\", new CfnKeyProps { KeyPolicy = policy, RotationPeriodInDays = 180 });")]
    [InlineData("new Own.Key(this, \"K\");")]
    public async Task KMSG2007_DoesNotTrigger_on_keys_that_rotate_or_cannot(string body) => await Check("KMSG2007", body);

    [Theory]
    [InlineData("new KeyProps { RemovalPolicy = Amazon.CDK.RemovalPolicy.DESTROY, PendingWindow = {|KMSG2008:Amazon.CDK.Duration.Days(7)|} };")]
    [InlineData("new CfnKeyProps { PendingWindowInDays = {|KMSG2008:7|} };")]
    public async Task KMSG2008_Triggers_on_a_short_window(string body) => await Check("KMSG2008", body);

    [Theory]
    [InlineData("new KeyProps { PendingWindow = Amazon.CDK.Duration.Days(7) };")]
    [InlineData("new KeyProps { RemovalPolicy = Amazon.CDK.RemovalPolicy.RETAIN, PendingWindow = Amazon.CDK.Duration.Days(7) };")]
    [InlineData("new KeyProps { RemovalPolicy = Amazon.CDK.RemovalPolicy.DESTROY, PendingWindow = Amazon.CDK.Duration.Days(30) };")]
    [InlineData("new KeyProps { RemovalPolicy = Amazon.CDK.RemovalPolicy.DESTROY, PendingWindow = Amazon.CDK.Duration.Days(days) };")]
    [InlineData("new KeyProps { RemovalPolicy = Amazon.CDK.RemovalPolicy.DESTROY };")]
    [InlineData("new CfnKeyProps { PendingWindowInDays = 30 };")]
    public async Task KMSG2008_DoesNotTrigger_on_a_key_that_stays_or_waits(string body) => await Check("KMSG2008", body);

    /// <summary>Who asks for both may know that the key is of a trial.</summary>
    [Fact]
    public async Task KMSG2008_is_less_sure_of_a_stack_than_of_a_call()
    {
        var compilation = Verify.Compile(Source("new KeyProps { RemovalPolicy = Amazon.CDK.RemovalPolicy.DESTROY, PendingWindow = Amazon.CDK.Duration.Days(7) };"), Cdk.References);
        Assert.Equal(DiagnosticSeverity.Info, Assert.Single(await Verify.Diagnostics(compilation, [new KeyLife()])).Severity);
    }

    [Theory]
    [InlineData("new CfnKeyProps { KeyPolicy = policy, {|KMSG2010:BypassPolicyLockoutSafetyCheck = true|} };")]
    public async Task KMSG2010_Triggers_where_the_check_is_off(string body) => await Check("KMSG2010", body);

    [Theory]
    [InlineData("new CfnKeyProps { KeyPolicy = policy, BypassPolicyLockoutSafetyCheck = false };")]
    [InlineData("new CfnKeyProps { KeyPolicy = policy, BypassPolicyLockoutSafetyCheck = rotate };")]
    public async Task KMSG2010_DoesNotTrigger_where_it_is_on_or_not_known(string body) => await Check("KMSG2010", body);

    /// <summary>What only describes an environment is its configuration.</summary>
    [Theory]
    [InlineData("Key.FromKeyArn(this, \"K\", \"arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\");")]
    [InlineData("Alias.FromAliasName(this, \"A\", \"alias/prod-billing-records\");")]
    [InlineData("var keyArn = \"arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\";")]
    public async Task KMSG2001_DoesNotTrigger_in_an_app_of_the_CDK(string body) => await Verify.OnlyWith<HardCodedKey>(Cdk.References, Source(body));

    private static Task Check(string id, string body) => Verify.OnlyWith<KeyLife>(Cdk.References, Source(body), id);

    private static string Source(string body) => $$"""
        using Amazon.CDK.AWS.KMS;

        class Service : Amazon.CDK.Stack
        {
            void Build(bool rotate, double days, object policy, KeyProps props, Key made, string text) { {{(body.StartsWith("new KeyProps", StringComparison.Ordinal) || body.StartsWith("new CfnKeyProps", StringComparison.Ordinal) ? "object one = " + body : body)}} }
        }
        namespace Own { class Key { public Key(Service scope, string id) { } public void AddAlias(string name) { } } }
        namespace Amazon.KeyManagementService { class Empty { } namespace Model { class Empty { } } }
        """;
}
