using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>What a text is given to tells what kind of policy it is, and whether it is finished.</summary>
public sealed class PolicySinkTests
{
    [Theory]
    [InlineData("""new PutKeyPolicyRequest { Policy = "{ \"Statement\": [ { {|KMSG3012:\"Effect\"|}: \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" } ] }" };""")]
    [InlineData("""new CreateKeyRequest { Policy = @"{ ""Statement"": [ { {|KMSG3012:""Effect""|}: ""Allow"", ""Action"": ""kms:Decrypt"", ""Resource"": ""*"" } ] }" };""")]
    [InlineData("""kms.PutKeyPolicy("key", "{ \"Statement\": [ { {|KMSG3012:\"Effect\"|}: \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" } ] }", "default");""")]
    [InlineData("""null; var policy = "{ \"Statement\": [ { {|KMSG3012:\"Effect\"|}: \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" } ] }"; var request = new PutKeyPolicyRequest(); request.Policy = policy;""")]
    [InlineData("""new PutKeyPolicyRequest { Policy = "{ \"Statement\": [ { {|KMSG3012:\"Effect\"|}: \"Allow\", \"Action\": \"*\", \"Resource\": \"*\" } ] }" };""")]
    public async Task KMSG3012_Triggers_on_a_key_policy_without_principals(string statement) => await VerifyPolicy.Triggers("KMSG3012", InMethod(statement));

    [Theory]
    [InlineData("""null; var policy = "{ \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" } ] }";""")]
    [InlineData("""new Own.PutKeyPolicyRequest { Policy = "{ \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" } ] }" };""")]
    [InlineData("""new PutKeyPolicyRequest { PolicyName = "{ \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" } ] }" };""")]
    public async Task KMSG3012_DoesNotTrigger_where_the_kind_is_not_known(string statement) => await VerifyPolicy.Silent("KMSG3012", InMethod(statement));

    [Theory]
    [InlineData("""null; var policy = "{ \"Statement\": [ { \"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" }{|KMSG3012:,|} ] }";""")]
    [InlineData("""null; var policy = "{ {|KMSG3012:/* why */|} \"Statement\": [ { \"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" } ] }".Replace("a", "b");""")]
    [InlineData("""null; var policy = "{ \"Statement\": [ { \"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\" {|KMSG3012:\"|}Resource\": \"*\" } ] }";""")]
    [InlineData("""null; var policy = "{ \"Statement\": {|KMSG3012:[|} { \"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" } }";""")]
    [InlineData("""new PutKeyPolicyRequest { Policy = "{ \"Statement\": [ { \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": {|KMSG3012:none|} } ] }" };""")]
    public async Task KMSG3012_Triggers_on_what_is_no_JSON(string statement) => await VerifyPolicy.Triggers("KMSG3012", InMethod(statement));

    [Theory]
    [InlineData("""null; var policy = "{ \"Statement\": [ { \"Effect\": \"Deny\", \"Action\": ACTION, \"Resource\": \"*\" } ] }".Replace("ACTION", account);""")]
    [InlineData("""null; var policy = "{ \"Statement\": [ { \"Effect\": \"Deny\", \"Action\": ACTION, \"Resource\": \"*\" } ] }"; policy = policy.Replace("ACTION", account);""")]
    [InlineData("""null; var text = new StringBuilder(); text.Append("{ \"Statement\": [ { \"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" }"); text.Append("] }");""")]
    [InlineData("""null; var policy = "{ \"Statement\": [ { \"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" }" + account;""")]
    [InlineData("""null; var policy = $"{{ \"Statement\": [ {{ \"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" }}, {account} ] }}";""")]
    [InlineData("""null; var policy = string.Format("{{ \"Statement\": [ {{ \"Effect\": \"Deny\", \"Action\": {0}, \"Resource\": \"*\" }} ] }}", account);""")]
    public async Task KMSG3012_DoesNotTrigger_on_what_something_completes(string statement) => await VerifyPolicy.Silent("KMSG3012", InMethod(statement));

    /// <summary>The comma is one too many, and no business of ours.</summary>
    [Fact]
    public async Task KMSG3012_DoesNotTrigger_on_a_document_of_another_service() => await VerifyPolicy.Silent(
        "KMSG3012", """class Service { void Run(IAmazonKeyManagementService kms) { var policy = "{ \"Statement\": [ { \"Effect\": \"Deny\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\" }, ] }"; } }""");

