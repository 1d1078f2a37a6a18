using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>Statements of the CDK for .NET itself: properties, calls and principals.</summary>
public sealed class CdkStatementTests
{
    [Theory]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = new IPrincipal[] { new ArnPrincipal("arn:aws:iam::111122223333:role/x") }, Actions = new[] { {|KMSG3001:"kms:*"|} }, Resources = new[] { "*" } }));""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Effect = Effect.ALLOW, Actions = [ {|KMSG3001:"kms:*"|} ], Resources = [ "*" ] });""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions("kms:Decrypt", {|KMSG3001:"kms:*"|}); statement.AddAllResources();""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions({|KMSG3001:"kms:*"|}); statement.AddServicePrincipal("s3.amazonaws.com");""")]
    [InlineData("""PolicyStatement statement = new(new PolicyStatementProps { Actions = new[] { {|KMSG3001:"kms:*"|} } });""")]
    [InlineData("""var statement = new PolicyStatement { Effect = Effect.ALLOW }; statement.AddActions({|KMSG3001:"kms:*"|});""")]
    [InlineData("""role.AddToPrincipalPolicy(new PolicyStatement(new PolicyStatementProps { Actions = new[] { {|KMSG3001:"kms:*"|} }, Resources = new[] { key.KeyArn } }));""")]
    [InlineData("""var root = new ArnPrincipal("arn:aws:iam::111122223333:role/x"); key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ root ], Actions = [ {|KMSG3001:"kms:*"|} ] }));""")]
    public async Task KMSG3001_Triggers_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3001", Cdk.References, InMethod(body));

    [Theory]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ new AccountRootPrincipal() ], Actions = [ "kms:*" ], Resources = [ "*" ] }));""")]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ new AccountPrincipal("111122223333") ], Actions = [ "kms:*" ], Resources = [ "*" ] }));""")]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ role ], Actions = [ "kms:*" ], Resources = [ "*" ] }));""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions("kms:*"); statement.AddAccountRootPrincipal();""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Effect = Effect.DENY, Actions = [ "kms:*" ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Effect = effect, Actions = [ "kms:*" ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:*" ] }); statement.Effect = Effect.DENY;""")]
    [InlineData("""var statement = new PolicyStatement { Effect = Effect.DENY }; statement.AddActions("kms:*");""")]
    [InlineData("""var root = new AccountRootPrincipal(); key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ root ], Actions = [ "kms:*" ] }));""")]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ new ArnPrincipal(account) ], Actions = [ "kms:*" ] }));""")]
    [InlineData("""endpoint.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ new AnyPrincipal() ], Actions = [ "kms:*" ], Resources = [ "*" ] }));""")]
    public async Task KMSG3001_DoesNotTrigger_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3001", Cdk.References, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ {|KMSG3004:new AnyPrincipal()|} ], Actions = [ "kms:Decrypt" ], Resources = [ "*" ] });""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions("kms:Decrypt"); {|KMSG3004:statement.AddAnyPrincipal()|};""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions("kms:Decrypt"); statement.AddPrincipals({|KMSG3004:new StarPrincipal()|});""")]
    [InlineData("""var anyone = {|KMSG3004:new AnyPrincipal()|}; key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = new[] { anyone }, Actions = [ "kms:Decrypt" ] }));""")]
    public async Task KMSG3004_Triggers_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3004", Cdk.References, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new AnyPrincipal() ], Actions = [ "kms:Decrypt" ], Conditions = new Dictionary<string, object> { ["StringEquals"] = new Dictionary<string, object> { ["kms:CallerAccount"] = account } } });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new AnyPrincipal() ], Actions = [ "kms:Decrypt" ], Conditions = Conditions(account) });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new AnyPrincipal() ], Actions = [ "kms:Decrypt" ] }); statement.AddCondition("StringEquals", new Dictionary<string, string> { { "aws:PrincipalOrgID", account } });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = new IPrincipal[] { new AnyPrincipal() }, Actions = [ "kms:Decrypt" ] }); Narrow(statement);""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = new IPrincipal[] { new AnyPrincipal() }, Actions = [ "kms:Decrypt" ] }); statement.AddSourceAccountCondition(account);""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = new IPrincipal[] { new AnyPrincipal().WithConditions(Conditions(account)) }, Actions = [ "kms:Decrypt" ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = new IPrincipal[] { new OrganizationPrincipal("o-1") }, Actions = [ "kms:Decrypt" ] });""")]
    [InlineData("""var anyone = new AnyPrincipal(); var some = anyone.WithConditions(Conditions(account)); var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ anyone ], Actions = [ "kms:Decrypt" ] });""")]
    public async Task KMSG3004_DoesNotTrigger_in_the_CDK_with_conditions(string body) => await VerifyPolicy.OnlyWith("KMSG3004", Cdk.References, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ {|KMSG3015:"*"|} ] });""")]
    public async Task KMSG3015_Triggers_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3015", Cdk.References, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ "*" ], Conditions = new Dictionary<string, object> { { "StringEquals", new Dictionary<string, object> { { "kms:ViaService", $"ssm.{account}.amazonaws.com" } } } } });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ account ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ role ], Actions = [ "kms:Decrypt" ], Resources = [ "*" ] });""")]
    public async Task KMSG3015_DoesNotTrigger_in_the_CDK_where_something_bounds_it(string body) => await VerifyPolicy.OnlyWith("KMSG3015", Cdk.References, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new ServicePrincipal({|KMSG3017:"sns.amazonaws.com"|}) ], Actions = [ "kms:Decrypt" ], Resources = [ "*" ] });""")]
    public async Task KMSG3017_Triggers_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3017", Cdk.References, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new ServicePrincipal("sns.amazonaws.com", new ServicePrincipalOpts { Conditions = Conditions(account) }) ], Actions = [ "kms:Decrypt" ], Resources = [ "*" ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new ServicePrincipal("sns.amazonaws.com") ], Actions = [ "kms:Decrypt" ], Conditions = Conditions(account) });""")]
    public async Task KMSG3017_DoesNotTrigger_in_the_CDK_with_conditions(string body) => await VerifyPolicy.OnlyWith("KMSG3017", Cdk.References, InMethod(body));

    // KeyArn of an alias is the alias's, and so is that of one that is looked up by its name.
    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ {|KMSG3002:alias.KeyArn|}, key.KeyArn ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = new[] { "kms:Decrypt" }, Resources = new[] { {|KMSG3002:key.AddAlias("billing").AliasArn|} } });""")]
    [InlineData("""var found = Alias.FromAliasName(this, "x", "alias/billing"); var statement = new PolicyStatement(); statement.AddActions("kms:Decrypt"); statement.AddResources({|KMSG3002:found.KeyArn|});""")]
    public async Task KMSG3002_Triggers_on_the_ARN_of_an_alias(string body) => await VerifyPolicy.OnlyWith("KMSG3002", Cdk.References, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:CreateAlias" ], Resources = [ alias.AliasArn, key.KeyArn ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ alias.AliasTargetKey.KeyArn ] });""")]
    public async Task KMSG3002_DoesNotTrigger_on_keys(string body) => await VerifyPolicy.OnlyWith("KMSG3002", Cdk.References, InMethod(body));

    // The policy of a key needs principals; that there are none makes it no identity policy.
    [Fact]
    public async Task KMSG3012_Triggers_where_a_key_is_given_a_statement_without_principals() => await VerifyPolicy.OnlyWith("KMSG3012", Cdk.References, InMethod(
        """key.AddToResourcePolicy(new {|KMSG3012:PolicyStatement|}(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ "*" ] }));"""));

    [Fact]
    public async Task KMSG3015_DoesNotTrigger_where_a_key_is_given_a_statement_without_principals() => await VerifyPolicy.OnlyWith("KMSG3015", Cdk.References, InMethod(
        """key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ "*" ] }));"""));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ "*" ] }); statement.AddPrincipals(role); key.AddToResourcePolicy(statement);""")]
    [InlineData("""bucket.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Actions = [ "s3:GetObject" ], Resources = [ bucket.ArnForObjects("*") ], Principals = new[] { new AnyPrincipal() } }));""")]
    [InlineData("""role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:DescribeKey" ], Resources = [ key.KeyArn ] }));""")]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Sid = "Use", Actions = [ "kms:Decrypt" ], Resources = [ "*" ], Principals = [ role ], Conditions = new Dictionary<string, object> { ["StringEquals"] = new Dictionary<string, string> { ["kms:EncryptionContext:tenant"] = account } } }));""")]
    public async Task No_rule_triggers_on_statements_that_are_right(string body) => await VerifyPolicy.SilentAtAll(InMethod(body), Cdk.References);

    private static string InMethod(string body) => $$"""
        using Amazon.CDK.AWS.IAM;
        using Amazon.CDK.AWS.KMS;

        class Service : Amazon.CDK.Stack
        {
            static Dictionary<string, object> Conditions(string account) => null;
            static void Narrow(PolicyStatement statement) => statement.AddCondition("StringEquals", "x");
            void Build(Key key, Alias alias, Role role, Amazon.CDK.AWS.S3.Bucket bucket, Amazon.CDK.AWS.EC2.InterfaceVpcEndpoint endpoint, string account, Effect effect) { {{body}} }
        }
        namespace Amazon.KeyManagementService { class Empty { } namespace Model { class Empty { } } }
        """;
}
