namespace KmsGuard.Policy.Tests;

/// <summary>Policies that look wrong to those who do not know what they are attached to. No rule may speak.</summary>
public sealed class TrapTests
{
    private const string Account = "\"Principal\": { \"AWS\": \"arn:aws:iam::111122223333:root\" }";

    [Fact]
    public void The_default_key_policy_is_right() => Marked.IsSilent($$"""
        { "Version": "2012-10-17", "Id": "key-default-1", "Statement": [ { "Sid": "Enable IAM User Permissions", "Effect": "Allow", {{Account}}, "Action": "kms:*", "Resource": "*" } ] }
        """);

    [Fact]
    public void The_key_policy_of_the_console_is_right() => Marked.IsSilent(Marked.KeyPolicy("""
        { "Sid": "Allow access for Key Administrators", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/KeyAdmin" },
          "Action": [ "kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*", "kms:Disable*", "kms:Get*", "kms:Delete*", "kms:TagResource", "kms:UntagResource", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion", "kms:RotateKeyOnDemand" ], "Resource": "*" },
        { "Sid": "Allow use of the key", "Effect": "Allow", "Principal": { "AWS": [ "arn:aws:iam::111122223333:role/App" ] },
          "Action": [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey" ], "Resource": "*" },
        { "Sid": "Allow attachment of persistent resources", "Effect": "Allow", "Principal": { "AWS": [ "arn:aws:iam::111122223333:role/App" ] },
          "Action": [ "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant" ], "Resource": "*", "Condition": { "Bool": { "kms:GrantIsForAWSResource": true } } }
        """));

    [Fact]
    public void The_key_policy_of_an_AWS_managed_key_is_right() => Marked.IsSilent($$"""
        { "Version": "2012-10-17", "Id": "auto-ssm-1", "Statement": [
          { "Sid": "Allow access through SSM", "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey", "kms:CreateGrant" ],
            "Resource": "*", "Condition": { "StringEquals": { "kms:CallerAccount": "111122223333", "kms:ViaService": "ssm.eu-west-1.amazonaws.com" } } },
          { "Sid": "Allow direct access to key metadata", "Effect": "Allow", {{Account}}, "Action": [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ], "Resource": "*" } ] }
        """);

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Principal": { "Service": "logs.eu-west-1.amazonaws.com" }, "Action": [ "kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*" ], "Resource": "*", "Condition": { "ArnEquals": { "aws:SourceArn": "arn:aws:logs:eu-west-1:111122223333:log-group:x" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "Service": "cloudtrail.amazonaws.com" }, "Action": "kms:GenerateDataKey*", "Resource": "*", "Condition": { "StringEquals": { "aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/x" }, "StringLike": { "kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111122223333:trail/*" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": [ "kms:Decrypt", "kms:GenerateDataKey*" ], "Resource": "*", "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } } }""")]
    [InlineData("""{ "Effect": "Deny", "Principal": "*", "Action": [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*" ], "Resource": "*", "Condition": { "StringNotEquals": { "aws:sourceVpce": "vpce-1" } } }""")]
    [InlineData("""{ "Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": { "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-1" }, "BoolIfExists": { "aws:PrincipalIsAWSService": "false" } } }""")]
    [InlineData("""{ "Effect": "Deny", "Principal": "*", "NotAction": "kms:Describe*", "Resource": "*", "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } } }""")]
    [InlineData("""{ "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "Null": { "kms:EncryptionContext:app": "true" } } }""")]
    public void Statements_of_services_and_Deny_of_every_shape_are_right(string statement) => Marked.IsSilent(Marked.KeyPolicy(statement));

    [Theory]
    [InlineData("""{ "Effect": "Allow", "Action": [ "kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias" ], "Resource": [ "arn:aws:kms:eu-west-1:111122223333:alias/app-*", "arn:aws:kms:eu-west-1:111122223333:key/*" ] }""")]
    [InlineData("""{ "Effect": "Allow", "Action": [ "kms:CreateKey", "kms:ListKeys", "kms:ListAliases", "kms:GenerateRandom" ], "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": { "StringEquals": { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" } } }""")]
    [InlineData("""{ "Effect": "Deny", "Action": "kms:*", "NotResource": "arn:aws:kms:*:111122223333:key/*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "*", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "NotAction": [ "iam:*" ], "Resource": "*" }""")]
    public void Identity_policies_of_common_kinds_are_right(string statement) => Marked.IsSilent(Marked.Document(statement));

    [Theory]
    [InlineData("""{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::${account}:root" }, "Action": "kms:*", "Resource": "*" }, { "Effect": "Allow", "Principal": { "AWS": "${role}" }, "Action": "kms:${operation}", "Resource": "*", "Condition": { "StringEquals": { "kms:EncryptionContext:${key}": "${value}" } } } ] }""")]
    [InlineData("""{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": {{roots}} }, "Action": {{actions}}, "Resource": "*" } ] }""")]
    [InlineData("""{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::<ACCOUNT-ID>:root" }, "Action": "kms:*", "Resource": "*" } ] }""")]
    public void Templates_with_placeholders_are_right(string text) => Marked.IsSilent(text);

    [Fact]
    public void A_policy_of_a_VPC_endpoint_is_no_key_policy() =>
        Marked.IsSilent("""{ "Statement": [ { "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" } ] }""");

    [Fact]
    public void A_least_privilege_policy_is_right_by_every_rule()
    {
        const string policy = """
            { "Version": "2012-10-17", "Statement": [
              { "Sid": "Account", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" },
              { "Sid": "Use", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" }, "Action": [ "kms:GenerateDataKey", "kms:Decrypt" ], "Resource": "*",
                "Condition": { "StringEquals": { "kms:EncryptionContext:use": "record" }, "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": [ "use", "tenant" ] }, "Null": { "kms:EncryptionContext:tenant": "false" } } },
              { "Sid": "Mfa", "Effect": "Deny", "Principal": "*", "Action": [ "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DeleteAlias", "kms:DeleteImportedKeyMaterial" ], "Resource": "*",
                "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } } } ] }
            """;

        Assert.Equal([], PolicyLint.Run(policy).Select(static one => $"{one.Rule.Id}: {one.Message}"));
    }
}
