namespace KmsGuard.Policy.Tests.Rules;

/// <summary>Conditions: what they must be about, and what they mean.</summary>
public sealed class ConditionRuleTests
{
    private const string Admin = "\"Principal\": { \"AWS\": \"arn:aws:iam::111122223333:role/admin\" }, \"Resource\": \"*\"";
    private const string Mfa = "\"Condition\": { \"Bool\": { \"aws:MultiFactorAuthPresent\": \"true\" } }";
    private const string Forced = """{ "Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } } }""";

    [Theory]
    [InlineData("[ \"kms:DescribeKey\", «\"kms:PutKeyPolicy\"» ]")]
    [InlineData("«\"kms:Delete*\"»")]
    [InlineData("«\"kms:ScheduleKeyDeletion\"», \"Condition\": { \"StringEquals\": { \"aws:PrincipalOrgID\": \"o-1\" } }")]
    public void KMSG3006_Triggers_without_MFA(string action) => Marked.Finds("KMSG3006", Marked.KeyPolicy($$"""{ "Effect": "Allow", {{Admin}}, "Action": {{action}} }"""));

    [Theory]
    [InlineData($$"""{ "Effect": "Allow", {{Admin}}, "Action": "kms:PutKeyPolicy", {{Mfa}} }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Admin}}, "Action": "kms:PutKeyPolicy", "Condition": { "NumericLessThan": { "aws:MultiFactorAuthAge": "300" } } }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Admin}}, "Action": "kms:PutKeyPolicy" }, {{Forced}}""")]
    [InlineData($$"""{ "Effect": "Allow", {{Admin}}, "Action": [ "kms:EnableKey", "kms:Decrypt" ] }""")]
    [InlineData($$"""{ "Effect": "Deny", {{Admin}}, "Action": "kms:PutKeyPolicy" }""")]
    [InlineData(Marked.Root)]
    public void KMSG3006_DoesNotTrigger_with_MFA(string statements) => Marked.IsSilent("KMSG3006", Marked.Document(statements));

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/admin" }, "Resource": "*", "Action": "kms:PutKeyPolicy", "Condition": { "Bool": { «"aws:MultiFactorAuthPresent"»: "true" } } }""")]
    [InlineData("""{ "Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": { «"Bool"»: { "aws:MultiFactorAuthPresent": "false" } } }""")]
    public void KMSG3056_Triggers_where_MFA_is_not_forced(string statement) => Marked.Finds("KMSG3056", Marked.KeyPolicy(statement));

    [Theory]
    [InlineData($$"""{ "Effect": "Allow", {{Admin}}, "Action": "kms:PutKeyPolicy", {{Mfa}} }""")]
    [InlineData($$"""{{Marked.Root}}, { "Effect": "Allow", {{Admin}}, "Action": "kms:PutKeyPolicy", {{Mfa}} }, {{Forced}}""")]
    [InlineData($$"""{{Marked.Root}}, {{Forced}}""")]
    public void KMSG3056_DoesNotTrigger_where_it_is_forced_or_the_only_way(string statements) => Marked.IsSilent("KMSG3056", Marked.Document(statements));

    [Fact]
    public void KMSG3009_Triggers_on_use_for_every_context() =>
        Marked.Finds("KMSG3009", Marked.KeyPolicy($$"""{ "Effect": "Allow", {{Admin}}, "Action": [ "kms:DescribeKey", «"kms:Decrypt"», "kms:Encrypt" ] }"""));

    [Theory]
    [InlineData($$"""{ "Effect": "Allow", {{Admin}}, "Action": "kms:Decrypt", "Condition": { "StringEquals": { "kms:EncryptionContext:app": "x" } } }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Admin}}, "Action": "kms:Decrypt", "Condition": { "StringEquals": { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Admin}}, "Action": [ "kms:Sign", "kms:GenerateRandom" ] }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    public void KMSG3009_DoesNotTrigger_where_the_context_is_narrowed_or_not_ours(string statement) => Marked.IsSilent("KMSG3009", Marked.KeyPolicy(statement));

    [Theory]
    [InlineData("«\"NumericLessThan\"»: { \"kms:CallerAccount\": \"1\" }")]
    [InlineData("«\"Bool\"»: { \"aws:MultiFactorAuthAge\": \"true\" }")]
    [InlineData("«\"StringEquals\"»: { \"aws:SourceIp\": \"10.0.0.0/8\" }")]
    [InlineData("«\"BoolIfExists\"»: { \"aws:MultiFactorAuthPresent\": \"true\" }")]
    [InlineData("«\"StringEqualsIfExists\"»: { \"kms:EncryptionContext:app\": \"x\" }")]
    [InlineData("«\"ForAllValues:StringEquals\"»: { \"aws:TagKeys\": [ \"a\" ] }")]
    public void KMSG3014_Triggers_on_what_does_not_fit_or_lets_through(string condition) => Marked.Finds("KMSG3014", Marked.KeyPolicy(Use(condition)));

    [Theory]
    [InlineData("\"StringEquals\": { \"aws:MultiFactorAuthPresent\": \"true\" }")]
    [InlineData("\"StringLike\": { \"aws:SourceArn\": \"arn:*\" }")]
    [InlineData("\"ArnLike\": { \"kms:GranteePrincipal\": \"arn:aws:iam::111122223333:role/*\" }")]
    [InlineData("\"NumericLessThan\": { \"aws:MultiFactorAuthAge\": 300 }")]
    [InlineData("\"DateLessThan\": { \"aws:CurrentTime\": \"2030-01-01T00:00:00Z\" }")]
    [InlineData("\"NumericLessThan\": { \"aws:EpochTime\": 1 }")]
    [InlineData("\"IpAddress\": { \"aws:SourceIp\": \"10.0.0.0/8\" }")]
    [InlineData("\"Null\": { \"kms:EncryptionContextKeys\": \"false\" }, \"ForAllValues:StringEquals\": { \"kms:EncryptionContextKeys\": [ \"app\" ] }")]
    [InlineData("\"StringEquals\": { \"kms:EncryptionContext:app\": \"x\" }, \"ForAllValues:StringEquals\": { \"kms:EncryptionContextKeys\": [ \"app\" ] }")]
    [InlineData("\"StringEqualsIfExists\": { \"aws:RequestedRegion\": \"eu-west-1\" }")]
    [InlineData("\"StringEquals\": { \"s3:prefix\": \"x\" }")]
    public void KMSG3014_DoesNotTrigger_on_what_fits(string condition) => Marked.IsSilent("KMSG3014", Marked.KeyPolicy(Use(condition)));

    [Theory]
    [InlineData("BoolIfExists", "aws:MultiFactorAuthPresent", "false")]
    [InlineData("ForAllValues:StringNotEquals", "kms:EncryptionContextKeys", "app")]
    public void KMSG3014_DoesNotTrigger_in_a_Deny(string @operator, string key, string value) => Marked.IsSilent(
        "KMSG3014", Marked.KeyPolicy($$"""{ "Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": { "{{@operator}}": { "{{key}}": "{{value}}" } } }"""));

    [Theory]
    [InlineData("[ \"kms:Decrypt\", \"kms:DescribeKey\" ]", "\"StringEquals\": { «\"kms:EncryptionContext:app\"»: \"x\" }")]
    [InlineData("\"KMS:decrypt\"", "\"Bool\": { «\"kms:GrantIsForAWSResource\"»: \"true\" }")]
    [InlineData("[ \"kms:Encrypt\", \"kms:Decrypt\" ]", "\"StringEqualsIgnoreCase\": { «\"kms:RecipientAttestation:PCR0\"»: \"x\" }")]
    [InlineData("[ \"kms:DescribeKey\" ]", "\"Null\": { «\"kms:EncryptionContext:app\"»: \"false\" }")]
    public void KMSG3016_Triggers_on_a_key_that_an_action_does_not_have(string action, string condition) => Marked.Finds("KMSG3016", Marked.KeyPolicy(Use(condition, action)));

    [Theory]
    [InlineData("[ \"kms:Decrypt\", \"kms:Encrypt\" ]", "\"StringEquals\": { \"kms:EncryptionContext:app\": \"x\" }")]
    [InlineData("[ \"kms:CreateGrant\", \"kms:ListGrants\", \"kms:RevokeGrant\" ]", "\"Bool\": { \"kms:GrantIsForAWSResource\": \"true\" }")]
    [InlineData("[ \"kms:Encrypt\", \"kms:DescribeKey\", \"kms:CreateGrant\" ]", "\"StringEquals\": { \"kms:ViaService\": \"ec2.eu-west-1.amazonaws.com\", \"kms:CallerAccount\": \"111122223333\" }")]
    [InlineData("\"kms:DescribeKey\"", "\"StringEqualsIfExists\": { \"kms:EncryptionContext:app\": \"x\" }")]
    [InlineData("\"kms:DescribeKey\"", "\"StringNotEquals\": { \"kms:EncryptionContext:app\": \"x\" }")]
    [InlineData("\"kms:DescribeKey\"", "\"Null\": { \"kms:EncryptionContext:app\": \"true\" }")]
    [InlineData("\"kms:DescribeKey\"", "\"StringEquals\": { \"aws:PrincipalOrgID\": \"o-1\" }")]
    [InlineData("\"kms:Describe*\"", "\"StringEquals\": { \"kms:EncryptionContext:app\": \"x\" }")]
    [InlineData("\"s3:GetObject\"", "\"StringEquals\": { \"kms:EncryptionContext:app\": \"x\" }")]
    public void KMSG3016_DoesNotTrigger_on_what_every_action_has(string action, string condition) => Marked.IsSilent("KMSG3016", Marked.KeyPolicy(Use(condition, action)));

    [Fact]
    public void KMSG3016_DoesNotTrigger_in_a_Deny() => Marked.IsSilent(
        "KMSG3016", Marked.KeyPolicy("""{ "Effect": "Deny", "Principal": "*", "Action": "kms:DescribeKey", "Resource": "*", "Condition": { "StringEquals": { "kms:EncryptionContext:app": "x" } } }"""));

    [Fact]
    public void KMSG3066_Triggers_on_a_pattern() =>
        Marked.Finds("KMSG3066", Marked.KeyPolicy(Use("\"StringEquals\": { «\"kms:EncryptionContext:app\"»: \"x\" }", "[ \"kms:Decrypt\", \"kms:Describe*\" ]")));

    [Theory]
    [InlineData("[ \"kms:GenerateDataKey*\", \"kms:ReEncrypt*\" ]")]
    [InlineData("\"kms:*\"")]
    [InlineData("\"*\"")]
    public void KMSG3066_DoesNotTrigger_where_all_have_it_or_all_are_meant(string action) =>
        Marked.IsSilent("KMSG3066", Marked.KeyPolicy(Use("\"StringEquals\": { \"kms:EncryptionContext:app\": \"x\" }", action)));

    [Theory]
    [InlineData("\"StringEquals\": { \"kms:ViaService\": «\"s3.*.amazonaws.com\"» }")]
    [InlineData("\"StringEquals\": { \"kms:ViaService\": [ «\"s3.amazonaws.com\"», \"s3.eu-west-1.amazonaws.com\" ] }")]
    [InlineData("\"StringEqualsIgnoreCase\": { \"kms:EncryptionContext:app\": «\"x-*\"» }")]
    [InlineData("«\"ForAnyValue:StringEquals\"»: { \"kms:EncryptionContext:app\": \"x\" }")]
    [InlineData("«\"ForAllValues:StringEquals\"»: { \"kms:ViaService\": \"s3.eu-west-1.amazonaws.com\" }")]
    [InlineData("\"StringEquals\": { \"kms:RequestAlias\": «\"arn:aws:kms:eu-west-1:111122223333:alias/x\"» }")]
    [InlineData("\"ForAnyValue:StringEquals\": { «\"kms:ResourceAliases\"»: \"alias/x\" }")]
    public void KMSG3021_Triggers_on_what_never_matches(string condition) => Marked.Finds("KMSG3021", Marked.KeyPolicy(Use(condition)));

    [Theory]
    [InlineData("\"StringLike\": { \"kms:ViaService\": \"s3.*.amazonaws.com\" }")]
    [InlineData("\"StringEquals\": { \"kms:ViaService\": \"s3.${AWS::Region}.amazonaws.com\" }")]
    [InlineData("\"StringEquals\": { \"kms:ViaService\": \"s3.eu-west-1.amazonaws.com\" }")]
    [InlineData("\"ArnEquals\": { \"aws:SourceArn\": \"arn:aws:sns:*:111122223333:*\" }")]
    [InlineData("\"ForAnyValue:StringEquals\": { \"kms:EncryptionContextKeys\": \"app\" }")]
    [InlineData("\"StringEquals\": { \"kms:RequestAlias\": \"alias/x\" }")]
    [InlineData("\"StringEquals\": { \"s3:prefix\": \"*\" }")]
    public void KMSG3021_DoesNotTrigger_on_what_does(string condition) => Marked.IsSilent("KMSG3021", Marked.KeyPolicy(Use(condition)));

    private static string Use(string condition, string action = "\"kms:CreateGrant\"") => $$"""{ "Effect": "Allow", {{Admin}}, "Action": {{action}}, "Condition": { {{condition}} } }""";
}
