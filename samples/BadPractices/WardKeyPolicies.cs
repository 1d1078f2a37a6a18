using System.Text.Json;
using Amazon.Auth.AccessControlPolicy;

namespace BadPractices;

/// <summary>Who may do what with the keys of the wards.</summary>
public static class WardKeyPolicies
{
    public static string OfKey(string account) =>     // expect KMSG3001 6 lines below, KMSG3004 6 lines below, KMSG3012 8 lines below, KMSG3009 12 lines below, KMSG3011 13 lines below, KMSG3005 14 lines below, KMSG3006 14 lines below, KMSG3008 15 lines below, KMSG3019 16 lines below, KMSG3017 21 lines below, KMSG3016 29 lines below, KMSG3021 30 lines below, KMSG3066 38 lines below, KMSG3014 46 lines below, KMSG3056 46 lines below, KMSG3010 48 lines below, KMSG3013 49 lines below, KMSG3007 20 lines below
        $$"""
        {
          "Version": "2012-10-17",
          "Statement": [
            { "Sid": "Account", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::{{account}}:root" }, "Action": "kms:*", "Resource": "*" },
            { "Sid": "Wards", "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "kms:*", "Resource": "*" },
            {
              "Sid": "Wards",
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::{{account}}:role/clinic" },
              "Action": [
                "kms:Decrypt",
                "kms:ReEncrypt",
                "kms:PutKeyPolicy",
                "kms:CreateGrant",
                "kms:ListKeys"
              ],
              "Resource": "*"
            },
            { "Sid": "Laboratory", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:root" }, "Action": "kms:DescribeKey", "Resource": "*" },
            { "Sid": "Alarms", "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "kms:GenerateDataKey*", "Resource": "*" },
            {
              "Sid": "Archive",
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::{{account}}:role/archive" },
              "Action": "kms:DescribeKey",
              "Resource": "*",
              "Condition": { "StringEquals": {
                "kms:EncryptionContext:ward":
                  "north-*" } }
            },
            {
              "Sid": "Audit",
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::{{account}}:role/audit" },
              "Action": "kms:Describe*",
              "Resource": "*",
              "Condition": { "StringEquals": { "kms:EncryptionContext:ward": "north" } }
            },
            {
              "Sid": "End",
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::{{account}}:role/key-admin" },
              "Action": "kms:ScheduleKeyDeletion",
              "Resource": "*",
              "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "true" } }
            },
            { "Sid": "Signatures", "Effect": "Allow", "NotPrincipal": { "AWS": "arn:aws:iam::{{account}}:role/guest" }, "Action": "kms:GetPublicKey", "Resource": "*" },
            { "Sid": "Guard", "Effect": "Deny", "NotPrincipal": { "AWS": "arn:aws:iam::{{account}}:role/key-admin" }, "Action": "kms:PutKeyPolicy", "Resource": "*" }
          ]
        }
        """;

    public static string OfClinicians() => JsonSerializer.Serialize(new
    {
        Version = "2012-10-17",
        Statement = new object[]
        {
            new { Effect = "Allow", Action = "kms:Decrypt", Resource = "*" },     // expect KMSG3009, KMSG3015
            new
            {
                Effect = "Allow",
                Action = "kms:TagResource",     // expect KMSG3020
                Resource = "*",
                Condition = new { StringEquals = new Dictionary<string, string> { ["aws:RequestTag/ward"] = "north" } },
            },
        },
    });

    public static Principal Clinicians(string account) => new($"arn:aws:iam::{account}:role/ward-clinicians");     // expect KMSG3018
}
