using KmsGuard.Generators.Tests.Driver;
using KmsGuard.Tests;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Tests;

/// <summary>The generator runs at every keystroke: nothing that is half typed may make it throw.</summary>
public sealed class HalfTypedTests
{
    private const string Source = """
        using System;
        using KmsGuard;

        namespace Shop.People;

        [EncryptedModel("person", KeyName = "pii", TypeName = "StoredPerson", Binding = RecordBinding.Fields, SendIdentityToKeyring = true)]
        public partial record class Person<T>([property: RecordIdentity("id")] Guid Id, [property: Encrypted("name")] string? Name = null) : Base(Id), IHasNote where T : class
        {
            public Person(int number) : this(Guid.Empty) => Number = number;
            [EncryptionContext("tenant")] public required string Tenant { get; init; } = "";
            [Encrypted("note", AuthenticateNull = true), Obsolete("old", false)] public override string? Note { get => base.Note; protected set { } }
            [Encrypted("kind", Pad = 64), BlindIndex(Bits = 8, Version = 2, Normalize = IndexNormalization.Trim, Normalizer = typeof(Person<>), PropertyName = "K"), BlindIndex] public Kind? Kind { get; private set; }
            public (int Number, System.Collections.Generic.List<string?>[] Names) Pair { get; set; }
            public int this[int index] => index;
            public int Number;
        }

        public partial class StoredPerson { }
        public enum Kind : ulong { One = 1 }
        public interface IHasNote { [Encrypted("note")] string? Note { get; } }
        public record Base(Guid Id) { [Encrypted("note")] public virtual string? Note { get; set; } }
        """;

    [Fact]
    public void Cut_at_every_token() => RunOnEach(Ends().Select(end => Source[..end]));

    [Fact]
    public void Without_any_one_token() => RunOnEach(Tokens().Select(token => Source.Remove(token.SpanStart, token.Span.Length)));

    /// <summary>The models of all test projects, as they are on disk.</summary>
    public static TheoryData<string> Corpus => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(AppContext.BaseDirectory, file))];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Every_model_of_the_tests_cut_at_every_token(string file)
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));
        RunOnEach(Generator.Parse(source, file).GetRoot(TestContext.Current.CancellationToken).DescendantTokens().Select(token => source[..token.Span.End]));
    }

    private static void RunOnEach(IEnumerable<string> sources)
    {
        var compilation = Generator.Compile("");
        var driver = Generator.Driver();
        foreach (var source in sources.Sample())
        {
            compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Single(), Generator.Parse(source, "Model0.cs"));
            driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
            var result = Assert.Single(driver.GetRunResult().Results);
            Assert.True(result.Exception is null, $"{result.Exception}\non:\n{source}");
            Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Id == "CS8785");
            PipelineChecks.HoldsNothingOfTheCompiler(result);
        }
    }

    private static IEnumerable<int> Ends() => Tokens().Select(token => token.Span.End);

    private static SyntaxToken[] Tokens()
    {
        var tokens = Generator.Parse(Source, "Source.cs").GetRoot(TestContext.Current.CancellationToken).DescendantTokens().ToArray();
        Assert.True(tokens.Length > 200);
        return tokens;
    }
}
