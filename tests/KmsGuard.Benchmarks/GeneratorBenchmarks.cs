using System.Reflection;
using System.Text;
using BenchmarkDotNet.Attributes;
using KmsGuard.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Benchmarks;

/// <summary>1,000 models, generated with nothing cached, beside System.Text.Json's generator on the same types in the same compilation.</summary>
[SimpleJob(BenchmarkDotNet.Engines.RunStrategy.Monitoring, launchCount: 1, warmupCount: 2, iterationCount: 10)]
public class GeneratorBenchmarks
{
    private const int Models = 1000;

    private CSharpCompilation _sources = null!;
    private CSharpCompilation _compilation = null!;
    private IIncrementalGenerator _json = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var context = new StringBuilder("namespace Shop;\n");
        for (var i = 0; i < Models; i++)
            context.Append("[System.Text.Json.Serialization.JsonSerializable(typeof(Customer").Append(i).Append("))]\n");
        context.Append("internal partial class AppJson : System.Text.Json.Serialization.JsonSerializerContext { }");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "KmsGuard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
        _sources = CSharpCompilation.Create(
            "Models",
            Enumerable.Range(0, Models).Select(Model).Append(context.ToString()).Select((text, i) => CSharpSyntaxTree.ParseText(text, path: $"{i}.cs", encoding: Encoding.UTF8)),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        _json = JsonGenerator();

        Renew();
        foreach (var (name, generator) in new[] { ("KmsGuard", new EncryptedModelGenerator()), ("System.Text.Json", _json) })
        {
            var result = Driver(generator).RunGenerators(_compilation).GetRunResult();
            if (result.GeneratedTrees.Length < Models || !result.Diagnostics.IsEmpty)
                throw new InvalidOperationException($"{name} gave {result.GeneratedTrees.Length} files and {result.Diagnostics.Length} diagnostics: {result.Diagnostics.FirstOrDefault()}");
        }
    }

    /// <summary>Symbols are bound anew for each run: whoever comes first would pay for both.</summary>
    [IterationSetup]
    public void Renew() => _compilation = _sources.Clone();

    [Benchmark(Baseline = true)]
    public GeneratorDriver SystemTextJson() => Driver(_json).RunGenerators(_compilation);

    [Benchmark]
    public GeneratorDriver KmsGuard() => Driver(new EncryptedModelGenerator()).RunGenerators(_compilation);

    private static CSharpGeneratorDriver Driver(IIncrementalGenerator generator) => CSharpGeneratorDriver.Create(generator);

    private static string Model(int number) => $$"""
        using System;
        using KmsGuard;
        namespace Shop;
        [EncryptedModel("customer-{{number}}", KeyName = "pii")]
        public class Customer{{number}}
        {
            [EncryptionContext("tenant")] public required string TenantId { get; init; }
            [RecordIdentity("id")] public required Guid Id { get; init; }
            [Encrypted("ssn")] public required string Ssn { get; set; }
            [Encrypted("email")] public required string Email { get; set; }
            [Encrypted("birth")] public DateOnly? BirthDate { get; set; }
            [Encrypted("salary")] public decimal Salary { get; set; }
            public string? City { get; set; }
            public int Version { get; set; }
        }
        """;

    /// <summary>From the targeting pack of the SDK that runs this.</summary>
    private static IIncrementalGenerator JsonGenerator()
    {
        var root = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!).Parent!.Parent!.Parent!;
        var file = Directory.EnumerateFiles(Path.Combine(root.FullName, "packs", "Microsoft.NETCore.App.Ref"), "System.Text.Json.SourceGeneration.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        var type = Assembly.LoadFrom(file).GetType("System.Text.Json.SourceGeneration.JsonSourceGenerator", throwOnError: true)!;
        return (IIncrementalGenerator)Activator.CreateInstance(type)!;
    }
}
