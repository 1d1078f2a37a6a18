namespace KmsGuard.Policy.Tests;

/// <summary>Templates that hold policies.</summary>
public sealed class CloudFormationTests
{
    [Fact]
    public void Policies_are_found_in_the_properties_of_resources() => Marked.Finds("KMSG3001", """
        { "AWSTemplateFormatVersion": "2010-09-09", "Resources": {
          "Key": { "Type": "AWS::KMS::Key", "Properties": { "KeyPolicy": { "Statement": [
            { "Effect": "Allow", "Principal": { "AWS": { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } }, "Action": "kms:*", "Resource": "*" },
            { "Effect": "Allow", "Principal": { "AWS": { "Fn::GetAtt": [ "Role", "Arn" ] } }, "Action": "kms:*", "Resource": "*" },
            { "Effect": "Allow", "Principal": { "AWS": { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/app" } }, "Action": «"kms:*"», "Resource": "*" } ] } } },
          "Role": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [ { "PolicyDocument": { "Statement": { "Effect": "Allow", "Action": «"kms:*"», "Resource": { "Ref": "Key" } } } } ] } } } }
        """);

    [Fact]
    public void A_key_policy_of_another_service_s_actions_is_still_one() => Marked.Finds("KMSG3004", """
        { "Resources": { "Key": { "Properties": { "KeyPolicy": { "Statement": [ { "Effect": "Allow", "Principal": «"*"», "Action": "*", "Resource": "*" } ] } } } } }
        """);

    [Fact]
    public void What_is_wrong_with_a_template_s_JSON_is_not_said() =>
        Assert.Empty(PolicyLint.Run("""{ "Resources": { "Key": { /* note */ "KeyPolicy": { "Statement": [ { "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*" }, ] } } }"""));
}