    [Fact]
    public async Task KMSG3012_DoesNotTrigger_on_a_template_in_a_field() => await VerifyPolicy.Silent(
        "KMSG3012", """class Templates { const string Policy = "{ \"Statement\": [ { \"Effect\": \"Deny\", \"Action\": ACTION, \"Resource\": \"*\" } ] }"; }""");

    [Theory]
    [InlineData("""static readonly List<string> Rights = new List<string> { "kms:GenerateDataKey", "kms:Encrypt", {|KMSG3011:"kms:Reencrypt"|} };""")]
    [InlineData("""static readonly string[] Rights = { "kms:Decrypt", {|KMSG3011:"kms:GenerateDatakeys"|} };""")]
    [InlineData("""string[] Rights { get; } = new[] { "kms:Decrypt", {|KMSG3011:"kms:Frobnicate"|} };""")]
    public async Task KMSG3011_Triggers_in_a_list_of_actions(string member) => await VerifyPolicy.Triggers("KMSG3011", $"class Service {{ {member} }}");

    [Theory]
    [InlineData("""static readonly string[] Rights = { "kms:Decrypt", "kms:ReEncrypt*", "kms:ViaService" };""")]
    [InlineData("""static readonly string[] Keys = { "kms:keyId", "kms:Endpoint" };""")]
    [InlineData("""const string Key = "kms:Reencrypt";""")]
    [InlineData("""static readonly string[] Mixed = { "kms:Decrypt", Describe("kms:KeyId") }; static string Describe(string key) => key;""")]
    public async Task KMSG3011_DoesNotTrigger_in_other_lists(string member) => await VerifyPolicy.Silent("KMSG3011", $"class Service {{ {member} }}");

    [Fact]
    public async Task Key_policies_that_are_right_are_silent() => await VerifyPolicy.SilentAtAll(""""
        class Policies
        {
            string Default(string account) => $$"""
                { "Version": "2012-10-17", "Statement": [
                  { "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::{{account}}:root" }, "Action": "kms:*", "Resource": "*" } ] }
                """;
            string Roles(string account, string roles) => $$"""
                { "Version": "2012-10-17", "Statement": [
                  { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::{{account}}:root" }, "Action": "kms:*", "Resource": "*" },
                  { "Effect": "Allow", "Principal": { "AWS": {{roles}} }, "Action": [ "kms:Decrypt" ], "Resource": "*",
                    "Condition": { "StringEquals": { "kms:EncryptionContext:purpose": "billing" } } } ] }
                """;
        }
        """");

    [Fact]
    public async Task Every_rule_of_a_literal_points_at_its_value() => await Verify.Check<KmsGuard.Analyzers.Rules.Policies.PolicyDocuments>(Markup.Parse(""""
        class Policies
        {
            string Text(string account) => $$"""
                { "Version": "2012-10-17", "Statement": [
                  { "Sid": "Account", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::{{account}}:root" }, "Action": "kms:*", "Resource": "*" },
                  { "Sid": {|KMSG3012:"Account"|}, "Effect": "Allow", "Principal": { "AWS": {|KMSG3004:"*"|} }, "Action": {|KMSG3001:"kms:*"|}, "Resource": "*" },
                  { "Effect": "Allow", "Principal": { "Service": {|KMSG3017:"sns.amazonaws.com"|} }, "Action": [ "kms:Decrypt", {|KMSG3011:"kms:ReEncrypt"|}, {|KMSG3008:"kms:CreateGrant"|} ], "Resource": "*" },
                  { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::{{account}}:role/app" }, "Action": [ "kms:DescribeKey", {|KMSG3019:"kms:ListKeys"|} ], "Resource": "*",
                    "Condition": { "StringEquals": { {|KMSG3016:"kms:EncryptionContext:a"|}: {|KMSG3021:"x*"|} } } } ] }
                """;
        }
        """"), Aws.V4);

    private static string InMethod(string statement) => $$"""
        class Service
        {
            void Run(IAmazonKeyManagementService kms, string account)
            {
                object one = {{statement}}
            }
        }
        namespace Own { class PutKeyPolicyRequest { public string Policy { get; set; } } }
        """;
}
