using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>Policies that are objects until they are serialized.</summary>
public sealed class SerializedPolicyTests
{
    [Theory]
    [InlineData("""new { Version = "2012-10-17", Statement = new[] { new { Effect = "Allow", Action = {|KMSG3001:"kms:*"|}, Resource = "*" } } }""")]
    [InlineData("""new { Version = "2012-10-17", Statement = new { Effect = "Allow", Action = new[] { "kms:Decrypt", {|KMSG3001:"kms:*"|} }, Resource = new[] { key } } }""")]
    [InlineData("""new { Statement = new object[] { new { Effect = "Allow", Principal = new { AWS = $"arn:aws:iam::{account}:root" }, Action = "kms:*", Resource = "*" }, new { Effect = "Allow", Principal = new { AWS = $"arn:aws:iam::{account}:role/app" }, Action = {|KMSG3001:"kms:*"|}, Resource = "*" } } }""")]
    [InlineData("""new Dictionary<string, object> { ["Version"] = "2012-10-17", ["Statement"] = new[] { new Dictionary<string, object> { ["Effect"] = "Allow", ["Action"] = new List<string> { {|KMSG3001:"kms:*"|} }, ["Resource"] = key } } }""")]
    [InlineData("""new Dictionary<string, object> { { "Statement", new Dictionary<string, object> { { "Effect", "Allow" }, { "Action", {|KMSG3001:All|} }, { "Resource", "*" } } } }""")]
    [InlineData("""new System.Text.Json.Nodes.JsonObject { ["Statement"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["Effect"] = "Allow", ["Action"] = {|KMSG3001:"kms:*"|}, ["Resource"] = "*" }) }""")]
    public async Task KMSG3001_Triggers_in_an_object_that_becomes_JSON(string policy) => await VerifyPolicy.Triggers("KMSG3001", InMethod(policy));

    [Theory]
    [InlineData("""new { Statement = new[] { new { Effect = "Allow", Principal = new Dictionary<string, string> { ["AWS"] = account }, Action = "kms:*", Resource = "*" } } }""")]
    [InlineData("""new { Statement = new[] { new { Effect = account, Action = "kms:*", Resource = "*" } } }""")]
    [InlineData("""new { Statement = new[] { new { Effect = "Deny", Action = "kms:*", Resource = "*" } } }""")]
    [InlineData("""new { Statement = account }""")]
    [InlineData("""new { Name = "Allow", Statement = "kms:*" }""")]
    [InlineData("""new Dictionary<string, object> { ["Statement"] = new[] { key } }""")]
    [InlineData("""new Dictionary<string, object>(StringComparer.Ordinal) { ["kms:*"] = "*" }""")]
    public async Task KMSG3001_DoesNotTrigger_on_other_objects(string policy) => await VerifyPolicy.Silent("KMSG3001", InMethod(policy));

    [Fact]
    public async Task KMSG3004_Triggers_with_conditions_as_objects() => await VerifyPolicy.Triggers("KMSG3004", InMethod("""
        new { Statement = new object[] {
            new { Effect = "Allow", Principal = {|KMSG3004:"*"|}, Action = "kms:Decrypt", Resource = "*", Condition = new { Bool = new Dictionary<string, bool> { ["aws:SecureTransport"] = true } } },
            new { Effect = "Allow", Principal = "*", Action = "kms:Decrypt", Resource = "*", Condition = new { StringEquals = new Dictionary<string, string> { ["kms:CallerAccount"] = account } } },
            new { Effect = "Allow", Principal = "*", Action = "kms:Decrypt", Resource = "*", Condition = Conditions(account) } } }
        """));

    [Fact]
    public async Task KMSG3012_Triggers_on_a_name_that_a_statement_does_not_have() => await VerifyPolicy.Triggers("KMSG3012", InMethod(
        """new { Statement = new[] { new { Effect = "Allow", {|KMSG3012:Actions|} = "kms:Decrypt", Action = "kms:Encrypt", Resource = "*" } } }"""));

    [Fact]
    public async Task KMSG3001_Triggers_through_a_local() => await VerifyPolicy.Triggers("KMSG3001", """
        class Policies
        {
            string Text()
            {
                var statement = new { Effect = "Allow", Action = {|KMSG3001:"kms:*"|}, Resource = "*" };
                return System.Text.Json.JsonSerializer.Serialize(new { Version = "2012-10-17", Statement = new[] { statement } });
            }
        }
        """);

    private static string InMethod(string policy) => $$"""
        class Policies
        {
            const string All = "kms:*";
            static object Conditions(string account) => account;
            string Text(string account, string key) => System.Text.Json.JsonSerializer.Serialize<object>({{policy}});
        }
        """;
}
