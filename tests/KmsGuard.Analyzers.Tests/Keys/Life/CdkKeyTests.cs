using KmsGuard.Analyzers.Rules.Keys.Life;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Keys.Life;

/// <summary>Keys that the CDK for .NET describes: rotation, waiting period, the check of the policy.</summary>
public sealed class CdkKeyTests
{
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

    [Theory]
    [InlineData("new CfnKeyProps { KeyPolicy = policy, {|KMSG2010:BypassPolicyLockoutSafetyCheck = true|} };")]
    public async Task KMSG2010_Triggers_where_the_check_is_off(string body) => await Check("KMSG2010", body);

    [Theory]
    [InlineData("new CfnKeyProps { KeyPolicy = policy, BypassPolicyLockoutSafetyCheck = false };")]
    [InlineData("new CfnKeyProps { KeyPolicy = policy, BypassPolicyLockoutSafetyCheck = rotate };")]
    public async Task KMSG2010_DoesNotTrigger_where_it_is_on_or_not_known(string body) => await Check("KMSG2010", body);

    private static Task Check(string id, string body) => Verify.OnlyWith<KeyLife>(Cdk.References, $$"""
        using Amazon.CDK.AWS.KMS;

        class Service : Amazon.CDK.Stack
        {
            void Build(bool rotate, double days, object policy, KeyProps props) { {{(body.StartsWith("new KeyProps", StringComparison.Ordinal) || body.StartsWith("new CfnKeyProps", StringComparison.Ordinal) ? "object one = " + body : body)}} }
        }
        namespace Own { class Key { public Key(Service scope, string id) { } } }
        namespace Amazon.KeyManagementService { class Empty { } namespace Model { class Empty { } } }
        """, id);
}
