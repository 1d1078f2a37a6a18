using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>Statements of the SDK's Amazon.Auth.AccessControlPolicy.</summary>
public sealed class SdkStatementTests
{
    [Theory]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow).WithPrincipals(new Principal("arn:aws:iam::111122223333:role/app")).WithActionIdentifiers(new ActionIdentifier({|KMSG3001:"kms:*"|})).WithResources(new Resource("*"));""")]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow) { Actions = { new ActionIdentifier({|KMSG3001:"kms:*"|}) }, Resources = { new Resource("*") } };""")]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow) { Actions = new List<ActionIdentifier> { new ActionIdentifier({|KMSG3001:"kms:*"|}) } };""")]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow); statement.Actions.Add(new ActionIdentifier({|KMSG3001:"kms:*"|}));""")]
    public async Task KMSG3001_Triggers_in_statements_of_the_SDK(string body) => await VerifyPolicy.Triggers("KMSG3001", InMethod(body));

    [Theory]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow).WithPrincipals(new Principal("111122223333")).WithActionIdentifiers(new ActionIdentifier("kms:*"));""")]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow).WithPrincipals(given).WithActionIdentifiers(new ActionIdentifier("kms:*"));""")]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Deny).WithActionIdentifiers(new ActionIdentifier("kms:*"));""")]
    [InlineData("""var statement = new Own.Statement("kms:*");""")]
    public async Task KMSG3001_DoesNotTrigger_in_statements_that_are_right_or_not_known(string body) => await VerifyPolicy.Silent("KMSG3001", InMethod(body));

    [Theory]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow).WithPrincipals({|KMSG3004:Principal.AllUsers|}).WithActionIdentifiers(new ActionIdentifier("kms:Decrypt"));""")]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow).WithPrincipals(new Principal({|KMSG3004:"*"|})).WithActionIdentifiers(new ActionIdentifier("kms:Decrypt"));""")]
    public async Task KMSG3004_Triggers_in_statements_of_the_SDK(string body) => await VerifyPolicy.Triggers("KMSG3004", InMethod(body));

    [Theory]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow).WithPrincipals(Principal.AllUsers).WithActionIdentifiers(new ActionIdentifier("kms:Decrypt")).WithConditions(new Condition("StringEquals", "kms:CallerAccount", "111122223333"));""")]
    [InlineData("""var statement = new Statement(Statement.StatementEffect.Allow).WithPrincipals(Principal.AllUsers).WithActionIdentifiers(new ActionIdentifier("kms:Decrypt")).WithConditions(ConditionFactory.NewSourceArnCondition("arn"));""")]
    public async Task KMSG3004_DoesNotTrigger_in_statements_of_the_SDK_with_conditions(string body) => await VerifyPolicy.Silent("KMSG3004", InMethod(body));

    [Fact]
    public async Task KMSG3016_Triggers_on_a_condition_of_the_SDK() => await VerifyPolicy.Triggers("KMSG3016", InMethod("""
        var statement = new Statement(Statement.StatementEffect.Allow).WithActionIdentifiers(new ActionIdentifier("kms:DescribeKey"))
            .WithConditions(new Condition("StringEquals", {|KMSG3016:"kms:EncryptionContext:app"|}, "x"));
        """));

    [Fact]
    public async Task KMSG3002_Triggers_on_a_resource_of_a_statement() => await VerifyPolicy.Triggers("KMSG3002", InMethod("""
        var statement = new Statement(Statement.StatementEffect.Allow).WithActionIdentifiers(new ActionIdentifier("kms:Decrypt")).WithResources(new Resource({|KMSG3002:"alias/x"|}));
        """));

    private static string InMethod(string body) => $$"""
        using Amazon.Auth.AccessControlPolicy;

        class Service
        {
            void Run(Principal given) { {{body}} }
        }
        namespace Own { class Statement { public Statement(string action) { } } }
        """;
}
