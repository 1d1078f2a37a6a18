using System.Globalization;
using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>Policies in additional files, in projects that reference AWS and in others.</summary>
public sealed class PolicyFileTests
{
    private const string AllGranted = """
        {
          "Statement": [
            { "Effect": "Allow", "Action": "kms:*", "Resource": "*" }
          ]
        }
        """;

    [Theory]
    [InlineData("/src/key.policy.json")]
    [InlineData("C:\\src\\policies\\App.POLICY.JSON")]
    [InlineData("/src/role.json")]
    public async Task KMSG3001_Triggers_at_its_place_in_a_file(string path)
    {
        var found = Assert.Single(await Findings(path, AllGranted));

        Assert.Equal("KMSG3001", found.Id);
        Assert.Equal(path, found.Location.GetLineSpan().Path);
        Assert.Equal((2, 35), (found.Location.GetLineSpan().StartLinePosition.Line, found.Location.GetLineSpan().StartLinePosition.Character));
        Assert.Equal("\"kms:*\"".Length, found.Location.SourceSpan.Length);
    }

    [Fact]
    public async Task KMSG3001_Triggers_in_a_template_of_CloudFormation() => Assert.Equal(["KMSG3001"], (await Findings("/src/template.json", """
        { "Resources": { "Role": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [ { "PolicyDocument": { "Statement": [
            { "Effect": "Allow", "Action": "kms:*", "Resource": { "Fn::GetAtt": [ "Key", "Arn" ] } } ] } } ] } } } }
        """)).Select(static one => one.Id));

    [Theory]
    [InlineData("policies/*.txt")]
    [InlineData("*.yaml; policies/*")]
    [InlineData("key.txt")]
    public async Task KMSG3001_Triggers_in_files_that_are_named(string names)
    {
        Assert.Single(await Findings("/src/policies/key.txt", AllGranted, ("kmsguard.policy_files", names)));
        Assert.Empty(await Findings("/src/other/notes.md", AllGranted, ("kmsguard.policy_files", names)));
    }

    [Fact]
    public async Task KMSG3012_Triggers_on_a_policy_file_that_is_no_policy()
    {
        Assert.Equal("KMSG3012", Assert.Single(await Findings("/src/a.policy.json", AllGranted.Replace("Statement", "Statement\", \"x\": [] ,\"Id"))).Id);
        Assert.Equal(["KMSG3012", "KMSG3012"], (await Findings("/src/a.policy.json", """{ "Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*", }""")).Select(static one => one.Id));
    }

    [Theory]
    [InlineData("/src/appsettings.json", """{ "Effect": "none", "Kms": { "KeyId": "alias/x" }, }""")]
    [InlineData("/src/a.json", """{ "Statement": "monthly", }""")]
    [InlineData("/src/notes.txt", AllGranted)]
    [InlineData("/src/a.policy.json", """{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" } ] }""")]
    [InlineData("/src/kms-scp.policy.json", AllGranted)]
    public async Task KMSG3001_DoesNotTrigger_in_other_files(string path, string text) => Assert.Empty(await Findings(path, text));

    [Fact]
    public async Task KMSG3003_DoesNotTrigger_in_files() => Assert.Empty(await Findings("/src/a.policy.json", """
        { "Statement": [ { "Effect": "Allow", "Action": "kms:Encrypt", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" } ] }
        """));

    // The code that reads the file says what it is, against the name.
    [Theory]
    [InlineData("kms.PutKeyPolicyAsync(new PutKeyPolicyRequest { Policy = File.ReadAllText(\"endpoint.policy.json\") });")]
    [InlineData("kms.PutKeyPolicyAsync(new() { Policy = \"\" }); PutKeyPolicyRequest request = new() { Policy = File.ReadAllText(@\"policies\\endpoint.policy.json\") };")]
    [InlineData("var policy = await File.ReadAllTextAsync(Path.Combine(folder, \"endpoint.policy.json\")).ConfigureAwait(false); await kms.CreateKeyAsync(new CreateKeyRequest { Policy = policy });")]
    [InlineData("var request = new Amazon.KeyManagementService.Model.CreateKeyRequest(); request.Policy = (await File.ReadAllTextAsync(\"endpoint.policy.json\"));")]
    [InlineData("await kms.PutKeyPolicyAsync(\"key\", \"default\", File.ReadAllText(\"policies/endpoint.policy.json\"), default);")]
    public async Task KMSG3012_Triggers_on_a_file_that_the_code_makes_a_key_policy(string body) =>
        Assert.Equal("This statement has no Principal, which a key policy needs", Assert.Single(await Findings("/src/policies/endpoint.policy.json", AllGranted.Replace("kms:*", "kms:PutKeyPolicy"), InMethod(body))).GetMessage(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("var policy = File.ReadAllText(\"endpoint.policy.json\");")]
    [InlineData("var policy = File.ReadAllText(\"other.policy.json\"); await kms.CreateKeyAsync(new CreateKeyRequest { Policy = policy });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { Description = File.ReadAllText(\"endpoint.policy.json\") });")]
    [InlineData("Own.Keep(File.ReadAllText(\"endpoint.policy.json\")); await kms.CreateKeyAsync(new CreateKeyRequest { Policy = \"endpoint.policy.json\" });")]
    [InlineData("var request = new CreateKeyRequest { Policy = File.ReadAllText(\"endpoint.policy.json\") }; var role = new PutRolePolicyRequest { PolicyDocument = File.ReadAllText(\"endpoint.policy.json\") };")]
    public async Task KMSG3012_DoesNotTrigger_on_a_file_of_which_the_code_says_nothing(string body) =>
        Assert.Empty(await Findings("/src/policies/endpoint.policy.json", AllGranted.Replace("kms:*", "kms:PutKeyPolicy"), InMethod(body)));

    private static string InMethod(string body) => $$"""
        class Service { async Task Run(IAmazonKeyManagementService kms, string folder) { {{body}} } }
        class PutRolePolicyRequest { public string PolicyDocument { get; set; } }
        static class Own { public static void Keep(string text) { } }
        """;

    private static Task<IEnumerable<Diagnostic>> Findings(string path, string text, params (string Key, string Value)[] options) => Findings(path, text, "class Nothing;", options);

    private static async Task<IEnumerable<Diagnostic>> Findings(string path, string text, string source, params (string Key, string Value)[] options)
    {
        var compilation = Verify.Compile(source, source == "class Nothing;" ? [] : Aws.V4, "Application");
        var all = await compilation.WithAnalyzers(
            [new PolicyDocuments()],
            new AnalyzerOptions([new Text(path, text)], new EditorConfig(options))).GetAnalyzerDiagnosticsAsync();
        return all.Where(static one => one.Severity != DiagnosticSeverity.Hidden).OrderBy(static one => one.Location.SourceSpan.Start);
    }

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
