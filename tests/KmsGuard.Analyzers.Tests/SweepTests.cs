using System.Reflection;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Tests;

/// <summary>
/// What <see cref="HalfTypedCodeTests"/> does for one source, for the source of every test of a rule. It takes minutes and is asked
/// for by <c>--explicit only</c>; CONTRIBUTING.md tells when.
/// </summary>
public sealed class SweepTests
{
    /// <summary>Not asked for, so that the sweep cannot rot unnoticed: a test whose sources it cannot get ends it.</summary>
    [Fact]
    public async Task The_sources_of_every_test_of_a_rule_are_found()
    {
        var sources = await Sources();
        Assert.True(sources.Count > 1000, $"Only {sources.Count} sources were found.");
    }

    [Fact(Explicit = true)]
    public async Task No_rule_throws_wherever_a_source_of_any_test_ends()
    {
        var sources = await Sources();
        // Sources of one test differ in the middle only: what they have in common is cut once.
        var cuts = sources.SelectMany(Cuts).ToHashSet(StringComparer.Ordinal);
        var whole = Verify.Compile("", Aws.V4);
        var tree = whole.SyntaxTrees.First();

        await Parallel.ForEachAsync(cuts, TestContext.Current.CancellationToken, async (cut, _) =>
        {
            try
            {
                await Verify.Diagnostics(whole.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(cut))), AllRules.Instances);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException("This source makes a rule throw:\n" + cut, exception);
            }
        });
        TestContext.Current.SendDiagnosticMessage("{0} sources, {1} cuts", sources.Count, cuts.Count);
    }

    private static IEnumerable<string> Cuts(string source) =>
        CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens().Select(token => source[..token.Span.End]);

    private static async Task<HashSet<string>> Sources()
    {
        var sources = new HashSet<string>(StringComparer.Ordinal);
        Verify.Record(source => sources.Add(source));
        foreach (var test in typeof(SweepTests).Assembly.GetTypes().SelectMany(static type => type.GetMethods())
            .Where(static method => method.Name.StartsWith("KMSG", StringComparison.Ordinal) && method.Name.Contains("Trigger", StringComparison.Ordinal) && method.ReturnType == typeof(Task)))
        {
            var instance = Activator.CreateInstance(test.DeclaringType!);
            var parameters = test.GetParameters();
            var cases = parameters.Length == 0 ? [[]] : test.GetCustomAttributes<InlineDataAttribute>().Select(static data => data.Data);
            foreach (var arguments in cases)
                await (Task)test.Invoke(instance, [.. arguments, .. parameters.Skip(arguments.Length).Select(static parameter => parameter.DefaultValue)])!;
        }
        return sources;
    }
}
