using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>The requests of IAM, S3 and STS that take policies: each makes of the text what it is for.</summary>
public sealed class OtherSinkTests
{
    // No package of IAM or Organizations is at hand; their requests are these.
    private static readonly MetadataReference[] Iam = [.. Aws.V4,
        Library("AWSSDK.IdentityManagement", """
            namespace Amazon.IdentityManagement.Model
            {
                public class PutRolePolicyRequest { public string PolicyName { get; set; } public string PolicyDocument { get; set; } }
                public class PutUserPolicyRequest { public string PolicyDocument { get; set; } }
                public class PutGroupPolicyRequest { public string PolicyDocument { get; set; } }
                public class CreatePolicyRequest { public string PolicyDocument { get; set; } }
                public class CreatePolicyVersionRequest { public string PolicyDocument { get; set; } }
                public class CreateRoleRequest { public string AssumeRolePolicyDocument { get; set; } }
                public class UpdateAssumeRolePolicyRequest { public string PolicyDocument { get; set; } }
            }
            """),
        Library("AWSSDK.Organizations", """
            namespace Amazon.Organizations.Model
            {
                public class CreatePolicyRequest { public string Content { get; set; } }
                public class UpdatePolicyRequest { public string Content { get; set; } }
            }
            """)];

    // Only whoever knows that it is an identity policy can say that nobody belongs into it, and that the keys are everyone's.
    [Theory]
    [InlineData("new PutRolePolicyRequest { PolicyName = \"x\", PolicyDocument = POLICY };")]
    [InlineData("new PutUserPolicyRequest { PolicyDocument = POLICY };")]
    [InlineData("new PutGroupPolicyRequest { PolicyDocument = POLICY };")]
    [InlineData("new Amazon.IdentityManagement.Model.CreatePolicyRequest { PolicyDocument = POLICY };")]
    [InlineData("new CreatePolicyVersionRequest { PolicyDocument = POLICY };")]
    [InlineData("new PutRolePolicyRequest(); var policy = POLICY; var request = new PutRolePolicyRequest(); request.PolicyDocument = policy;")]
    public async Task KMSG3012_Triggers_on_principals_in_an_identity_policy(string body) => await Check("KMSG3012", body, """{ {|KMSG3012:\"Principal\"|}: \"*\", \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" }""");

    [Theory]
    [InlineData("new CreateRoleRequest { AssumeRolePolicyDocument = POLICY };")]
    [InlineData("new UpdateAssumeRolePolicyRequest { PolicyDocument = POLICY };")]
    [InlineData("new Amazon.S3.Model.PutBucketPolicyRequest { Policy = POLICY };")]
    [InlineData("new Amazon.SecurityToken.Model.AssumeRoleRequest { Policy = POLICY };")]
    [InlineData("new PutRolePolicyRequest { PolicyName = POLICY };")]
    public async Task KMSG3012_DoesNotTrigger_on_principals_where_they_belong_or_nothing_is_known(string body) => await Check("KMSG3012", body, """{ \"Principal\": \"*\", \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" }""");

    [Theory]
    [InlineData("new PutRolePolicyRequest { PolicyDocument = POLICY };")]
    [InlineData("new PutRolePolicyRequest { PolicyDocument = Constant };")]
    public async Task KMSG3012_Triggers_on_an_identity_policy_without_resources(string body) => await Check("KMSG3012", body, """{ {|KMSG3012:\"Effect\"|}: \"Deny\", \"Action\": \"kms:Decrypt\" }""");

    // What only limits grants nothing.
    [Theory]
    [InlineData("new Amazon.Organizations.Model.CreatePolicyRequest { Content = POLICY };")]
    [InlineData("new Amazon.Organizations.Model.UpdatePolicyRequest { Content = POLICY };")]
    [InlineData("new Amazon.SecurityToken.Model.AssumeRoleRequest { Policy = POLICY };")]
    [InlineData("new Amazon.SecurityToken.Model.AssumeRoleWithWebIdentityRequest { Policy = POLICY };")]
    [InlineData("new Amazon.SecurityToken.Model.AssumeRoleWithSAMLRequest { Policy = POLICY };")]
    [InlineData("new Amazon.SecurityToken.Model.GetFederationTokenRequest { Policy = POLICY };")]
    [InlineData("new Amazon.EC2.Model.CreateVpcEndpointRequest { PolicyDocument = POLICY };")]
    [InlineData("new Amazon.EC2.Model.ModifyVpcEndpointRequest { PolicyDocument = POLICY };")]
    public async Task KMSG3001_DoesNotTrigger_on_what_only_limits(string body) => await Check("KMSG3001", body, """{ \"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"*\" }""");

    [Theory]
    [InlineData("new PutRolePolicyRequest { PolicyDocument = POLICY };")]
    [InlineData("new PutUserPolicyRequest { PolicyDocument = JsonSerializer.Serialize(new { Statement = new[] { new { Effect = \"Allow\", Action = {|KMSG3001:\"kms:*\"|}, Resource = \"*\" } } }) }; var literal = POLICY;")]
    public async Task KMSG3001_Triggers_on_what_grants(string body) => await Check("KMSG3001", body, """{ \"Effect\": \"Allow\", \"Action\": {|KMSG3001:\"kms:*\"|}, \"Resource\": \"*\" }""");

    // An object is of the kind that its text is put to.
    [Theory]
    [InlineData("new PutKeyPolicyRequest { Policy = JsonSerializer.Serialize(OBJECT) };")]
    [InlineData("new CreateKeyRequest(); var policy = OBJECT; var request = new CreateKeyRequest { Policy = JsonSerializer.Serialize(policy) };")]
    [InlineData("new CreateKeyRequest(); var text = JsonSerializer.Serialize(OBJECT); kms.PutKeyPolicy(\"key\", text, \"default\");")]
    public async Task KMSG3012_Triggers_on_an_object_that_becomes_a_key_policy(string body) => await Check(
        "KMSG3012", body.Replace("OBJECT", """new { Statement = new[] { new { {|KMSG3012:Effect|} = "Allow", Action = "kms:Decrypt", Resource = "*" } } }""", StringComparison.Ordinal), "{}");

    [Theory]
    [InlineData("null; s3.PutBucketPolicy(\"bucket\", POLICY);")]
    [InlineData("new Amazon.S3.Model.PutBucketPolicyRequest { Policy = POLICY };")]
    public async Task KMSG3004_DoesNotTrigger_on_what_is_no_key_policy(string body) => await Check("KMSG3004", body, """{ \"Principal\": \"*\", \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" }""");

    private static async Task Check(string id, string body, string statement)
    {
        var policy = $$"""
            "{ \"Version\": \"2012-10-17\", \"Statement\": [ {{statement}} ] }"
            """;
        await Verify.Check<PolicyDocuments>(Markup.Parse($$"""
            using System.Text.Json;
            using Amazon.IdentityManagement.Model;

            class Service
            {
                {{(body.Contains("Constant", StringComparison.Ordinal) ? "const string Constant = " + policy + ";" : "")}}
                void Run(IAmazonKeyManagementService kms, Amazon.S3.IAmazonS3 s3)
                {
                    object one = {{body.Replace("POLICY", policy, StringComparison.Ordinal)}}
                }
            }
            """), Iam, id);
    }

    private static CompilationReference Library(string name, string source) =>
        CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source)], Framework.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference();
}
