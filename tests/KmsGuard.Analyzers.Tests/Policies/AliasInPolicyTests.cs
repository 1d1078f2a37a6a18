using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Policies;

public sealed class AliasInPolicyTests
{
    private const string Alias = "arn:aws:kms:eu-west-1:111122223333:alias/billing";

    [Theory]
    [InlineData("""[ "kms:Decrypt" ]""", Alias)]
    [InlineData("\"kms:Encrypt\"", Alias)]
    [InlineData("\"KMS:generatedatakey*\"", Alias)]
    [InlineData("""[ "s3:GetObject", "kms:DescribeKey" ]""", Alias)]
    [InlineData("\"kms:ListAliases\"", Alias)]
    [InlineData("\"kms:Decrypt\"", "alias/billing")]
    [InlineData("\"kms:Decrypt\"", "arn:aws:kms:*:*:alias/*")]
    [InlineData("\"kms:Decrypt\"", "arn:*:kms:${Region}:${Account}:alias/${Environment}-billing")]
    public async Task KMSG3002_Triggers_on_an_alias_where_only_a_key_counts(string actions, string resource)
    {
        await VerifyPolicy.Triggers("KMSG3002", InMethod($$""""var policy = """{{Document(actions, $$"""{|KMSG3002:"{{resource}}"|}""")}}""";""""));
        await VerifyPolicy.Triggers("KMSG3002", InMethod(
            $$""""var policy = """{{Document(actions, $$"""[ "arn:aws:s3:::bucket", {|KMSG3002:"{{resource}}"|}, {|KMSG3002:"{{resource}}"|} ]""")}}""";""""));
    }

    [Theory]
    [InlineData("\"kms:CreateAlias\"", $"\"{Alias}\"")]
    [InlineData("\"kms:UpdateAlias\"", $"\"{Alias}\"")]
    [InlineData("\"kms:deletealias\"", $"\"{Alias}\"")]
    [InlineData("""[ "kms:CreateAlias", "kms:DescribeKey" ]""", $$"""[ "{{Alias}}", "arn:aws:kms:*:*:key/*" ]""")]
    [InlineData("\"kms:*\"", $"\"{Alias}\"")]
    [InlineData("\"kms:*Alias\"", $"\"{Alias}\"")]
    [InlineData("\"kms:Update*\"", $"\"{Alias}\"")]
    [InlineData("\"kms:?reateAlias\"", $"\"{Alias}\"")]
    [InlineData("\"*\"", $"\"{Alias}\"")]
    [InlineData("\"s3:GetObject\"", $"\"{Alias}\"")]
    [InlineData("\"kms:Decrypt\"", "\"arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\"")]
    [InlineData("\"kms:Decrypt\"", "\"*\"")]
    [InlineData("\"kms:Decrypt\"", "\"arn:aws:s3:::bucket/alias/billing\"")]
    [InlineData("\"kms:Decrypt\"", "\"arn:aws:kms:eu-west-1:111122223333:*\"")]
    public async Task KMSG3002_DoesNotTrigger_where_an_alias_is_right_or_none_is(string actions, string resource) =>
        await VerifyPolicy.Silent("KMSG3002", InMethod($$""""var policy = """{{Document(actions, resource)}}""";""""));

    [Theory]
    [InlineData("""{ "Statement": { "Effect": "Allow", "NotAction": "kms:Decrypt", "Resource": "alias/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "NotResource": "alias/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "StringEquals": { "kms:RequestAlias": "alias/billing" } } } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "ForAnyValue:StringEquals": { "kms:ResourceAliases": [ "alias/billing" ] } } } }""")]
    [InlineData("""{ "Statement": { "Sid": "alias/billing", "Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*" } }""")]
    [InlineData("""{ "Statement": { "Action": "kms:Decrypt", "Resource": "alias/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "sometimes", "Action": "kms:Decrypt", "Resource": "alias/billing" } }""")]
    [InlineData("""{ "Statement": "Action: kms:Decrypt, Resource: alias/billing" }""")]
    [InlineData("""{ "Clause": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "alias/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "alias/billing" """)]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": [ "kms:Decrypt" "Resource": "alias/billing" } }""")]
    [InlineData("""Deny, "Statement" and alias/billing are words in a message about kms:Decrypt""")]
    public async Task KMSG3002_DoesNotTrigger_on_what_is_no_such_statement(string text) =>
        await VerifyPolicy.Silent("KMSG3002", InMethod($$""""var policy = """   {{text}}   """;""""));

    // Every form of literal: the marks are around the value and nothing else.
    [Theory]
    [InlineData("""
        var policy = "{ \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": {|KMSG3002:\"alias/billing\"|} } ] }";
        """)]
    [InlineData("""
        var policy = "\t{ \x22Statement\u0022: \U0000007B \"Sid\": \"\U0001F511 🔑\", \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\",\r\n \"Resource\": {|KMSG3002:\"alias\u002Fbilling\"|} } }";
        """)]
    [InlineData("""
        var policy = @"{ ""Statement"": { ""Sid"": ""a\\b"",
            ""Effect"": ""Allow"", ""Action"": ""kms:Decrypt"", ""Resource"": {|KMSG3002:""alias/billing""|} } }";
        """)]
    [InlineData(""""
        var policy = """
            {
              "Statement": [
                {

                  "Effect": "Allow",
                  "Action": [ "kms:Decrypt" ],
                  "Resource": {|KMSG3002:"alias/billing"|}
                }
              ]
            }
            """;
        """")]
    [InlineData(""""
        var policy = """{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": {|KMSG3002:"alias/billing"|} } }"""u8;
        """")]
    [InlineData(""""
        var policy = """
            { "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": {|KMSG3002:"alias/billing"|} } }
            """u8.ToArray();
        """")]
    [InlineData("""
        var policy = "{ \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": {|KMSG3002:\"alias/billing\"|} } }"u8;
        """)]
    [InlineData("""
        var policy = $"{{ \"Statement\": {{ \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": {|KMSG3002:\"arn:aws:kms:{region}:{account}:alias/billing\"|} }} }}";
        """)]
    [InlineData("""
        var policy = $@"{{ ""Statement"": {{ ""Effect"": ""Allow"", ""Action"": ""kms:Decrypt"", ""Resource"": {|KMSG3002:""arn:aws:kms:{region}:{account}:alias/{account}""|} }} }}";
        """)]
    [InlineData(""""
        var policy = $$"""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": {|KMSG3002:"arn:aws:kms:{{region}}:{{account}}:alias/x"|} } }""";
        """")]
    [InlineData(""""
        var policy = $$"""

            {
              "Statement": [
                {
                  "Sid": "{{account}}", {{region}}
                  "Effect": "{{region}}",
                  "Action": [ "kms:Decrypt" ],
                  "Resource": [
                    {|KMSG3002:"arn:aws:kms:{{region}}:{{account}}:alias/billing"|},
                    {{region}}
                  ]
                }
              ]
            }
            """;
        """")]
    [InlineData("""
        var policy = "{ \"Statement\": [ { \"Effect\": \"Allow\"," // what
            + "\"Action\": [ \"kms:Decrypt\" ]," /* where */ +
            "\"Resource\": {|KMSG3002:\"arn:aws:kms:" + region + ":" + (account + ":alias/billing\"|} ") + "} ] }";
        """)]
    [InlineData("""
        const string name = "alias/billing"; var policy = "{ \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": {|KMSG3002:\"" + name + "\"|} } }";
        """)]
    [InlineData(""""
        var policy = $$"""{ "Statement": { "Effect": "Allow", "Action": "{{Decrypt}}", "Resource": {|KMSG3002:"{{"alias/billing"}}"|} } }""";
        """")]
    [InlineData(""""
        File.WriteAllText("policy.json", """{ "Properties": { "PolicyDocument": [ { "Statement": { "Effect": "Deny", "Action": "kms:Decrypt", "Resource": {|KMSG3002:"alias/billing"|} } } ] } }""");
        """")]
    [InlineData(""""
        var policy = """{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": {|KMSG3002:"alias/REGION"|} } }""".Replace("REGION", region);
        """")]
    [InlineData(""""
        var policy = """{ /* all */ "Statement": [ { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": {|KMSG3002:"alias/billing"|}, }, { "Effect": "Allow", "Action": """;
        """")]
    public async Task KMSG3002_Triggers_on_the_value_in_every_form_of_literal(string body) =>
        await VerifyPolicy.Triggers("KMSG3002", InMethod(body));

    [Theory]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "{{region}}", "Resource": "alias/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:{{region}}", "Resource": "alias/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": [ "kms:Decrypt", {{region}} ], "Resource": "alias/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": {{region}}, "Resource": "alias/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "{{region}}" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "{{region}}/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:{{region}}:{{account}}:{{region}}/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:{{region}}:{{region}}:{{account}}:alias/billing" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": {{region}} } }""")]
    [InlineData("""{ "Statement": {{region}} }""")]
    public async Task KMSG3002_DoesNotTrigger_where_a_hole_decides(string text) =>
        await VerifyPolicy.Silent("KMSG3002", InMethod($$$""""var policy = $$"""{{{text}}}""";""""));

    [Fact]
    public async Task KMSG3002_Triggers_once_on_a_constant_that_is_used_twice() => await VerifyPolicy.Triggers("KMSG3002", """
        class Policies
        {
            private const string Policy = "{ \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": {|KMSG3002:\"alias/billing\"|} } }";
            private static readonly string Copy = Policy;
            public string Text { get; } = Policy + "\n";
        }
        """);

    private static string Document(string actions, string resource) => $$"""
        { "Version": "2012-10-17", "Statement": [ { "Sid": "Use", "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": {{actions}}, "Resource": {{resource}} } ] }
        """;

    private static string InMethod(string body) => $$$"""
        class Service
        {
            const string Decrypt = "kms:Decrypt";

            void Run(string region, string account)
            {
        {{{body}}}
            }
        }
        """;
}
