using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Tests.Flow;

/// <summary>The engine itself: what it says of every use of <c>response.Plaintext</c>.</summary>
public sealed class SecretFlowTests
{
    [Theory]
    [InlineData("var key = response.Plaintext.ToArray(); Use(key);", "Passed Bytes key")]
    [InlineData("using var aes = Aes.Create(); aes.Key = response.Plaintext.ToArray();", "Assigned Bytes response.Plaintext.ToArray()")]
    [InlineData("field = response.Plaintext.ToArray();", "Kept Bytes response.Plaintext.ToArray()")]
    [InlineData("var key = response.Plaintext.ToArray(); Array.Clear(key, 0, 1);", "Cleared Bytes key")]
    [InlineData("var key = response.Plaintext.ToArray(); key[0] = 0; key[1] = 1; var first = key[0];", "Cleared Bytes key")]
    [InlineData("var text = Convert.ToBase64String(response.Plaintext.ToArray()); Use(text);", "Encoded Encoded Convert.ToBase64String(response.Plaintext.ToArray()), Passed Encoded text")]
    [InlineData("var text = Encoding.UTF8.GetString(response.Plaintext.ToArray()); Use($\"a {text}\" + 1);", "Passed Text $\"a {text}\" + 1")]
    [InlineData("var key = response.Plaintext.ToArray(); Func<byte[]> get = () => key;", "Unknown Bytes key")]
    [InlineData("var pair = (response.KeyId, response.Plaintext.ToArray()); Use(pair.KeyId); Use(pair.Item2);", "Passed Bytes pair.Item2")]
    [InlineData("var (id, key) = (response.KeyId, response.Plaintext.ToArray()); Use(id); Use(key);", "Passed Bytes key")]
    [InlineData("var size = response.Plaintext.Length; if (response.Plaintext is null) return; response.Plaintext.Dispose();", "")]
    [InlineData("var copy = new byte[32]; Buffer.BlockCopy(response.Plaintext.ToArray(), 0, copy, 0, 32); Array.Clear(copy, 0, 32);", "Passed Bytes copy, Cleared Bytes copy")]
    [InlineData("var key = count > 0 ? response.Plaintext.ToArray() : null; Use(key ?? new byte[1]);", "Passed Bytes key ?? new byte[1]")]
    public void Follows_the_secret_to_its_uses(string body, string expected) => Assert.Equal(expected, Uses(Flow(body)));

    [Fact]
    public void A_private_methods_callers_are_sources_of_their_own()
    {
        var flow = Flow("Use(Fetch(response));", "private byte[] Fetch(GenerateDataKeyResponse one) => one.Plaintext.ToArray(); void Other(GenerateDataKeyResponse one) => field = Fetch(one);");

        Assert.Empty(flow.Uses);
        Assert.Equal(["Passed Bytes Fetch(response)", "Kept Bytes Fetch(one)"], flow.Callers.Select(static caller => Uses(SecretFlow.Of(caller))));
    }

    [Fact]
    public void A_helper_is_followed_one_level_deep()
    {
        var flow = Flow("Outer(response.Plaintext.ToArray());", "void Outer(byte[] key) { Inner(key); } void Inner(byte[] key) => field = key;");

        Assert.Equal("Passed Bytes response.Plaintext.ToArray(), Passed Bytes key", Uses(flow));
        Assert.Equal([null, "Outer(response.Plaintext.ToArray())"], flow.Uses.Select(static use => use.Call?.Syntax.ToString()));
    }

    [Fact]
    public async Task A_key_that_is_used_more_often_than_the_budget_allows_is_not_followed_to_the_end()
    {
        var uses = "var key = response.Plaintext.ToArray();\n" + string.Concat(Enumerable.Repeat("        Use(key);\n", StepBudget.Steps));

        Assert.False(Flow(uses).IsWhole);
        await Verify.Silent<DataKeyNotCleared>(Source(uses, ""));
    }

    private static SecretFlow Flow(string body, string members = "")
    {
        var compilation = Verify.Compile(Source(body, members), Aws.V4);
        Assert.Empty(compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        var tree = compilation.SyntaxTrees.First();
        var plaintext = tree.GetRoot().DescendantNodes().OfType<MemberAccessExpressionSyntax>().First(static one => one.Name.Identifier.ValueText == "Plaintext");
        return SecretFlow.Of(SecretSource.Of(compilation.GetSemanticModel(tree).GetOperation(plaintext)!, AwsSdkContext.Of(compilation)!.Kms!)!);
    }

    private static string Uses(SecretFlow flow) =>
        string.Join(", ", flow.Uses.OrderBy(static use => use.Value.Syntax.SpanStart).Select(static use => $"{use.Kind} {use.Form} {use.Value.Syntax}"));

    private static string Source(string body, string members) => $$"""
        using System.Security.Cryptography;

        class Service
        {
            private byte[] field;

            void Run(GenerateDataKeyResponse response, int count)
            {
                {{body}}
            }

            {{members}}
            static extern void Use(object value);
        }
        """;
}
