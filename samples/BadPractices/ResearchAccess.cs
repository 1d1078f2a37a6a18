using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Lets the research department read what patients agreed to share.</summary>
public sealed class ResearchAccess(IAmazonKeyManagementService kms)
{
    public static string PolicyOfAnalysts(string account) =>     // expect KMSG3002 9 lines below, KMSG3003 15 lines below, KMSG3009 8 lines below, KMSG3009 14 lines below
        $$"""
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Sid": "ReadSharedRecords",
              "Effect": "Allow",
              "Action": [ "kms:Decrypt", "kms:DescribeKey" ],
              "Resource": "arn:aws:kms:eu-west-1:{{account}}:alias/research"
            },
            {
              "Sid": "WriteResults",
              "Effect": "Allow",
              "Action": "kms:GenerateDataKey",
              "Resource": "arn:aws:kms:eu-west-1:111122223333:key/0f9e8d7c-6b5a-4f3e-9d2c-1b0a9f8e7d6c"
            }
          ]
        }
        """;

    public Task<PutKeyPolicyResponse> ShareAsync(string keyId, string policy) =>
        kms.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = keyId, PolicyName = "default", Policy = policy });     // expect KMSG2014
}
