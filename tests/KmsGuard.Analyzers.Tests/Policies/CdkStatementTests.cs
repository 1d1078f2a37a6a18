using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>Statements of the CDK for .NET: properties, calls, principals and grants.</summary>
public sealed class CdkStatementTests
{
    // The CDK itself is a hundred megabytes of JavaScript; what the rules see of it is this.
    private static readonly MetadataReference[] Cdk = [CSharpCompilation.Create(
        "Amazon.CDK.Lib",
        [CSharpSyntaxTree.ParseText("""
            using System.Collections.Generic;
            namespace Amazon.CDK.AWS.IAM
            {
                public enum Effect { ALLOW, DENY }
                public interface IPrincipal { }
                public interface IGrantable { }
                public class ArnPrincipal : IPrincipal { public ArnPrincipal(string arn) { } }
                public class AccountPrincipal : IPrincipal { public AccountPrincipal(object account) { } }
                public class AccountRootPrincipal : IPrincipal { }
                public class AnyPrincipal : IPrincipal { }
                public class Role : IPrincipal, IGrantable { }
                public class ServicePrincipal : IPrincipal { public ServicePrincipal(string service, object options = null) { } }
                public interface IPolicyStatementProps { }
                public class PolicyStatementProps : IPolicyStatementProps
                {
                    public Effect? Effect { get; set; }
                    public string Sid { get; set; }
                    public string[] Actions { get; set; }
                    public string[] NotActions { get; set; }
                    public string[] Resources { get; set; }
                    public IPrincipal[] Principals { get; set; }
                    public IDictionary<string, object> Conditions { get; set; }
                }
                public class PolicyStatement
                {
                    public PolicyStatement(IPolicyStatementProps properties = null) { }
                    public void AddActions(params string[] actions) { }
                    public void AddResources(params string[] resources) { }
                    public void AddAllResources() { }
                    public void AddArnPrincipal(string arn) { }
                    public void AddAccountRootPrincipal() { }
                    public void AddAwsAccountPrincipal(string account) { }
                    public void AddAnyPrincipal() { }
                    public void AddServicePrincipal(string service, object options = null) { }
                    public void AddCondition(string op, object keys) { }
                }
            }
            namespace Amazon.CDK.AWS.KMS
            {
                public class Key { public void Grant(IAM.IGrantable grantee, params string[] actions) { } public void AddToResourcePolicy(IAM.PolicyStatement statement) { } }
            }
            """)],
        Framework.References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference()];

    [Theory]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = new IPrincipal[] { new ArnPrincipal("arn:aws:iam::111122223333:role/x") }, Actions = new[] { {|KMSG3001:"kms:*"|} }, Resources = new[] { "*" } }));""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Effect = Effect.ALLOW, Actions = [ {|KMSG3001:"kms:*"|} ], Resources = [ "*" ] });""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions("kms:Decrypt", {|KMSG3001:"kms:*"|}); statement.AddAllResources();""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions({|KMSG3001:"kms:*"|}); statement.AddServicePrincipal("s3.amazonaws.com");""")]
    [InlineData("""key.Grant(role, {|KMSG3001:"kms:*"|});""")]
    public async Task KMSG3001_Triggers_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3001", Cdk, InMethod(body));

    [Theory]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ new AccountRootPrincipal() ], Actions = [ "kms:*" ], Resources = [ "*" ] }));""")]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ new AccountPrincipal("111122223333") ], Actions = [ "kms:*" ], Resources = [ "*" ] }));""")]
    [InlineData("""key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps { Principals = [ role ], Actions = [ "kms:*" ], Resources = [ "*" ] }));""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions("kms:*"); statement.AddAccountRootPrincipal();""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Effect = Effect.DENY, Actions = [ "kms:*" ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Effect = effect, Actions = [ "kms:*" ] });""")]
    [InlineData("""key.Grant(role, "kms:Decrypt");""")]
    public async Task KMSG3001_DoesNotTrigger_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3001", Cdk, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ {|KMSG3004:new AnyPrincipal()|} ], Actions = [ "kms:Decrypt" ], Resources = [ "*" ] });""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions("kms:Decrypt"); {|KMSG3004:statement.AddAnyPrincipal()|};""")]
    public async Task KMSG3004_Triggers_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3004", Cdk, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new AnyPrincipal() ], Actions = [ "kms:Decrypt" ], Conditions = new Dictionary<string, object> { ["StringEquals"] = new Dictionary<string, object> { ["kms:CallerAccount"] = account } } });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new AnyPrincipal() ], Actions = [ "kms:Decrypt" ], Conditions = Conditions(account) });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new AnyPrincipal() ], Actions = [ "kms:Decrypt" ] }); statement.AddCondition("StringEquals", new Dictionary<string, string> { { "aws:PrincipalOrgID", account } });""")]
    public async Task KMSG3004_DoesNotTrigger_in_the_CDK_with_conditions(string body) => await VerifyPolicy.OnlyWith("KMSG3004", Cdk, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ {|KMSG3015:"*"|} ] });""")]
    public async Task KMSG3015_Triggers_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3015", Cdk, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ "*" ], Conditions = new Dictionary<string, object> { { "StringEquals", new Dictionary<string, object> { { "kms:ViaService", $"ssm.{account}.amazonaws.com" } } } } });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Actions = [ "kms:Decrypt" ], Resources = [ account ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ role ], Actions = [ "kms:Decrypt" ], Resources = [ "*" ] });""")]
    public async Task KMSG3015_DoesNotTrigger_in_the_CDK_where_something_bounds_it(string body) => await VerifyPolicy.OnlyWith("KMSG3015", Cdk, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new ServicePrincipal({|KMSG3017:"sns.amazonaws.com"|}) ], Actions = [ "kms:Decrypt" ], Resources = [ "*" ] });""")]
    public async Task KMSG3017_Triggers_in_the_CDK(string body) => await VerifyPolicy.OnlyWith("KMSG3017", Cdk, InMethod(body));

    [Theory]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new ServicePrincipal("sns.amazonaws.com", account) ], Actions = [ "kms:Decrypt" ], Resources = [ "*" ] });""")]
    [InlineData("""var statement = new PolicyStatement(new PolicyStatementProps { Principals = [ new ServicePrincipal("sns.amazonaws.com") ], Actions = [ "kms:Decrypt" ], Conditions = Conditions(account) });""")]
    public async Task KMSG3017_DoesNotTrigger_in_the_CDK_with_conditions(string body) => await VerifyPolicy.OnlyWith("KMSG3017", Cdk, InMethod(body));

    private static string InMethod(string body) => $$"""
        using Amazon.CDK.AWS.IAM;
        using Amazon.CDK.AWS.KMS;

        class Stack
        {
            static Dictionary<string, object> Conditions(string account) => null;
            void Build(Key key, Role role, string account, Effect effect) { {{body}} }
        }
        namespace Amazon.KeyManagementService { class Empty { } namespace Model { class Empty { } } }
        """;
}
