using System.Collections.Immutable;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Rules.Configuration;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Tests;

public sealed class FrameTests
{
    private const string WithoutContext = """
        class Service
        {
            Task Run(IAmazonKeyManagementService kms, string key) => kms.EncryptAsync(new EncryptRequest { KeyId = key });
        }
        """;

    private static readonly DiagnosticAnalyzer[] AtTheEnd = [.. AllRules.Instances.OfType<InvalidConfiguration>()];

    [Fact]
    public async Task A_compilation_without_AWS_registers_no_action()
    {
        foreach (var rule in AllRules.Instances)
            Assert.Equal(0, await Actions(Verify.Compile("class Service { void Run() => Console.WriteLine(); }", []), rule));
    }

    [Fact]
    public async Task A_compilation_with_KMS_registers_actions_where_a_file_names_what_a_rule_looks_for()
    {
        const string words = "// Encrypt Decrypt Plaintext CreateKey BypassPolicyLockoutSafetyCheck ServiceURL KeyId Statement kms Amazon.Auth.AccessControlPolicy\n";
        var naming = Verify.Compile(words + "class Service { void Run() => Console.WriteLine(); }", Aws.V4);
        var other = Verify.Compile("class Service { void Run() => ToString(); }", Aws.V4);
        // The file of usings names KMS.
        other = other.RemoveSyntaxTrees(other.SyntaxTrees.Skip(1));
        foreach (var rule in AllRules.Instances.Except(AtTheEnd))
        {
            Assert.NotEqual(0, await Actions(naming, rule));
            Assert.Equal(0, await Actions(other, rule));
        }
    }

    /// <summary>Encrypt is what many types call a method.</summary>
    [Fact]
    public async Task A_file_that_names_an_operation_but_not_KMS_is_passed_over()
    {
        var other = Verify.Compile("class Protector { void Encrypt() => Encrypt(); }", Aws.V4);
        other = other.RemoveSyntaxTrees(other.SyntaxTrees.Skip(1));
        var its = Verify.Compile("class Protector { void Encrypt(object kms) => Encrypt(kms); }", Aws.V4);

        Assert.Equal(0, await Actions(other, new MissingEncryptionContext()));
        Assert.NotEqual(0, await Actions(its, new MissingEncryptionContext()));
    }

    /// <summary>The configuration is asked about whatever the files name.</summary>
    [Fact]
    public async Task A_compilation_with_KMS_has_its_configuration_checked()
    {
        foreach (var rule in AtTheEnd)
            Assert.NotEqual(0, await Actions(Verify.Compile("class Service { void Run() => Console.WriteLine(); }", Aws.V4), rule));
    }

