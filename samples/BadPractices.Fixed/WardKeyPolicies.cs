using System.Text.Json;
using Amazon.Auth.AccessControlPolicy;

namespace BadPractices;

/// <summary>Who may do what with the keys of the wards.</summary>
public static class WardKeyPolicies
{
    public static string OfKey(string account) =>
        $$"""
        {
          "Version": "2012-10-17",
          "Statement": [
            { "Sid": "Account", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::{{account}}:root" }, "Action": "kms:*", "Resource": "*" },
            {
              "Sid": "Wards",
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::{{account}}:role/clinic" },
              "Action": [ "kms:Decrypt", "kms:ReEncrypt*" ],
              "Resource": "*",
              "Condition": { "StringLike": { "kms:EncryptionContext:ward": "north-*" } }
            },
            {
              "Sid": "Volumes",
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::{{account}}:role/clinic" },
              "Action": "kms:CreateGrant",
              "Resource": "*",
              "Condition": { "Bool": { "kms:GrantIsForAWSResource": "true" } }
            },
            { "Sid": "Laboratory", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:role/results" }, "Action": "kms:DescribeKey", "Resource": "*" },
            {
              "Sid": "Alarms",
              "Effect": "Allow",
              "Principal": { "Service": "sns.amazonaws.com" },
              "Action": "kms:GenerateDataKey*",
              "Resource": "*",
              "Condition": { "StringEquals": { "aws:SourceAccount": "{{account}}" } }
            },
            {
              "Sid": "Archive and audit",
              "Effect": "Allow",
              "Principal": { "AWS": [ "arn:aws:iam::{{account}}:role/archive", "arn:aws:iam::{{account}}:role/audit" ] },
              "Action": "kms:DescribeKey",
              "Resource": "*"
            },
            {
              "Sid": "Administration",
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::{{account}}:role/key-admin" },
              "Action": [ "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion" ],
              "Resource": "*"
            },
            {
              "Sid": "MFA",
              "Effect": "Deny",
              "Principal": "*",
              "Action": [ "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion" ],
              "Resource": "*",
              "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } }
            }
          ]
        }
        """;

    public static string OfClinicians(string keyArn) => JsonSerializer.Serialize(new
    {
        Version = "2012-10-17",
        Statement = new object[]
        {
            new
            {
                Effect = "Allow",
                Action = "kms:Decrypt",
                Resource = keyArn,
                Condition = new { StringLike = new Dictionary<string, string> { ["kms:EncryptionContext:ward"] = "north-*" } },
            },
            new
            {
                Effect = "Allow",
                Action = "kms:TagResource",
                Resource = "*",
                Condition = new { StringEquals = new Dictionary<string, string> { ["aws:RequestTag/ward"] = "north", ["aws:ResourceTag/ward"] = "north" } },
            },
        },
    });

    public static Principal Clinicians(string account) => new("AWS", $"arn:aws:iam::{account}:role/ward-clinicians", false);
}
