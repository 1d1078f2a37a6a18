using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class HardCodedKeyInPolicyFixTests
{
    private const string Arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Other = "arn:aws:kms:eu-west-1:111122223333:key/99999999-12ab-34cd-56ef-1234567890ab";
    private const string Raw = """"
        """{ "Statement": { "Effect": "Allow", "Action": "kms:*", "Resource": "ARN" } }"""
        """";

    [Theory]
    [InlineData(
        "static string Policy() => \"\"\"{ \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"ARN\" } }\"\"\";",
        "static string Policy(string keyArn) => $$\"\"\"{ \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"{{keyArn}}\" } }\"\"\";")]
    [InlineData(
        "string Policy() => \"\"\"{\"Statement\":{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Condition\":{\"StringEquals\":{\"a\":\"ARN\"}}}}\"\"\";",
        "string Policy(string keyArn) => $$$$$\"\"\"{\"Statement\":{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Condition\":{\"StringEquals\":{\"a\":\"{{{{{keyArn}}}}}\"}}}}\"\"\";")]
    [InlineData(
        "string Policy(string account) => $$$\"\"\"{ \"Statement\": { \"Principal\": \"{{{account}}}\", \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"ARN\" } }\"\"\";",
        "string Policy(string account, string keyArn) => $$$\"\"\"{ \"Statement\": { \"Principal\": \"{{{account}}}\", \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"{{{keyArn}}}\" } }\"\"\";")]
    [InlineData(
        "string Policy(string account) => $\"{{ \\\"Statement\\\": {{ \\\"Sid\\\": \\\"{account}\\\", \\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"kms:*\\\", \\\"Resource\\\": \\\"ARN\\\" }} }}\";",
        "string Policy(string account, string keyArn) => $\"{{ \\\"Statement\\\": {{ \\\"Sid\\\": \\\"{account}\\\", \\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"kms:*\\\", \\\"Resource\\\": \\\"{keyArn}\\\" }} }}\";")]
    [InlineData(
        "string Policy() => $@\"{{ \"\"Statement\"\": {{ \"\"Effect\"\": \"\"Allow\"\", \"\"Action\"\": \"\"kms:*\"\", \"\"Resource\"\": \"\"ARN\"\" }} }}\";",
        "string Policy(string keyArn) => $@\"{{ \"\"Statement\"\": {{ \"\"Effect\"\": \"\"Allow\"\", \"\"Action\"\": \"\"kms:*\"\", \"\"Resource\"\": \"\"{keyArn}\"\" }} }}\";")]
    [InlineData(
        "string Policy() => \"{ \\\"Statement\\\": { \\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"kms:*\\\", \\\"Resource\\\": \\\"ARN\\\" } }\";",
        "string Policy(string keyArn) => \"{ \\\"Statement\\\": { \\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"kms:*\\\", \\\"Resource\\\": \\\"\" + keyArn + \"\\\" } }\";")]
    [InlineData(
        "string Policy() => @\"{ \"\"Statement\"\": { \"\"Effect\"\": \"\"Allow\"\", \"\"Action\"\": \"\"kms:*\"\", \"\"Resource\"\": \"\"ARN\"\" } }\".Trim();",
        "string Policy(string keyArn) => (@\"{ \"\"Statement\"\": { \"\"Effect\"\": \"\"Allow\"\", \"\"Action\"\": \"\"kms:*\"\", \"\"Resource\"\": \"\"\" + keyArn + @\"\"\" } }\").Trim();")]
    [InlineData(
        "Amazon.Auth.AccessControlPolicy.Resource Policy(string keyArn) => new(\"ARN\");",
        "Amazon.Auth.AccessControlPolicy.Resource Policy(string keyArn, string keyArn2) => new(keyArn2);")]
    public async Task KMSG3003_Fixes_every_form_of_text(string method, string expected) =>
        await VerifyFix.Fixes<PolicyDocuments, HardCodedKeyInPolicyFix>(InType(method), InType(expected));

    [Fact]
    public async Task KMSG3003_Fixes_a_text_of_several_lines()
    {
        const string source = """"
            class Service
            {
                string Policy(
                    string first,
                    string second)
                {
                    return """
                        {
                          "Statement": [{
                            "Sid": "{}",
                            "Effect": "Allow", "Action": "kms:*", "Resource": [ "*", "ARN" ]
                          }]
                        }
                        """;
                }
            }
            """";

        await VerifyFix.Fixes<PolicyDocuments, HardCodedKeyInPolicyFix>(
            source.Replace("ARN", Arn, StringComparison.Ordinal),
            source.Replace("ARN", "{{keyArn}}", StringComparison.Ordinal).Replace("return ", "return $$", StringComparison.Ordinal)
                .Replace("second)", "second,\n        string keyArn)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KMSG3003_FixesAll_with_one_parameter_for_each_key() =>
        await VerifyFix.FixesAll<PolicyDocuments, HardCodedKeyInPolicyFix>(
            InType("string[] Policies() => [\"\"\"{ \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": [\"ARN\", \"OTHER\"] } }\"\"\", \"{ \\\"Statement\\\": { \\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"kms:*\\\", \\\"Resource\\\": \\\"ARN\\\" } }\"];"),
            InType("string[] Policies(string keyArn, string keyArn2) => [$$\"\"\"{ \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": [\"{{keyArn}}\", \"{{keyArn2}}\"] } }\"\"\", (\"{ \\\"Statement\\\": { \\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"kms:*\\\", \\\"Resource\\\": \\\"\" + keyArn + \"\\\" } }\")];"));

    [Theory]
    [InlineData("static readonly string Policy = RAW;")]
    [InlineData("string Policy => RAW;")]
    [InlineData("string Policy() { const string policy = RAW; return policy; }")]
    [InlineData("bool Policy(string text) => text is RAW;")]
    [InlineData("string Policy(string text = RAW) => text;")]
    [InlineData("string Policy() { return Local(); static string Local() => RAW; }")]
    [InlineData("byte[] Policy() => RAWu8.ToArray();")]
    [InlineData("string Policy(string text = null) => RAW;")]
    [InlineData("string Policy(params string[] more) => RAW;")]
    [InlineData("string Policy() => RAW; string Caller() => Policy();")]
    [InlineData("string Policy() => RAW; Func<string> Caller => Policy;")]
    [InlineData("string Policy() => RAW; string Policy(object other) => \"\";")]
    [InlineData("public override string ToString() => RAW;")]
    [InlineData("public virtual string Policy() => RAW;")]
    [InlineData("[Obsolete] public string Policy() => RAW;")]
    [InlineData("static void Main() => Console.WriteLine(RAW);")]
    [InlineData("const string Target = \"ARN\"; string Policy() => $$\"\"\"{ \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"{{Target}}\" } }\"\"\";")]
    [InlineData("string Policy(string region) => $$\"\"\"{ \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"arn:aws:kms:{{region}}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\" } }\"\"\";")]
    [InlineData("string Policy() => \"{ \\\"Statement\\\": { \\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"kms:*\\\", \\\"Resource\\\": \\\"arn:aws:kms:eu-west-1:111122223333:key\\/1234abcd-12ab-34cd-56ef-1234567890ab\\\" } }\";", "\\/", "\\u002f")]
    public async Task KMSG3003_DoesNotFix_what_cannot_be_passed_in(string member, string old = "RAW", string replacement = Raw) =>
        await VerifyFix.NotOffered<PolicyDocuments, HardCodedKeyInPolicyFix>(InType(member.Replace(old, replacement, StringComparison.Ordinal)));

    [Theory]
    [InlineData("interface IPolicies { string Policy(); } class Service : IPolicies { public string Policy() => RAW; }")]
    [InlineData("interface IPolicies { string Policy() => RAW; }")]
    [InlineData("class Base { } class Service : Base { public string Policy() => RAW; }")]
    [InlineData("class OrderController { public string Policy() => RAW; }")]
    [InlineData("class Service { public static string Policy() => RAW; } namespace Microsoft.AspNetCore.Routing { public interface IEndpointRouteBuilder; }")]
    [InlineData("[Serializable] class Service { public string Policy() => RAW; }")]
    public async Task KMSG3003_DoesNotFix_what_others_may_call_by_their_own_rules(string source) =>
        await VerifyFix.NotOffered<PolicyDocuments, HardCodedKeyInPolicyFix>(WithKeys(source.Replace("RAW", Raw, StringComparison.Ordinal)));

    private static string InType(string member) => WithKeys($"class Service\n{{\n    {member}\n}}");

    private static string WithKeys(string source) =>
        source.Replace("OTHER", Other, StringComparison.Ordinal).Replace("\"ARN", "\"" + Arn, StringComparison.Ordinal);
}
