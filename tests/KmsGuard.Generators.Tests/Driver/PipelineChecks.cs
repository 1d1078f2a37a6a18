using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Generators.Tests.Driver;

/// <summary>What must hold for the incremental pipeline after every run.</summary>
internal static class PipelineChecks
{
    /// <summary>Runs again after edits that have nothing to do with the models: every step must give what it gave, and no file be written anew.</summary>
    internal static void DoesNoWorkAgain(GeneratorDriver driver, CSharpCompilation compilation)
    {
        var unrelated = compilation.AddSyntaxTrees(Generator.Parse("namespace Unrelated; internal class Added { }", "Unrelated.cs", (CSharpParseOptions?)compilation.SyntaxTrees.FirstOrDefault()?.Options));
        foreach (var edited in new[] { compilation.Clone(), unrelated })
        {
            var result = Assert.Single(driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results);
            foreach (var name in TrackingNames.All.Where(result.TrackedSteps.ContainsKey))
                Assert.All(result.TrackedSteps[name].SelectMany(step => step.Outputs), output => AssertUnchanged(name, output.Reason));
            foreach (var (name, steps) in result.TrackedOutputSteps)
                Assert.All(steps.SelectMany(step => step.Outputs), output => AssertUnchanged(name, output.Reason));
        }
    }

    /// <summary>A step that is not there by its name would pass every other check.</summary>
    internal static void HasAllSteps(GeneratorRunResult result)
    {
        if (result.GeneratedSources.Any(source => source.HintName != Model.Manifest.HintName))
            Assert.Subset(result.TrackedSteps.Keys.ToHashSet(), TrackingNames.All.ToHashSet());
    }

    /// <summary>Walks everything that the steps hold: one symbol or syntax node would keep a whole compilation alive, and is never equal to its successor.</summary>
    internal static void HoldsNothingOfTheCompiler(GeneratorRunResult result)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var name in TrackingNames.All.Where(result.TrackedSteps.ContainsKey))
        {
            foreach (var step in result.TrackedSteps[name])
            {
                foreach (var (value, _) in step.Outputs)
                    Walk(value, name, seen);
            }
        }
    }

    /// <summary>Fails when the value or anything it refers to is the compiler's.</summary>
    internal static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string or Type || value.GetType() is { IsPrimitive: true } or { IsEnum: true } || (!value.GetType().IsValueType && !seen.Add(value)))
            return;
        Assert.False(value is ISymbol or Compilation or SyntaxNode or SyntaxToken or SyntaxTrivia or SemanticModel or SyntaxTree or Location or AttributeData, $"{path} holds a {value.GetType()}.");
        if (value is IEnumerable items)
        {
            foreach (var item in items)
                Walk(item, path + "[]", seen);
        }
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Walk(field.GetValue(value), path + "." + field.Name, seen);
        }
    }

    private static void AssertUnchanged(string step, IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"The step {step} was {reason} after an unrelated edit.");
}