    [Fact]
    public async Task Test_code_is_quiet_until_it_is_asked_to_report()
    {
        // Any library of this name makes the compilation a test project.
        var framework = CSharpCompilation.Create("xunit.v3.core", options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var compilation = Verify.Compile(WithoutContext, [.. Aws.V4, framework.ToMetadataReference()]);

        var quiet = Assert.Single(await Verify.Diagnostics(compilation, [new MissingEncryptionContext()]));
        var loud = Assert.Single(await Verify.Diagnostics(compilation, [new MissingEncryptionContext()], ("kmsguard.test_code", "report")));

        Assert.Equal(DiagnosticSeverity.Hidden, quiet.Severity);
        Assert.Equal(DiagnosticSeverity.Warning, loud.Severity);
    }

    [Theory]
    [InlineData("/src/samples/Vault.cs", "quiet", DiagnosticSeverity.Hidden)]
    [InlineData(@"C:\src\Examples\Vault.cs", "quiet", DiagnosticSeverity.Hidden)]
    [InlineData("/src/samples/Vault.cs", "report", DiagnosticSeverity.Warning)]
    [InlineData("/src/SampleRates/Vault.cs", "quiet", DiagnosticSeverity.Warning)]
    [InlineData("Vault.cs", "quiet", DiagnosticSeverity.Warning)]
    public async Task Samples_are_quiet_where_that_is_asked_for(string path, string value, DiagnosticSeverity severity)
    {
        var compilation = Verify.Compile(WithoutContext, Aws.V4);
        var tree = compilation.SyntaxTrees.First();

        var found = await Verify.Diagnostics(compilation.ReplaceSyntaxTree(tree, tree.WithFilePath(path)), [new MissingEncryptionContext()], ("kmsguard.sample_code", value));

        Assert.Equal(severity, Assert.Single(found).Severity);
    }

    [Fact]
    public async Task Severity_is_the_users_to_set()
    {
        var compilation = Verify.Compile(WithoutContext, Aws.V4);
        var strict = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new("KMSG1001", ReportDiagnostic.Error)]));
        var off = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new("KMSG1001", ReportDiagnostic.Suppress)]));

        Assert.Equal(DiagnosticSeverity.Error, Assert.Single(await Verify.Diagnostics(strict, [new MissingEncryptionContext()])).Severity);
        Assert.Empty(await Verify.Diagnostics(off, [new MissingEncryptionContext()]));
    }

    [Fact]
    public async Task SDK_types_declared_in_source_are_not_the_SDK()
    {
        const string source = """
            namespace Amazon.KeyManagementService.Model { public class EncryptRequest { public string KeyId { get; set; } } }
            namespace Amazon.KeyManagementService
            {
                public interface IAmazonKeyManagementService { Task EncryptAsync(Model.EncryptRequest request); }
            }
            """ + WithoutContext;

        Assert.Empty(await Verify.Diagnostics(Verify.Compile(source, []), AllRules.Instances));
        Assert.Empty(await Verify.Diagnostics(Verify.Compile(source, Aws.V4), AllRules.Instances));
    }

    [Fact]
    public async Task Two_majors_in_one_compilation_are_both_known()
    {
        var old = Aws.V3.Select(static reference => reference.WithAliases(["v3"]));
        var compilation = Verify.Compile("extern alias v3;" + WithoutContext + """
            class Old
            {
                Task Run(v3::Amazon.KeyManagementService.IAmazonKeyManagementService kms) =>
                    kms.EncryptAsync(new v3::Amazon.KeyManagementService.Model.EncryptRequest());
            }
            """, [.. Aws.V4, .. old]);

        Assert.Equal(["KMSG1001", "KMSG1001"], (await Verify.Diagnostics(compilation, [new MissingEncryptionContext()])).Select(static found => found.Id));
    }

    [Fact]
    public async Task Two_majors_that_hide_each_other_are_no_reason_to_throw()
    {
        var compilation = Verify.Compile(WithoutContext, [.. Aws.V3, .. Aws.V4]);

        Assert.Contains(compilation.GetDiagnostics(TestContext.Current.CancellationToken), static found => found.Id is "CS0433" or "CS1704");
        await Verify.Diagnostics(compilation, AllRules.Instances);
    }

    [Fact]
    public async Task Values_and_helpers_that_need_themselves_end()
    {
        var compilation = Verify.Compile("""
            class Service
            {
                const string One = Two + "a";
                const string Two = One;
                static readonly string Left = Right ?? "alias/left";
                static readonly string Right = Left ?? Left;
                string Again => Again;
                EncryptRequest Make(int depth) => depth > 0 ? Make(depth - 1) : Other(depth);
                EncryptRequest Other(int depth) => Make(depth);
                Dictionary<string, string> Context() => new(Context()) { ["a"] = One };
                byte[] Bytes(byte[] plaintextKey) => Bytes(plaintextKey);
                async Task Run(IAmazonKeyManagementService kms)
                {
                    string Loop(string text) => Loop(text + One);
                    var request = new EncryptRequest { KeyId = One, EncryptionContext = Context(), Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(Loop(Left))) };
                    request.KeyId = request.KeyId;
                    await kms.EncryptAsync(request);
                    await kms.EncryptAsync(Make(1));
                    await kms.DecryptAsync(new DecryptRequest { KeyId = Again + Right });
                    var key = (await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = Two })).Plaintext.ToArray();
                    key = Bytes(key);
                }
            }
            """, Aws.V4);

        // The constants are an error of the compiler's, and what is right in spite of them is still found.
        Assert.Contains(compilation.GetDiagnostics(TestContext.Current.CancellationToken), static found => found.Id == "CS0110");
        var found = await Verify.Diagnostics(compilation, AllRules.Instances);
        Assert.Contains(found, static one => one.Id == "KMSG1001");
        Assert.Contains(found, static one => one.Id == "KMSG1010");
    }

    [Fact]
    public async Task Missing_references_are_no_reason_to_throw()
    {
        // KMS without the SDK's core: the base types of everything are unknown.
        var kms = Aws.V4.Where(static reference => reference.Display!.Contains("KeyManagementService", StringComparison.Ordinal));

        await Verify.Diagnostics(Verify.Compile(WithoutContext, kms), AllRules.Instances);
    }

    [Fact]
    public async Task A_rule_that_throws_is_a_failed_test()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Verify.Diagnostics(Verify.Compile(WithoutContext, Aws.V4), [new Throwing()]));

        Assert.IsType<NotSupportedException>(Assert.Single(thrown.InnerExceptions));
    }

    private static async Task<int> Actions(Compilation compilation, DiagnosticAnalyzer rule)
    {
        var driver = compilation.WithAnalyzers([rule], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: true));
        await driver.GetAnalyzerDiagnosticsAsync();
        var telemetry = await driver.GetAnalyzerTelemetryInfoAsync(rule, TestContext.Current.CancellationToken);
        return telemetry.OperationActionsCount + telemetry.OperationBlockActionsCount + telemetry.OperationBlockStartActionsCount
            + telemetry.SymbolActionsCount + telemetry.SymbolStartActionsCount + telemetry.SyntaxNodeActionsCount
            + telemetry.SyntaxTreeActionsCount + telemetry.SemanticModelActionsCount + telemetry.CompilationEndActionsCount;
    }

#pragma warning disable RS1001, RS1025, RS1026 // Not offered to any compiler.
    private sealed class Throwing : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => AllRules.Instances[0].SupportedDiagnostics;

        public override void Initialize(AnalysisContext context) => context.RegisterCompilationAction(static _ => throw new NotSupportedException());
    }
#pragma warning restore RS1001, RS1025, RS1026
}
