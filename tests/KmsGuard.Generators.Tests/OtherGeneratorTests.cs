using KmsGuard.Generators.Parsing;
using KmsGuard.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Generators.Tests;

/// <summary>Models that name what another generator of the same project writes: no generator sees another's output.</summary>
public sealed class OtherGeneratorTests
{
    /// <summary>The compiler knows it in the end and would say nothing, and the value would be lost.</summary>
    [Theory]
    [InlineData("[Encrypted(\"u\")] public Written? U { get; set; }", "Written?")]
    [InlineData("public List<Written>? U { get; set; }", "List<Written>?")]
    [InlineData("[Encrypted(\"u\", Json = typeof(Written))] public string? U { get; set; }", "typeof(Written)")]
    public void A_type_that_another_generator_writes(string member, string token)
    {
        var compilation = Generator.Compile(Sources.Model("[Encrypted(\"f\")] public string? F { get; set; } " + member));
        CSharpGeneratorDriver.Create([new EncryptedModelGenerator().AsSourceGenerator(), new Writer().AsSourceGenerator()], parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var diagnostics, TestContext.Current.CancellationToken);

        var found = Assert.Single(diagnostics);
        Assert.Equal(Generator.Expect("Model.U", Problems.UnknownType), found.Id + " " + found.GetMessage(null));
        Assert.Equal(token, compilation.SyntaxTrees[0].ToString().Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        Assert.Empty(updated.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == DiagnosticSeverity.Error));
    }

    private sealed class Writer : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) =>
            context.RegisterSourceOutput(context.CompilationProvider, static (output, _) => output.AddSource("Written.g.cs", "namespace Shop { public class Written { } }"));
    }
}
