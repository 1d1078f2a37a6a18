using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Policies;

public sealed class LossyAccessControlPolicyTests
{
    [Theory]
    [InlineData("""var principal = new Principal({|KMSG3018:"arn:aws:iam::111122223333:role/my-app"|});""")]
    [InlineData("""Principal principal = new({|KMSG3018:$"arn:aws:iam::{account}:role/my-app"|});""")]
    [InlineData("""var principal = new Principal("AWS", {|KMSG3018:"arn:aws-cn:iam::111122223333:root"|});""")]
    [InlineData("""var principal = new Principal("AWS", {|KMSG3018:Role|}, true);""")]
    [InlineData("""var policy = {|KMSG3018:Policy.FromJson(account)|}.ToJson();""")]
    [InlineData("""var policy = {|KMSG3018:Policy.FromJson(account)|}; policy.Statements.Clear(); File.WriteAllText("policy.json", policy.ToJson());""")]
    public async Task KMSG3018_Triggers_where_the_policy_changes(string body) => await Verify.Triggers<LossyAccessControlPolicy>(InMethod(body));

    [Fact]
    public async Task KMSG3018_Triggers_where_another_method_writes_it() => await Verify.Triggers<LossyAccessControlPolicy>("""
        using Amazon.Auth.AccessControlPolicy;

        class Keys
        {
            Policy Read(string text) { var policy = {|KMSG3018:Policy.FromJson(text)|}; return policy; }
            PutKeyPolicyRequest Write(Policy policy) => new PutKeyPolicyRequest { Policy = policy.ToJson(true) };
        }
        class Reports { int Count(string text) => Policy.FromJson(text).Statements.Count; }
        """);

    [Theory]
    [InlineData("""var principal = new Principal("111122223333");""")]
    [InlineData("""var principal = new Principal("arn:aws:iam::111122223333:role/app");""")]
    [InlineData("""var principal = new Principal(account);""")]
    [InlineData("""var principal = new Principal("AWS", "arn:aws:iam::111122223333:role/my-app", false);""")]
    [InlineData("""var principal = new Principal("Service", "my-service.amazonaws.com");""")]
    [InlineData("""var principal = new Own.Principal("arn:aws:iam::111122223333:role/my-app");""")]
    [InlineData("""var policy = Policy.FromJson(account); var count = policy.Statements.Count;""")]
    [InlineData("""var policy = new Policy(account).ToJson();""")]
    public async Task KMSG3018_DoesNotTrigger_where_nothing_is_lost(string body) => await Verify.Silent<LossyAccessControlPolicy>(InMethod(body));

    // What the SDK does, and why the rule is.
    [Fact]
    public void The_SDK_still_does_what_the_rule_says()
    {
        var sdk = System.Reflection.Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "aws-v4", "AWSSDK.Core.dll"));
        var principal = sdk.GetType("Amazon.Auth.AccessControlPolicy.Principal")!;

        Assert.Equal("arn:aws:iam::111122223333:role/myapp", Id(Activator.CreateInstance(principal, "arn:aws:iam::111122223333:role/my-app")!));
        Assert.Equal("arn:aws:iam::111122223333:role/my-app", Id(Activator.CreateInstance(principal, "AWS", "arn:aws:iam::111122223333:role/my-app", false)!));

        object? Id(object one) => principal.GetProperty("Id")!.GetValue(one);
    }

    private static string InMethod(string body) => $$"""
        using Amazon.Auth.AccessControlPolicy;

        class Service
        {
            const string Role = "arn:aws:iam::111122223333:role/my-app";
            void Run(string account) { {{body}} }
        }
        namespace Own { class Principal { public Principal(string id) { } } }
        """;
}
