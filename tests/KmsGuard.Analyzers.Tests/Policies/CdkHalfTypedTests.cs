using KmsGuard.Analyzers.Rules.Keys.Life;
using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>What <see cref="HalfTypedCodeTests"/> does for the rules that know the CDK, which that source does not have.</summary>
public sealed class CdkHalfTypedTests
{
    private const string Source = """
        using Amazon.CDK.AWS.IAM;
        using Amazon.CDK.AWS.KMS;
        class Service : Amazon.CDK.Stack
        {
            void Build(IAmazonKeyManagementService kms, Role role, string account)
            {
                kms.DecryptAsync(new DecryptRequest(), default);
                var use = new PolicyStatement(new PolicyStatementProps { Sid = "a", Actions = ["kms:PutKeyPolicy", "kms:Decryp"], Principals = [role, new ArnPrincipal("arn:aws:iam::111122223333:role/x")], Resources = ["*"] });
                var document = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { use, new PolicyStatement { Effect = Effect.DENY } } });
                document.AddStatements(new PolicyStatement(new PolicyStatementProps { Effect = Effect.ALLOW, Actions = new[] { "kms:*" }, Principals = new IPrincipal[] { new AnyPrincipal(), new ServicePrincipal("sns.amazonaws.com") } }));
                var key = new Key(this, "K", new KeyProps { Policy = document, RemovalPolicy = Amazon.CDK.RemovalPolicy.DESTROY, PendingWindow = Amazon.CDK.Duration.Days(7) });
                key.GrantAdmin(role);
                key.Grants.Decrypt(role);
                key.Grant(new AccountPrincipal(account), "kms:*");
                var statement = new PolicyStatement();
                statement.AddActions("kms:*");
                statement.AddResources(key.AddAlias("x").KeyArn);
                statement.Effect = Effect.ALLOW;
                statement.AddCondition("StringEquals", new Dictionary<string, string> { ["kms:ViaService"] = account });
                role.AddToPolicy(statement);
                new Role(this, "R", new RoleProps { AssumedBy = role, InlinePolicies = new Dictionary<string, PolicyDocument> { { "x", new(new PolicyDocumentProps { Statements = [new(new PolicyStatementProps { Actions = ["kms:*"] })] }) } } });
                new CfnKey(this, "C", new CfnKeyProps { KeyPolicy = new { Statement = new[] { new { Effect = "Allow", Action = "kms:*" } } }, PendingWindowInDays = 7, BypassPolicyLockoutSafetyCheck = true });
            }
        }
        """;

    // The CDK's metadata make each compilation slow: every place took a minute, and found nothing.
    private const int Step = 6;

    private static readonly KmsGuardAnalyzer[] Rules = [new PolicyDocuments(), new KeyLife()];
    private static readonly Compilation Whole = Verify.Compile(Source, [.. Aws.V4, .. Cdk.References]);

    [Fact]
    public async Task No_rule_throws_wherever_the_source_ends_and_whichever_token_is_missing()
    {
        Assert.Empty(Whole.GetDiagnostics(TestContext.Current.CancellationToken).Where(static found => found.Severity == DiagnosticSeverity.Error));
        Assert.True((await Verify.Diagnostics(Whole, Rules)).Select(static found => found.Id).Distinct().Count() > 8);
        var tree = Whole.SyntaxTrees.First();

        foreach (var token in (await tree.GetRootAsync(TestContext.Current.CancellationToken)).DescendantTokens().Where(static (_, index) => index % Step == 0))
        {
            await Verify.Diagnostics(Whole.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(Source[..token.Span.End]))), Rules);
            await Verify.Diagnostics(Whole.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(Source.Remove(token.SpanStart, token.Span.Length)))), Rules);
        }
    }
}
