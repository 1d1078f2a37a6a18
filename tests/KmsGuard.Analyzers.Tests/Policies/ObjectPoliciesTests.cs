using KmsGuard.Analyzers.Rules.Keys;
using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>Policies that are objects: of the CDK, and of the SDK's Amazon.Auth.AccessControlPolicy.</summary>
public sealed class ObjectPoliciesTests
{
    private const string Arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static readonly MetadataReference[] Cdk = [.. Aws.V4, .. Verification.Cdk.References];

    [Theory]
    [InlineData("new PolicyStatement(new PolicyStatementProps { Actions = new[] { \"kms:Decrypt\" }, Resources = new[] { {|KMSG3002:\"alias/billing\"|} } })")]
    [InlineData("new PolicyStatement(new PolicyStatementProps { Actions = new string[] { \"kms:Decrypt\", \"s3:*\" }, Resources = new[] { \"*\", {|KMSG3002:$\"arn:aws:kms:{region}:{region}:alias/x\"|} } })")]
    [InlineData("new PolicyStatement(new PolicyStatementProps { Actions = [\"kms:Decrypt\"], Resources = [\"*\", {|KMSG3002:\"alias/billing\"|}] })")]
    [InlineData("new PolicyStatementProps { Actions = [\"kms:Decrypt\"], Resources = [{|KMSG3002:\"alias/\" + region|}] }")]
    [InlineData("new PolicyStatementProps { Actions = [Action], Resources = [{|KMSG3002:Target|}] }")]
    public async Task KMSG3002_Triggers_in_a_statement_of_the_CDK(string statement) =>
        await VerifyPolicy.OnlyWith("KMSG3002", Cdk, InMethod(statement));

    [Theory]
    [InlineData("new PolicyStatementProps { Actions = [\"kms:CreateAlias\", \"kms:Decrypt\"], Resources = [\"alias/billing\"] }")]
    [InlineData("new PolicyStatementProps { Actions = [\"kms:Decrypt\", region], Resources = [\"alias/billing\"] }")]
    [InlineData("new PolicyStatementProps { Actions = [\"kms:Decrypt\", .. more], Resources = [\"alias/billing\"] }")]
    [InlineData("new PolicyStatementProps { Actions = [\"kms:Decrypt\", region == null ? \"kms:CreateAlias\" : \"kms:Encrypt\"], Resources = [\"alias/billing\"] }")]
    [InlineData("new PolicyStatementProps { Actions = more, Resources = [\"alias/billing\"] }")]
    [InlineData("new PolicyStatementProps { Resources = [\"alias/billing\"] }")]
    [InlineData("new PolicyStatementProps { Actions = [\"kms:Decrypt\"], Resources = more }")]
    [InlineData("new PolicyStatementProps { Actions = [\"kms:Decrypt\"], Resources = [\"*\"] }")]
    [InlineData("new PolicyStatementProps { Actions = [\"kms:Decrypt\"], NotResources = [\"alias/billing\"] }")]
    [InlineData("new Own.PolicyStatementProps { Actions = [\"kms:Decrypt\"], Resources = [\"alias/billing\"] }")]
    public async Task KMSG3002_DoesNotTrigger_in_a_statement_of_the_CDK_that_is_right_or_not_known(string statement) =>
        await VerifyPolicy.OnlyWith("KMSG3002", Cdk, InMethod(statement));

    [Theory]
    [InlineData("new PolicyStatementProps { Actions = [\"kms:Decrypt\"], Resources = [{|KMSG3003:\"ARN\"|}] }")]
    [InlineData("new PolicyStatementProps { Actions = more, NotResources = new[] { region, {|KMSG3003:\"ARN\"|} } }")]
    [InlineData("new PolicyStatementProps { Actions = more, Resources = [region ?? {|KMSG3003:\"ARN\"|}] }")]
    public async Task KMSG3003_Triggers_in_a_statement_of_the_CDK(string statement) =>
        await VerifyPolicy.OnlyWith("KMSG3003", Cdk, InMethod(statement.Replace("ARN", Arn, StringComparison.Ordinal)));

    [Theory]
    [InlineData("new PolicyStatementProps { Actions = [\"ARN\"], Resources = [region, \"*\"] }")]
    [InlineData("new PolicyStatementProps { Actions = more, Resources = [\"arn:aws:kms:eu-west-1:111122223333:key/*\"] }")]
    [InlineData("new Own.PolicyStatementProps { Actions = more, Resources = [\"ARN\"] }")]
    public async Task KMSG3003_DoesNotTrigger_in_a_statement_of_the_CDK_without_a_key(string statement) =>
        await VerifyPolicy.OnlyWith("KMSG3003", Cdk, InMethod(statement.Replace("ARN", Arn, StringComparison.Ordinal)));

    [Fact]
    public async Task KMSG3003_DoesNotTrigger_where_the_list_names_a_constant_that_is_reported()
    {
        var source = $$"""
            class Policies
            {
                const string KeyArn = {|KMSG2001:"{{Arn}}"|};
                object Statement() => new Amazon.CDK.AWS.IAM.PolicyStatementProps { Actions = ["kms:Decrypt"], Resources = [KeyArn] };
            }
            """;

        await Verify.OnlyWith<HardCodedKey>(Cdk, source);
        await VerifyPolicy.OnlyWith("KMSG3003", Cdk, Markup.Parse(source).Source);
    }

    [Theory]
    [InlineData("var resource = new Resource({|KMSG3003:\"ARN\"|});")]
    [InlineData("var statement = new Statement(Statement.StatementEffect.Allow) { Actions = { new ActionIdentifier(\"kms:Decrypt\") }, Resources = { new Resource({|KMSG3003:\"ARN\"|}) } };")]
    [InlineData("var text = {|KMSG3003:\"ARN\"|}; var statement = new Statement(Statement.StatementEffect.Allow).WithResources(new Resource(text));")]
    public async Task KMSG3003_Triggers_on_a_resource_of_the_SDK(string body) => await VerifyPolicy.Triggers("KMSG3003", WithSdk(body));

    [Theory]
    [InlineData("var resource = new Resource(\"*\");")]
    [InlineData("var resource = new Resource(given);")]
    [InlineData("var resource = new Own.Resource(\"ARN\");")]
    [InlineData("var action = new ActionIdentifier(\"ARN\");")]
    public async Task KMSG3003_DoesNotTrigger_on_other_objects_or_resources(string body) => await VerifyPolicy.Silent("KMSG3003", WithSdk(body));

    private static string InMethod(string statement) => $$"""
        using Amazon.CDK.AWS.IAM;

        class Stack
        {
            const string Action = "kms:Decrypt";
            static readonly string Target = "alias/billing";

            object Statement(string region, string[] more) => {{statement}};
        }
        namespace Own { class PolicyStatementProps { public string[] Actions { get; set; } public string[] Resources { get; set; } } }
        """;

    private static string WithSdk(string body) => $$"""
        using Amazon.Auth.AccessControlPolicy;

        class Service
        {
            void Run(string given) { {{body.Replace("ARN", Arn, StringComparison.Ordinal)}} }
        }
        namespace Own { class Resource { public Resource(string name) { } } }
        """;
}
