using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Tests.Flow;

/// <summary>A method of 20,000 lines costs its length, not the square of it. Steps are counted: time would vary.</summary>
public sealed class LargeMethodTests
{
    private const int Calls = 5_000;

    [Fact]
    public async Task A_method_of_20000_lines_is_walked_once_and_reported()
    {
        var compilation = Compile(static i => $$"""
                    var data{{i}} = Encoding.UTF8.GetBytes(text);
                    var request{{i}} = new EncryptRequest { KeyId = key };
                    request{{i}}.Plaintext = new MemoryStream(data{{i}});
                    await kms.EncryptAsync(request{{i}});

            """);
        var requests = Requests(compilation);
        var kms = AwsSdkContext.Of(compilation)!.Kms!;
        var walked = BodyReferences.Around(requests[0]).Walked;
        var steps = requests.Sum(request => Steps(budget => RequestFlow.Of(request, kms, budget)));

        Assert.Equal(Calls, requests.Length);
        Assert.InRange(walked, Calls * 20, BodyReferences.MaxOperations);
        Assert.All(requests, request => Assert.Same(BodyReferences.Around(requests[0]), BodyReferences.Around(request)));
        Assert.InRange(steps, Calls, Calls * 10);
        Assert.Equal(Calls, (await Verify.Diagnostics(compilation, [new MissingEncryptionContext()])).Length);
    }

    [Fact]
    public void A_local_that_is_used_everywhere_spends_the_budget_and_is_unknown()
    {
        var compilation = Compile(static i => $"        request = new EncryptRequest {{ KeyId = key }}; request.GrantTokens = null; request.Plaintext = null; request.KeyId = null; await kms.EncryptAsync(request);\n");
        var kms = AwsSdkContext.Of(compilation)!.Kms!;
        RequestFlow? flow = null;

        Assert.Equal(StepBudget.Steps + 1, Steps(budget => flow = RequestFlow.Of(Requests(compilation)[0], kms, budget)));
        Assert.Null(flow);
    }

    private static int Steps(Action<StepBudget> ask)
    {
        var budget = new StepBudget();
        ask(budget);
        return budget.Spent;
    }

    private static Compilation Compile(Func<int, string> lines) => Verify.Compile($$"""
        class Generated
        {
            async Task Run(IAmazonKeyManagementService kms, string key, string text)
            {
                EncryptRequest request = null;
        {{string.Concat(Enumerable.Range(0, Calls).Select(lines))}}
            }
        }
        """, Aws.V4);

    private static IOperation[] Requests(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.First();
        var model = compilation.GetSemanticModel(tree);
        return [.. tree.GetRoot().DescendantNodes().OfType<AwaitExpressionSyntax>()
            .Select(one => ((IInvocationOperation)model.GetOperation(one.Expression)!).Arguments[0].Value)];
    }
}
