using KmsGuard.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Tests;

/// <summary>What an edit makes the generator do; that unrelated edits do nothing is checked on every run of every test.</summary>
public sealed class IncrementalTests
{
    [Fact]
    public void An_edit_of_one_model_writes_only_its_file_anew()
    {
        var before = Generator.Run(Sources.Customer, Sources.Order);
        var result = RunAfter(before, Sources.Order, Sources.Order.Replace("\"note\"", "\"remark\"", StringComparison.Ordinal));

        Assert.Equal(
            [("Shop.EncryptedCustomer.g.cs", false), ("Shop.EncryptedOrder.g.cs", true)],
            Steps(result, TrackingNames.Files).Select(output => (((Model.GeneratedFile)output.Value).HintName, IsNew(output.Reason))));
        Assert.Equal([false, true], Outputs(WellKnownGeneratorOutputs.SourceOutput));
        // The manifest, which the IDE leaves out while a person types.
        Assert.Single(Outputs(WellKnownGeneratorOutputs.ImplementationSourceOutput), isNew => isNew);
        Assert.All(Steps(result, TrackingNames.Clashes), output => Assert.False(IsNew(output.Reason)));

        IEnumerable<bool> Outputs(string kind) => result.TrackedOutputSteps[kind].SelectMany(step => step.Outputs).Select(output => IsNew(output.Reason));
    }

    [Theory]
    [InlineData("public string? City { get; set; }", "public string? City { get; set; } public int Computed => 1 + 1;")]
    [InlineData("public string? City { get; set; }", "/// <summary>Where.</summary>\n    public string? City { get; set; }")]
    [InlineData("public class Customer", "public sealed class Customer")]
    [InlineData("namespace Shop;", "// One line more.\nnamespace Shop;")]
    public void An_edit_that_changes_nothing_generated_writes_nothing(string text, string edited)
    {
        var result = RunAfter(Generator.Run(Sources.Customer), Sources.Customer, Sources.Customer.Replace(text, edited, StringComparison.Ordinal));
        Assert.All(TrackingNames.All.SelectMany(step => Steps(result, step)), output => Assert.False(IsNew(output.Reason)));
    }

    [Fact]
    public void An_edit_elsewhere_that_changes_a_property_type_is_noticed()
    {
        const string Base = "namespace Shop; public class Base { [KmsGuard.Encrypted(\"base\")] public string? Value { get; set; } }";
        const string Model = "namespace Shop; [KmsGuard.EncryptedModel(\"m\")] public class Model : Base { }";
        var result = RunAfter(Generator.Run(Base, Model), Base, Base.Replace("string?", "int", StringComparison.Ordinal));
        Assert.Contains("FieldEncoding.Int32", result.GeneratedSources[0].SourceText.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_place_of_a_broken_rule_moves_with_its_line_and_its_file_stays()
    {
        var source = Sources.Customer.Replace("DateOnly?", "Version?", StringComparison.Ordinal);
        var before = Generator.RunUnchecked(Generator.Compile(source));
        var result = RunAfter(before, source, "\n\n" + source);
        Assert.Equal(
            Assert.Single(before.Diagnostics).Location.GetLineSpan().StartLinePosition.Line + 2,
            Assert.Single(result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal(before.File, Assert.Single(result.GeneratedSources).SourceText.ToString());
    }

    /// <summary>Models know no place, so that lines above them write nothing anew; a clash of two does, where it is reported.</summary>
    [Fact]
    public void The_place_of_a_clash_of_two_models_moves_with_its_line_and_nothing_is_written_anew()
    {
        var order = Sources.Order.Replace("(\"order\")", "(\"order\", TypeName = \"EncryptedCustomer\")", StringComparison.Ordinal);
        var before = Generator.RunUnchecked(Generator.Compile(Sources.Customer, order));
        var result = RunAfter(before, order, "\n\n" + order);
        Assert.Equal(
            Assert.Single(before.Diagnostics).Location.GetLineSpan().StartLinePosition.Line + 2,
            Assert.Single(result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        Assert.All(
            new[] { TrackingNames.Models, TrackingNames.Clashes, TrackingNames.Files, TrackingNames.Manifest }.SelectMany(step => Steps(result, step)),
            output => Assert.False(IsNew(output.Reason)));
        Assert.Equal([false, true], Steps(result, TrackingNames.CommonProblems).Select(output => IsNew(output.Reason)));
    }

    [Fact]
    public void Equal_sources_give_equal_specifications()
    {
        var first = Generator.Run(Sources.Customer);
        var second = Generator.Run(Sources.Customer);
        Assert.Equal(Files(first), Files(second));
        Assert.Equal(Files(first)[0].GetHashCode(), Files(second)[0].GetHashCode());

        static object[] Files(GeneratorOutput output) => [.. Steps(Assert.Single(output.Driver.GetRunResult().Results), TrackingNames.Files).Select(step => step.Value)];
    }

    /// <summary>The check that all tests rely on must find what it looks for.</summary>
    [Fact]
    public void The_walk_finds_a_symbol_behind_a_private_field()
    {
        var symbol = Generator.Compile(Sources.Customer).GetTypeByMetadataName("Shop.Customer")!;
        Assert.Throws<Xunit.Sdk.FalseException>(() => PipelineChecks.Walk(new[] { Tuple.Create(1, (object)symbol) }, "step", new HashSet<object>(ReferenceEqualityComparer.Instance)));
    }

    private static GeneratorRunResult RunAfter(GeneratorOutput before, string source, string edited)
    {
        Assert.NotEqual(source, edited);
        var compilation = before.Compilation.RemoveSyntaxTrees(before.Compilation.SyntaxTrees.Where(tree => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)));
        var tree = compilation.SyntaxTrees.Single(candidate => candidate.ToString() == source);
        compilation = compilation.ReplaceSyntaxTree(tree, Generator.Parse(edited, tree.FilePath));
        return Assert.Single(before.Driver.RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results);
    }

    private static IEnumerable<(object Value, IncrementalStepRunReason Reason)> Steps(GeneratorRunResult result, string name) =>
        result.TrackedSteps[name].SelectMany(step => step.Outputs);

    private static bool IsNew(IncrementalStepRunReason reason) => reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
}
