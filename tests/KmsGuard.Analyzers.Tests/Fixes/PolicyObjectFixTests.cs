using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Fixes;

/// <summary>Fixes of policies that are objects: anonymous ones, maps, the CDK's and the SDK's.</summary>
public sealed class PolicyObjectFixTests
{
    private const string Used = "\"kms:Decrypt\", \"kms:ReEncryptFrom\", \"kms:ReEncryptTo\"";

    private static readonly MetadataReference[] Cdk = [.. Aws.V4, .. Verification.Cdk.References];

    [Theory]
    [InlineData("""Keep(new { Statement = new[] { new { Effect = "Allow", Action = ALL, Resource = key } } });""", true)]
    [InlineData("""Keep(new { Statement = new object[] { new { Effect = "Allow", Action = ALL, Resource = key }, new { Effect = "Allow", Action = "kms:Sign", Resource = key } } });""", true)]
    [InlineData("""Keep(new { Statement = new[] { new { Effect = "Allow", Action = new[] { "s3:GetObject", ALL }, Resource = key } } });""", false)]
    [InlineData("""var policy = new { Statement = new { Effect = "Allow", Action = ALL, Resource = key } }; Keep(policy);""", true)]
    [InlineData("""Keep(new Dictionary<string, object> { ["Statement"] = new Dictionary<string, object> { ["Effect"] = "Allow", ["Action"] = ALL, ["Resource"] = key } });""", true)]
    [InlineData("""Keep(new Dictionary<string, object> { { "Statement", new Dictionary<string, object> { { "Effect", "Allow" }, { "Action", new List<string> { ALL } }, { "Resource", key } } } });""", false)]
    public async Task KMSG3001_Fixes_objects_that_are_serialized(string statement, bool becomesArray) => await VerifyFix.Fixes<PolicyDocuments, UsedActionsFix>(
        WithCalls("", statement.Replace("ALL", "\"kms:*\"", StringComparison.Ordinal)), WithCalls("", statement.Replace("ALL", becomesArray ? $"new[] {{ {Used} }}" : Used, StringComparison.Ordinal)));

    // Another type would not compile beside the other statement, or is not known to.
    [Theory]
    [InlineData("""Keep(new { Statement = new[] { new { Effect = "Allow", Action = "kms:*", Resource = key }, new { Effect = "Allow", Action = "kms:Sign", Resource = key } } });""")]
    [InlineData("""var policy = new { Statement = new { Effect = "Allow", Action = "kms:*", Resource = key } }; policy = null; Keep(policy);""")]
    [InlineData("""Keep(new Dictionary<string, object> { ["Statement"] = new Dictionary<string, string> { ["Effect"] = "Allow", ["Action"] = "kms:*", ["Resource"] = key } });""")]
    public async Task KMSG3001_DoesNotFix_what_must_keep_its_type(string statement) => await VerifyFix.NotOffered<PolicyDocuments, UsedActionsFix>(WithCalls("", statement));

    [Theory]
    [InlineData("""Keep(new PolicyStatement(new PolicyStatementProps { Actions = new[] { ALL }, Resources = new[] { key } }));""")]
    [InlineData("""Keep(new PolicyStatement(new PolicyStatementProps { Actions = ["s3:GetObject", ALL], Resources = [key] }));""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions("s3:GetObject", ALL); Keep(statement);""")]
    public async Task KMSG3001_Fixes_statements_of_the_CDK(string statement) => await VerifyFix.FixesWith<PolicyDocuments, UsedActionsFix>(
        Cdk, WithCalls("using Amazon.CDK.AWS.IAM;", statement.Replace("ALL", "\"kms:*\"", StringComparison.Ordinal)), WithCalls("using Amazon.CDK.AWS.IAM;", statement.Replace("ALL", Used, StringComparison.Ordinal)));

    [Theory]
    [InlineData("""Keep(new Statement(Statement.StatementEffect.Allow).WithActionIdentifiers(ALL));""")]
    [InlineData("""Keep(new Statement(Statement.StatementEffect.Allow) { Actions = { ALL }, Resources = { new Resource("*") } });""")]
    [InlineData("""Keep(new Statement(Statement.StatementEffect.Allow) { Actions = new List<ActionIdentifier> { ALL } });""")]
    public async Task KMSG3001_Fixes_statements_of_the_SDK(string statement) => await VerifyFix.Fixes<PolicyDocuments, UsedActionsFix>(
        WithCalls("using Amazon.Auth.AccessControlPolicy;", statement.Replace("ALL", "new ActionIdentifier(\"kms:*\")", StringComparison.Ordinal)),
        WithCalls("using Amazon.Auth.AccessControlPolicy;", statement.Replace("ALL", "new ActionIdentifier(\"kms:Decrypt\"), new ActionIdentifier(\"kms:ReEncryptFrom\"), new ActionIdentifier(\"kms:ReEncryptTo\")", StringComparison.Ordinal)));

    [Fact]
    public async Task KMSG3001_FixesAll_of_several_objects_in_one() => await VerifyFix.FixesAll<PolicyDocuments, UsedActionsFix>(
        WithCalls("", """Keep(new { Statement = new object[] { new { Effect = "Allow", Action = new[] { "kms:*" }, Resource = key }, new { Effect = "Allow", Action = "kms:*", Resource = key } } });"""),
        WithCalls("", $$"""Keep(new { Statement = new object[] { new { Effect = "Allow", Action = new[] { {{Used}} }, Resource = key }, new { Effect = "Allow", Action = new[] { {{Used}} }, Resource = key } } });"""));

