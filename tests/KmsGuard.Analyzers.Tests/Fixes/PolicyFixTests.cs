using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class PolicyFixTests
{
    [Theory]
    [InlineData(""""var policy = """{ "Statement": [ { "Effect": "Allow", "Action": [ "ACTION", "kms:Encrypt" ], "Resource": "x" } ] }""";"""")]
    [InlineData("""var policy = "{ \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"ACTION\", \"Resource\": \"x\" } ] }";""")]
    [InlineData("""var policy = @"{ ""Statement"": [ { ""Effect"": ""Allow"", ""Action"": ""ACTION"", ""Resource"": ""x"" } ] }";""")]
    [InlineData(""""var policy = $$"""{ "Statement": [ { "Effect": "Allow", "Action": "ACTION", "Resource": "{{key}}" } ] }""";"""")]
    [InlineData("""var policy = $"{{ \"Statement\": [ {{ \"Effect\": \"Allow\", \"Action\": \"ACTION\", \"Resource\": \"{key}\" }} ] }}";""")]
    [InlineData(""""var policy = """{ "Statement": [ { "Effect": "Allow", "Action": "ACTION", "Resource": "x" } ] }"""u8.ToArray();"""")]
    [InlineData("""var policy = new { Statement = new[] { new { Effect = "Allow", Action = "ACTION", Resource = key } } };""")]
    [InlineData("""var policy = "{ \"Statement\": [ { \"Effect\": \"Allow\", " + "\"Action\": \"ACTION\", " + "\"Resource\": \"x\" } ] }";""")]
    public async Task KMSG3011_Fixes_the_name_in_every_form(string statement) => await VerifyFix.Fixes<PolicyDocuments, PolicyNameFix>(
        InMethod(statement.Replace("ACTION", "kms:ReEncrypt", StringComparison.Ordinal)), InMethod(statement.Replace("ACTION", "kms:ReEncrypt*", StringComparison.Ordinal)));

    [Fact]
    public async Task KMSG3011_FixesAll_names_of_a_literal() => await VerifyFix.FixesAll<PolicyDocuments, PolicyNameFix>(
        InMethod(Names("kms:Decryp", "StringEqual", "kms:ViaServices")), InMethod(Names("kms:Decrypt", "StringEquals", "kms:ViaService")));

    [Theory]
    [InlineData("kms:FlyToTheMoon")]
    [InlineData("kms:\\u0044ecryp")]
    public async Task KMSG3011_DoesNotFix_what_is_not_near_or_not_written_so(string action) => await VerifyFix.NotOffered<PolicyDocuments, PolicyNameFix>(
        InMethod($$""""var policy = """{ "Statement": [ { "Effect": "Allow", "Action": "{{action}}", "Resource": "x" } ] }""";""""));

    [Theory]
    [InlineData("\"Action\": \"kms:*\"", "\"Action\": [ \"kms:Decrypt\", \"kms:ReEncryptFrom\", \"kms:ReEncryptTo\" ]")]
    [InlineData("\"Action\": [ \"s3:GetObject\", \"kms:*\" ]", "\"Action\": [ \"s3:GetObject\", \"kms:Decrypt\", \"kms:ReEncryptFrom\", \"kms:ReEncryptTo\" ]")]
    public async Task KMSG3001_Fixes_by_what_the_code_calls(string before, string after) =>
        await VerifyFix.Fixes<PolicyDocuments, UsedActionsFix>(WithCalls(before), WithCalls(after));

    [Fact]
    public async Task KMSG3001_FixesAll_of_a_literal() => await VerifyFix.FixesAll<PolicyDocuments, UsedActionsFix>(
        WithCalls("\"Action\": \"kms:*\", \"Resource\": \"x\" }, { \"Effect\": \"Allow\", \"Action\": \"kms:*\""),
        WithCalls("\"Action\": [ \"kms:Decrypt\", \"kms:ReEncryptFrom\", \"kms:ReEncryptTo\" ], \"Resource\": \"x\" }, { \"Effect\": \"Allow\", \"Action\": [ \"kms:Decrypt\", \"kms:ReEncryptFrom\", \"kms:ReEncryptTo\" ]"));

    [Theory]
    [InlineData(""""var policy = """{ "Statement": [ { "Effect": "Allow", "Action": "kms:*", "Resource": "x" } ] }""";"""")]
    public async Task KMSG3001_DoesNotFix_where_the_code_calls_nothing(string statement) =>
        await VerifyFix.NotOffered<PolicyDocuments, UsedActionsFix>(InMethod(statement));

    [Fact]
    public async Task KMSG3006_Fixes_a_statement_on_one_line() => await VerifyFix.Fixes<PolicyDocuments, MfaConditionFix>(
        InMethod("""var policy = "{ \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"kms:PutKeyPolicy\", \"Resource\": \"x\" } ] }";"""),
        InMethod("""var policy = "{ \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"kms:PutKeyPolicy\", \"Resource\": \"x\", \"Condition\": { \"Bool\": { \"aws:MultiFactorAuthPresent\": \"true\" } } } ] }";"""));

    [Fact]
    public async Task KMSG3006_Fixes_a_statement_of_several_lines() => await VerifyFix.Fixes<PolicyDocuments, MfaConditionFix>(
        InMethod(Lines("")), InMethod(Lines(",\n    \"Condition\": { \"Bool\": { \"aws:MultiFactorAuthPresent\": \"true\" } }")));

    [Fact]
    public async Task KMSG3006_Fixes_an_interpolated_string() => await VerifyFix.Fixes<PolicyDocuments, MfaConditionFix>(
        InMethod("""var policy = $"{{ \"Statement\": [ {{ \"Effect\": \"Allow\", \"Action\": \"kms:DeleteAlias\", \"Resource\": \"{key}\" }} ] }}";"""),
        InMethod("""var policy = $"{{ \"Statement\": [ {{ \"Effect\": \"Allow\", \"Action\": \"kms:DeleteAlias\", \"Resource\": \"{key}\", \"Condition\": {{ \"Bool\": {{ \"aws:MultiFactorAuthPresent\": \"true\" }} }} }} ] }}";"""));

    [Fact]
    public async Task KMSG3006_FixesAll_statements_of_a_literal() => await VerifyFix.FixesAll<PolicyDocuments, MfaConditionFix>(
        InMethod(""""var policy = """{ "Statement": [ { "Effect": "Allow", "Action": "kms:PutKeyPolicy", "Resource": "x" }, { "Effect": "Allow", "Action": "kms:DeleteAlias", "Resource": "y" } ] }""";""""),
        InMethod(""""var policy = """{ "Statement": [ { "Effect": "Allow", "Action": "kms:PutKeyPolicy", "Resource": "x", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } }, { "Effect": "Allow", "Action": "kms:DeleteAlias", "Resource": "y", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } } ] }""";""""));

    [Theory]
    [InlineData(""""var policy = """{ "Statement": [ { "Effect": "Allow", "Action": "kms:PutKeyPolicy", "Resource": "x", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o" } } } ] }""";"""")]
    public async Task KMSG3006_DoesNotFix_what_has_conditions(string statement) => await VerifyFix.NotOffered<PolicyDocuments, MfaConditionFix>(InMethod(statement));

    [Theory]
    [InlineData("new Principal(\"arn:aws:iam::1:role/my-app\")")]
    [InlineData("new Principal(\"AWS\", \"arn:aws:iam::1:role/my-app\")")]
    [InlineData("new Principal(\"AWS\", \"arn:aws:iam::1:role/my-app\", true)")]
    public async Task KMSG3018_Fixes_the_principal(string principal) => await VerifyFix.Fixes<LossyAccessControlPolicy, PrincipalHyphensFix>(
        WithPolicies($"var one = {principal};"), WithPolicies("var one = new Principal(\"AWS\", \"arn:aws:iam::1:role/my-app\", false);"));

    [Fact]
    public async Task KMSG3018_FixesAll_principals() => await VerifyFix.FixesAll<LossyAccessControlPolicy, PrincipalHyphensFix>(
        WithPolicies("var one = new Principal(\"role/my-app\"); Principal other = new(\"role/my-other\");"),
        WithPolicies("var one = new Principal(\"AWS\", \"role/my-app\", false); Principal other = new(\"AWS\", \"role/my-other\", false);"));

    [Theory]
    [InlineData("var json = Policy.FromJson(\"{}\").ToJson();")]
    [InlineData("var one = new Principal(accountId: \"role/my-app\");")]
    public async Task KMSG3018_DoesNotFix_what_needs_more(string body) => await VerifyFix.NotOffered<LossyAccessControlPolicy, PrincipalHyphensFix>(WithPolicies(body));

    private static string Names(string action, string @operator, string key) => $$""""
        var policy = """{ "Statement": [ { "Effect": "Allow", "Action": "{{action}}", "Resource": "x", "Condition": { "{{@operator}}": { "{{key}}": "s3.eu-west-1.amazonaws.com" } } } ] }""";
        """";

    private static string Lines(string condition) => $$""""
        var policy = """
            {
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": [ "kms:PutKeyPolicy" ],
            "Resource": "x"{{condition}}
                }
              ]
            }
            """;
        """";

    private static string InMethod(string statement) => $$"""
        class Service
        {
            void Run(string key)
            {
                {{statement}}
            }
        }

        """.ReplaceLineEndings("\n");

    private static string WithCalls(string action) => $$""""
        class Service
        {
            string Policy() => """{ "Statement": [ { "Effect": "Allow", {{action}}, "Resource": "x" } ] }""";
            void Run(IAmazonKeyManagementService kms, AmazonKeyManagementServiceClient client)
            {
                kms.DecryptAsync(new DecryptRequest(), default);
                client.ReEncryptAsync(new ReEncryptRequest(), default);
                kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest(), default);
                Encrypt("kms.Encrypt");
            }
            void Encrypt(string text) => this.Encrypt(text);
        }

        """";

    private static string WithPolicies(string body) => $$"""
        using Amazon.Auth.AccessControlPolicy;

        class Service
        {
            void Run() { {{body}} }
        }

        """;
}
