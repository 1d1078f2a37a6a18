namespace KmsGuard.Policy.Tests.Rules;

/// <summary>What is granted, and to whom.</summary>
public sealed class GrantRuleTests
{
    private const string Role = "\"Principal\": { \"AWS\": \"arn:aws:iam::111122223333:role/app\" }";

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/ann" }, "Action": «"kms:*"», "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": [ "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/x" ] }, "Action": [ "kms:Decrypt", «"KMS:*"» ], "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": "*", "Action": «"kms:*"», "Resource": "*", "Condition": { "StringEquals": { "kms:CallerAccount": "111122223333" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "Service": "s3.amazonaws.com" }, "Action": «"kms:*"», "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/${role}" }, "Action": «"*"», "Resource": "*" }""")]
    public void KMSG3001_Triggers_in_a_key_policy(string statement) => Marked.Finds("KMSG3001", Marked.KeyPolicy(statement), PolicyKind.Key);

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Action": «"kms:*"», "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": [ "s3:GetObject", «"kms:*"» ], "Resource": "arn:aws:kms:eu-west-1:111122223333:key/*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": «"*"», "Resource": "arn:aws:kms:eu-west-1:111122223333:key/*" }""")]
    public void KMSG3001_Triggers_in_an_identity_policy(string statement) => Marked.Finds("KMSG3001", Marked.Document(statement));

    [Theory]
    [InlineData(Marked.Root)]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "kms:*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws-cn:iam::${AWS::AccountId}:root" }, "Action": "kms:*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": { "Fn::Join": [ "", [ "arn:aws:iam::", { "Ref": "AWS::AccountId" }, ":root" ] ] } }, "Action": "kms:*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "${administrator}" }, "Action": "kms:*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": ${administrators} }, "Action": "kms:*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Deny", "Action": "kms:*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "NotAction": "kms:*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:Describe*", "Resource": "*" }""")]
    public void KMSG3001_DoesNotTrigger_where_an_account_delegates_or_nothing_is_granted(string statement) => Marked.IsSilent("KMSG3001", Marked.Document(statement));

    [Fact]
    public void KMSG3001_DoesNotTrigger_in_what_only_limits()
    {
        var text = Marked.Document("""{ "Effect": "Allow", "Action": "kms:*", "Resource": "*" }""");

        Marked.IsSilent("KMSG3001", text, PolicyLint.KindOf("team-boundary.json"));
        Marked.IsSilent("KMSG3001", text, PolicyLint.KindOf("SCP_kms.json"));
        Marked.Finds("KMSG3001", text.Replace("\"kms:*\"", "«\"kms:*\"»"), PolicyLint.KindOf("describe.json"));
    }

    [Theory]
    [InlineData("""[ "arn:aws:s3:::b", «"arn:aws:kms:eu-west-1:111122223333:alias/x"» ]""")]
    [InlineData("""«"alias/x"»""")]
    [InlineData("""«{ "Fn::Sub": "arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/x" }»""")]
    public void KMSG3002_Triggers_in_files(string resource) =>
        Marked.Finds("KMSG3002", Marked.Document($$"""{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": {{resource}} }"""));

    [Fact]
    public void KMSG3002_DoesNotTrigger_on_operations_on_aliases() =>
        Marked.IsSilent("KMSG3002", Marked.Document("""{ "Effect": "Allow", "Action": [ "kms:CreateAlias", "kms:DescribeKey" ], "Resource": [ "arn:aws:kms:*:*:alias/x", "*" ] }"""));

    [Theory]
    [InlineData("\"Principal\": «\"*\"»")]
    [InlineData("\"Principal\": { \"AWS\": «\"*\"» }")]
    [InlineData("\"Principal\": { \"AWS\": [ \"arn:aws:iam::111122223333:root\", «\"*\"» ] }")]
    [InlineData("\"Principal\": { \"AWS\": «\"arn:aws:iam::*:root\"» }")]
    [InlineData("\"Principal\": { \"AWS\": «\"*\"» }, \"Condition\": { \"Bool\": { \"aws:SecureTransport\": \"true\" } }")]
    [InlineData("\"Principal\": { \"AWS\": «\"*\"» }, \"Condition\": { \"StringLike\": { \"aws:PrincipalArn\": \"*\" } }")]
    [InlineData("\"Principal\": { \"AWS\": «\"*\"» }, \"Condition\": { \"StringNotEquals\": { \"aws:PrincipalAccount\": \"111122223333\" } }")]
    [InlineData("\"Principal\": { \"AWS\": «\"*\"» }, \"Condition\": { \"StringEqualsIfExists\": { \"aws:PrincipalOrgID\": \"o-1\" } }")]
    public void KMSG3004_Triggers_on_anyone(string principal) => Marked.Finds("KMSG3004", Marked.KeyPolicy($$"""{ "Effect": "Allow", {{principal}}, "Action": "kms:Decrypt", "Resource": "*" }"""));

    [Theory]
    [InlineData("\"Condition\": { \"StringEquals\": { \"kms:CallerAccount\": \"111122223333\", \"kms:ViaService\": \"s3.eu-west-1.amazonaws.com\" } }")]
    [InlineData("\"Condition\": { \"StringEquals\": { \"aws:PrincipalOrgID\": \"o-1\" } }")]
    [InlineData("\"Condition\": { \"ArnLike\": { \"aws:PrincipalArn\": \"arn:aws:iam::111122223333:role/*\" } }")]
    [InlineData("\"Condition\": { \"StringEquals\": { \"aws:sourceVpce\": \"vpce-1\" } }")]
    [InlineData("\"Condition\": ${conditions}")]
    [InlineData("${more}")]
    [InlineData("\"Condition\": { \"StringEquals\": { \"saml:aud\": \"x\" } }")]
    public void KMSG3004_DoesNotTrigger_where_a_condition_says_who_calls(string condition) =>
        Marked.IsSilent("KMSG3004", Marked.KeyPolicy($$"""{ "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "kms:Decrypt", "Resource": "*", {{condition}} }"""));

    [Theory]
    [InlineData("""{ "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*" }""", "Key")]
    [InlineData("""{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }""", "Unknown")]
    [InlineData("""{ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::public/*" }""", "Unknown")]
    [InlineData("""{ "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*" }""", "Guardrail")]
    public void KMSG3004_DoesNotTrigger_on_Deny_and_other_kinds(string statement, string kind) => Marked.IsSilent("KMSG3004", Marked.Document(statement), Enum.Parse<PolicyKind>(kind));

    [Theory]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, "Action": [ "kms:Decrypt", «"kms:PutKeyPolicy"» ], "Resource": "*" }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, "Action": [ «"kms:Disable*"», "kms:GenerateDataKey*" ], "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": [ "s3:GetObject", "kms:Encrypt", «"kms:ScheduleKeyDeletion"» ], "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/a" }, "Action": "kms:Put*", "Resource": "*" }, { "Effect": "Allow", "Principal": { "AWS": [ "arn:aws:iam::111122223333:role/b", «"arn:aws:iam::111122223333:user/a"» ] }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    public void KMSG3005_Triggers_on_both_in_one_hand(string statements) =>
        Marked.Finds("KMSG3005", statements.Contains("Principal") ? Marked.KeyPolicy(statements) : Marked.Document(statements));

    [Theory]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, "Action": [ "kms:Decrypt", "kms:DescribeKey", "kms:CreateGrant", "kms:TagResource", "kms:CreateAlias" ], "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": [ "kms:Decrypt", "kms:PutKeyPolicy" ], "Resource": "*" }""")]
    [InlineData($$"""{ "Effect": "Deny", {{Role}}, "Action": [ "kms:Decrypt", "kms:PutKeyPolicy" ], "Resource": "*" }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, "Action": "kms:*", "Resource": "*" }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, "Action": "kms:Put*", "Resource": "*" }, { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/other" }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    public void KMSG3005_DoesNotTrigger_where_they_are_apart(string statements) => Marked.IsSilent("KMSG3005", Marked.KeyPolicy(statements));

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": «"arn:aws:iam::444455556666:root"» }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": [ "arn:aws:iam::111122223333:root", «"444455556666"» ] }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    public void KMSG3007_Triggers_on_another_account(string statement) => Marked.Finds("KMSG3007", Marked.KeyPolicy(statement));

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::${other}:root" }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:role/x" }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:root" }, "Action": "kms:Decrypt", "Resource": "*", "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-1" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:root" }, "Action": "kms:*", "Resource": "*" }""")]
    public void KMSG3007_DoesNotTrigger_on_the_own_account_roles_and_conditions(string statement) => Marked.IsSilent("KMSG3007", Marked.KeyPolicy(statement));

    [Theory]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, "Action": [ "kms:Decrypt", «"kms:CreateGrant"» ], "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": "*", "Action": «"kms:Create*"», "Resource": "*" }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, "Action": «"kms:CreateGrant"», "Resource": "*", "Condition": { "BoolIfExists": { "kms:GrantIsForAWSResource": "true" } } }""")]
    public void KMSG3008_Triggers_on_grants_of_anything(string statement) => Marked.Finds("KMSG3008", Marked.KeyPolicy(statement));

    [Theory]
    [InlineData("\"kms:CreateGrant\", \"Condition\": { \"Bool\": { \"kms:GrantIsForAWSResource\": true } }")]
    [InlineData("\"kms:CreateGrant\", \"Condition\": { \"StringLike\": { \"kms:ViaService\": \"ec2.*.amazonaws.com\" } }")]
    [InlineData("\"kms:CreateGrant\", \"Condition\": { \"ForAnyValue:StringEquals\": { \"kms:GrantOperations\": \"Decrypt\" } }")]
    [InlineData("\"kms:Create*\"")]
    [InlineData("[ \"kms:ListGrants\", \"kms:RevokeGrant\" ]")]
    public void KMSG3008_DoesNotTrigger_on_bounded_grants(string action) => Marked.IsSilent("KMSG3008", Marked.KeyPolicy($$"""{ "Effect": "Allow", {{Role}}, "Resource": "*", "Action": {{action}} }"""));

    [Theory]
    [InlineData("""{ "Effect": "Allow", «"NotPrincipal"»: { "AWS": "arn:aws:iam::111122223333:user/x" }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, «"NotAction"»: "kms:PutKeyPolicy", "Resource": "*" }""")]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, "Action": "kms:Decrypt", «"NotResource"»: "arn:aws:kms:*:*:key/1" }""")]
    public void KMSG3010_Triggers_on_Allow_of_everything_else(string statement) => Marked.Finds("KMSG3010", Marked.KeyPolicy(statement));

    [Theory]
    [InlineData("""{ "Effect": "Deny", "NotPrincipal": { "AWS": [ "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/x" ] }, "NotAction": "kms:Describe*", "NotResource": "x" }""")]
    [InlineData("""{ "Effect": "Allow", "NotAction": [ "iam:*", "organizations:*" ], "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "NotAction": [ "kms:*" ], "Resource": "*" }""")]
    public void KMSG3010_DoesNotTrigger_on_Deny_or_what_is_not_about_keys(string statement) => Marked.IsSilent("KMSG3010", Marked.Document(statement));

    [Theory]
    [InlineData($$"""{ «"Statement"»: [ { "Effect": "Allow", {{Role}}, "Action": "kms:Decrypt", "Resource": "*" } ] }""")]
    [InlineData("""{ «"Statement"»: { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::*:role/admin" }, "Action": "kms:*", "Resource": "*" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Principal": «{ "AWS": "arn:aws:iam::111122223333:user/ann" }», "Action": "kms:*", "Resource": "*" } }""")]
    [InlineData($$"""{ "Statement": [ {{Marked.Root}}, { "Effect": "Deny", "NotPrincipal": «{ "AWS": "arn:aws:iam::111122223333:user/ann" }», "Action": "kms:*", "Resource": "*" } ] }""")]
    public void KMSG3013_Triggers_where_nobody_can_change_the_policy(string policy) => Marked.Finds("KMSG3013", policy);

    [Theory]
    [InlineData($$"""{ "Statement": [ {{Marked.Root}} ] }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/admin" }, "Action": "kms:Put*", "Resource": "*" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Principal": { "AWS": "${admin}" }, "Action": "kms:*", "Resource": "*" } }""")]
    [InlineData($$"""{ "Statement": [ { "Effect": "Allow", {{Role}}, "Action": "kms:Decrypt", "Resource": "*" }, ${more} ] }""")]
    [InlineData($$"""{ "Statement": [ { "Effect": "Allow", {{Role}}, "Action": [ "kms:Decrypt", ${more} ], "Resource": "*" } ] }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*" } }""")]
    [InlineData("""{ "Statement": { "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "StringEquals": { "kms:ViaService": "ssm.eu-west-1.amazonaws.com", "kms:CallerAccount": "111122223333" } } } }""")]
    [InlineData($$"""{ "Statement": [ {{Marked.Root}}, { "Effect": "Deny", "NotPrincipal": { "AWS": [ "arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:root" ] }, "Action": "kms:*", "Resource": "*" } ] }""")]
    public void KMSG3013_DoesNotTrigger_where_somebody_can_or_may(string policy) => Marked.IsSilent("KMSG3013", policy);

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": «"*"» }""")]
    [InlineData("""{ "Effect": "Allow", "Action": [ "s3:*", "kms:ReEncrypt*" ], "Resource": [ "arn:aws:s3:::b", «"arn:aws:kms:*:*:key/*"» ] }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:PutKeyPolicy", "Resource": «"*"» }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": «"*"», "Condition": { "StringEqualsIfExists": { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } }""")]
    public void KMSG3015_Triggers_on_decryption_under_every_key(string statement) => Marked.Finds("KMSG3015", Marked.Document(statement));

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "StringEquals": { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/x" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "a" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceAccount": "${aws:PrincipalAccount}" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": [ "kms:Encrypt", "kms:GenerateRandom", "kms:ListKeys" ], "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/x" }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    public void KMSG3015_DoesNotTrigger_where_something_bounds_it(string statement) => Marked.IsSilent("KMSG3015", Marked.Document(statement));

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Principal": { "Service": «"cloudwatch.amazonaws.com"» }, "Action": "kms:Decrypt", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "Service": [ «"a.amazonaws.com"», "b.amazonaws.com" ] }, "Action": "kms:Decrypt", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } }""")]
    public void KMSG3017_Triggers_on_a_service_for_whomever(string statement) => Marked.Finds("KMSG3017", Marked.KeyPolicy(statement));

    [Theory]
    [InlineData("\"StringEquals\": { \"aws:SourceAccount\": \"111122223333\" }")]
    [InlineData("\"ArnLike\": { \"AWS:SourceArn\": \"arn:aws:sns:*:111122223333:*\" }")]
    [InlineData("\"StringEquals\": { \"aws:SourceOrgID\": \"o-1\" }")]
    [InlineData("\"ArnEquals\": { \"kms:EncryptionContext:aws:logs:arn\": \"arn:aws:logs:eu-west-1:111122223333:log-group:x\" }")]
    [InlineData("${conditions}")]
    public void KMSG3017_DoesNotTrigger_where_the_source_is_named(string condition) =>
        Marked.IsSilent("KMSG3017", Marked.KeyPolicy($$"""{ "Effect": "Allow", "Principal": { "Service": "logs.amazonaws.com" }, "Action": "kms:Decrypt", "Resource": "*", "Condition": { {{condition}} } }"""));

    [Fact]
    public void KMSG3019_Triggers_on_what_is_not_about_one_key() =>
        Marked.Finds("KMSG3019", Marked.KeyPolicy($$"""{ "Effect": "Allow", {{Role}}, "Action": [ «"kms:CreateKey"», "kms:Decrypt", «"kms:ListAliases"» ], "Resource": "*" }"""));

    [Theory]
    [InlineData($$"""{ "Effect": "Allow", {{Role}}, "Action": [ "kms:Decrypt", "kms:Create*", "kms:List*" ], "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:CreateKey", "Resource": "*" }""")]
    [InlineData($$"""{ "Effect": "Deny", {{Role}}, "Action": "kms:CreateKey", "Resource": "*" }""")]
    public void KMSG3019_DoesNotTrigger_on_patterns_and_identity_policies(string statement) => Marked.IsSilent("KMSG3019", Marked.Document(statement));

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Action": [ "kms:CreateKey", «"kms:TagResource"» ], "Resource": "*", "Condition": { "StringEquals": { "aws:RequestTag/app": "x" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Action": «"kms:TagResource"», "Resource": "arn:aws:kms:eu-west-1:111122223333:key/*", "Condition": { "StringEquals": { "aws:RequestTag/app": "x" }, "ForAllValues:StringEquals": { "aws:TagKeys": "app" } } }""")]
    public void KMSG3020_Triggers_on_tagging_bounded_by_the_tag_alone(string statement) => Marked.Finds("KMSG3020", Marked.Document(statement));

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:TagResource", "Resource": "*", "Condition": { "StringEquals": { "aws:RequestTag/app": "x", "aws:ResourceTag/app": "x" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:TagResource", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1", "Condition": { "StringEquals": { "aws:RequestTag/app": "x" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:CreateKey", "Resource": "*", "Condition": { "StringEquals": { "aws:RequestTag/app": "x" } } }""")]
    public void KMSG3020_DoesNotTrigger_where_the_key_is_bounded(string statement) => Marked.IsSilent("KMSG3020", Marked.Document(statement));
}