    [Theory]
    [InlineData("new Dictionary<string, object> { [\"Statement\"] = new Dictionary<string, object> { [\"Effect\"] = \"Allow\", [\"Action\"] = \"kms:PutKeyPolicy\", [\"Resource\"] = keyMEMBER } }", ", [\"Condition\"] = MFA")]
    [InlineData("new Dictionary<string, object> { { \"Statement\", new Dictionary<string, object> { { \"Effect\", \"Allow\" }, { \"Action\", \"kms:PutKeyPolicy\" }, { \"Resource\", key }MEMBER } } }", ", { \"Condition\", MFA }")]
    [InlineData("new { Statement = new[] { new { Effect = \"Allow\", Action = \"kms:PutKeyPolicy\", Resource = keyMEMBER } } }", ", Condition = MFA")]
    [InlineData("new { Statement = new[] { new { Effect = \"Allow\", Action = \"kms:PutKeyPolicy\", Resource = key,MEMBER } } }", " Condition = MFA,")]
    public async Task KMSG3006_Fixes_objects_that_are_serialized(string policy, string member) => await VerifyFix.Fixes<PolicyDocuments, MfaConditionFix>(
        WithCalls("", Mfa($"Keep({policy});", "")), WithCalls("", Mfa($"Keep({policy});", member)));

    [Fact]
    public async Task KMSG3006_Fixes_a_statement_of_the_CDK_of_several_lines() => await VerifyFix.FixesWith<PolicyDocuments, MfaConditionFix>(Cdk, WithCalls("using Amazon.CDK.AWS.IAM;", CdkLines("")), WithCalls(
        "using Amazon.CDK.AWS.IAM;", CdkLines(Mfa("\n            Conditions = MFA,", ""))));

    [Fact]
    public async Task KMSG3006_Fixes_a_statement_that_a_document_of_the_CDK_holds() => await VerifyFix.FixesWith<PolicyDocuments, MfaConditionFix>(
        Cdk,
        WithCalls("using Amazon.CDK.AWS.IAM;", """Keep(new PolicyDocument(new PolicyDocumentProps { Statements = [new PolicyStatement(new PolicyStatementProps { Actions = ["kms:PutKeyPolicy"], Resources = [key] })] }));"""),
        WithCalls("using Amazon.CDK.AWS.IAM;", Mfa("""Keep(new PolicyDocument(new PolicyDocumentProps { Statements = [new PolicyStatement(new PolicyStatementProps { Actions = ["kms:PutKeyPolicy"], Resources = [key], Conditions = MFA })] }));""", "")));

    [Theory]
    [InlineData("""Keep(new { Statement = new[] { new { Effect = "Allow", Action = "kms:PutKeyPolicy", Resource = key }, new { Effect = "Allow", Action = "kms:Sign", Resource = key } } });""", "")]
    [InlineData("""Keep(new Dictionary<string, object> { ["Statement"] = new Dictionary<string, string> { ["Effect"] = "Allow", ["Action"] = "kms:PutKeyPolicy", ["Resource"] = key } });""", "")]
    [InlineData("""Keep(new Statement(Statement.StatementEffect.Allow).WithActionIdentifiers(new ActionIdentifier("kms:PutKeyPolicy")));""", "using Amazon.Auth.AccessControlPolicy;")]
    public async Task KMSG3006_DoesNotFix_where_no_member_can_be_added(string statement, string import) => await VerifyFix.NotOffered<PolicyDocuments, MfaConditionFix>(WithCalls(import, statement));

    [Theory]
    [InlineData("""Keep(new PolicyStatement(new PolicyStatementProps { Actions = new[] { "ACTION" }, Resources = new[] { key } }));""")]
    [InlineData("""var statement = new PolicyStatement(); statement.AddActions("ACTION"); Keep(statement);""")]
    public async Task KMSG3011_Fixes_the_name_in_the_CDK(string statement) => await VerifyFix.FixesWith<PolicyDocuments, PolicyNameFix>(
        Cdk, WithCalls("using Amazon.CDK.AWS.IAM;", statement.Replace("ACTION", "kms:ReEncrypt", StringComparison.Ordinal)), WithCalls("using Amazon.CDK.AWS.IAM;", statement.Replace("ACTION", "kms:ReEncrypt*", StringComparison.Ordinal)));

    [Fact]
    public async Task KMSG3011_Fixes_the_name_in_the_SDK() => await VerifyFix.Fixes<PolicyDocuments, PolicyNameFix>(
        WithCalls("using Amazon.Auth.AccessControlPolicy;", """Keep(new Statement(Statement.StatementEffect.Allow).WithActionIdentifiers(new ActionIdentifier("kms:Decryp")));"""),
        WithCalls("using Amazon.Auth.AccessControlPolicy;", """Keep(new Statement(Statement.StatementEffect.Allow).WithActionIdentifiers(new ActionIdentifier("kms:Decrypt")));"""));

    private static string Mfa(string text, string member) => text.Replace("MEMBER", member, StringComparison.Ordinal)
        .Replace("MFA", "new Dictionary<string, object> { [\"Bool\"] = new Dictionary<string, object> { [\"aws:MultiFactorAuthPresent\"] = \"true\" } }", StringComparison.Ordinal);

    private static string CdkLines(string member) => $$"""
        Keep(new PolicyStatement(new PolicyStatementProps
                {
                    Actions = new[] { "kms:PutKeyPolicy" },
                    Resources = new[] { key },{{member}}
                }));
        """.ReplaceLineEndings("\n");

    private static string WithCalls(string import, string statement) => $$"""
        using System.Collections.Generic;
        {{import}}

        class Service
        {
            static void Keep(object policy) { }
            static void Run(IAmazonKeyManagementService kms, string key)
            {
                {{statement}}
                kms.DecryptAsync(new DecryptRequest(), default);
                kms.ReEncryptAsync(new ReEncryptRequest(), default);
            }
        }

        """.ReplaceLineEndings("\n");
}
