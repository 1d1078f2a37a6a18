using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Lets the research department read what patients agreed to share.</summary>
public sealed class ResearchAccess(IAmazonKeyManagementService kms)
{
    private static string PolicyOfAnalysts(string account, string resultKeyArn) =>
        $$"""
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Sid": "ReadSharedRecords",
              "Effect": "Allow",
              "Action": "kms:Decrypt",
              "Resource": "arn:aws:kms:eu-west-1:{{account}}:key/*",
              "Condition": {
                "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/research" },
                "StringEquals": { "kms:EncryptionContext:consent": "research" }
              }
            },
            {
              "Sid": "WriteResults",
              "Effect": "Allow",
              "Action": "kms:GenerateDataKey",
              "Resource": "{{resultKeyArn}}",
              "Condition": { "StringEquals": { "kms:EncryptionContext:purpose": "research-results" } }
            }
          ]
        }
        """;

    public Task<PutKeyPolicyResponse> ShareAsync(string keyId, string account, string resultKeyArn) =>
        kms.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = keyId, PolicyName = "default", Policy = PolicyOfAnalysts(account, resultKeyArn) });
}
