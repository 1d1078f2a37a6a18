using KmsGuard.Analyzers.Rules.Keys;
using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Policies;

public sealed class HardCodedKeyInPolicyTests
{
    private const string Id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Arn = $"arn:aws:kms:eu-west-1:111122223333:key/{Id}";

    [Theory]
    [InlineData($"\"Resource\": {{|KMSG3003:\"{Arn}\"|}}")]
    [InlineData($"\"Resource\": [ \"*\", {{|KMSG3003:\"{Arn}\"|}}, {{|KMSG3003:\"arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab\"|}} ]")]
    [InlineData($"\"Resource\": {{|KMSG3003:\"arn:aws:kms:*:111122223333:key/{Id}\"|}}")]
    [InlineData($"\"Resource\": {{|KMSG3003:\"arn:aws:kms:{{{{region}}}}:{{{{account}}}}:key/{Id}\"|}}")]
    [InlineData($"\"Resource\": {{|KMSG3003:\"arn:aws:kms:{{{{region}}}}:key/{Id}\"|}}")]
    [InlineData($"\"NotResource\": {{|KMSG3003:\"{Arn}\"|}}")]
    [InlineData($"\"Resource\": \"*\", \"Condition\": {{ \"StringNotEquals\": {{ \"s3:x-amz-server-side-encryption-aws-kms-key-id\": {{|KMSG3003:\"{Arn}\"|}} }} }}")]
    [InlineData("\"Resource\": {|KMSG3003:\"{{Target}}\"|}")]
    [InlineData("\"Resource\": {|KMSG3003:\"arn:aws:kms:{{kmsRegion}}:{{account}}:key/{{Id}}\"|}")]
    public async Task KMSG3003_Triggers_on_the_ARN_of_one_key(string elements) => await VerifyPolicy.Triggers("KMSG3003", InPolicy(elements));

    [Theory]
    [InlineData("\"Resource\": \"*\"")]
    [InlineData("\"Resource\": \"{{region}}\"")]
    [InlineData("\"Resource\": \"arn:aws:kms:*:111122223333:key/*\"")]
    [InlineData("\"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/{{account}}\"")]
    [InlineData("\"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"")]
    [InlineData("\"Resource\": \"arn:aws:kms:${Region}:${Account}:key/${KeyId}\"")]
    [InlineData("\"Resource\": \"arn:aws:kms:eu-west-1:111122223333:alias/billing\"")]
    [InlineData($"\"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:key/{Id}\"")]
    [InlineData($"\"Resource\": \"{Id}\"")]
    [InlineData($"\"Resource\": \"*\", \"Sid\": \"{Arn}\"")]
    [InlineData("\"Resource\": {{region}}")]
    public async Task KMSG3003_DoesNotTrigger_on_what_is_not_one_key(string elements) => await VerifyPolicy.Silent("KMSG3003", InPolicy(elements));

    [Theory]
    [InlineData($"throw new InvalidOperationException(\"Grant kms:Decrypt on {Arn}\");")]
    [InlineData($"Console.WriteLine(\"{Arn}\");")]
    [InlineData($"var json = \"{{ \\\"Statement\\\": \\\"{Arn}\\\" }}\";")]
    [InlineData($"var json = \"{{ \\\"Resource\\\": \\\"{Arn}\\\" }}\";")]
    public async Task KMSG3003_DoesNotTrigger_on_texts_that_are_no_policy(string body) =>
        await VerifyPolicy.Silent("KMSG3003", $"class Service {{ void Run() {{ {body} }} }}");

    [Fact]
    public async Task KMSG3003_DoesNotTrigger_where_the_constant_itself_is_reported()
    {
        const string marked = """"
            class Policies
            {
                const string KeyArn = {|KMSG2001:"ARN"|};
                string Policy => $$"""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "{{KeyArn}}" } }""";
            }
            """";
        var source = marked.Replace("ARN\"", Arn + "\"", StringComparison.Ordinal);

        await Verify.Triggers<HardCodedKey>(source);
        await VerifyPolicy.Silent("KMSG3003", Markup.Parse(source).Source);
    }

    [Fact]
    public async Task KMSG3003_Triggers_where_only_the_CDK_is_referenced()
    {
        // Any library of this name makes the compilation a CDK application.
        var cdk = CSharpCompilation.Create("Amazon.CDK.Lib", options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var source = $$$""""
            class Policies
            {
                const string KeyArn = "{{{Arn}}}";
                string Policy => $$"""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "{{KeyArn}}" } }""";
            }
            """";

        Assert.Equal(
            ["KMSG3003"],
            (await Verify.Diagnostics(Verify.Compile(source, [cdk.ToMetadataReference()]), AllRules.Instances)).Where(static found => found.Severity != DiagnosticSeverity.Hidden).Select(static found => found.Id));
    }

    private static string InPolicy(string elements) => $$$""""
        class Service
        {
            const string Target = "{{{Arn}}}";
            const string Id = "{{{Id}}}";
            const string kmsRegion = "eu-west-1";

            string Policy(string region, string account) => $$"""
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::{{account}}:root" }, "Action": "kms:*", "Resource": "*" },
                    { "Effect": "Allow", "Action": "kms:Decrypt", {{{elements}}} }
                  ]
                }
                """;
        }
        """";
}
