using KmsGuard.ModelAnalyzers.Tests.Verification;
using KmsGuard.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.ModelAnalyzers.Tests;

/// <summary>A person who types shows the rules every prefix of a program.</summary>
public sealed class HalfTypedCodeTests
{
    private const string Source = """
        using System;
        using KmsGuard;
        using Microsoft.Extensions.Compliance.Classification;

        namespace Shop.People;

        [EncryptedModel("person", KeyName = "alias/pii", TypeName = "StoredPerson", Binding = RecordBinding.Fields)]
        public partial record class Person([property: Encrypted("name")] string? Name, DateOnly Born = default) : Base(7), IHasNote
        {
            internal Person(int number) : this("", default) => Number = number;
            [EncryptionContext("tenant"), Private] public required string Tenant { get; init; } = "";
            [Encrypted("note", AuthenticateNull = true), EncryptionContext("note")] public override string? Note { get => base.Note; set { } }
            [Encrypted("kind", Pad = 1)] public Version? Kind { get; set; }
            [Encrypted("hidden")] internal (int Number, System.Collections.Generic.List<string?>[] Names) Pair { get; }
            public Guid Id { get; set; }
            public int Number { get; init; }
            [Encrypted("name")] public string? Schema { get; set; }
        }

        public partial record Person { [Encrypted("other")] public string? Other { protected get; set; } [Encrypted("seen")] public string? Seen { private get; set; } }
        public partial class StoredPerson { }
        public sealed class PrivateAttribute : DataClassificationAttribute { }
        public interface IHasNote { string? Note { get; } }
        public record Base(int Size) { [Encrypted("note")] public virtual string? Note { get; set; } }

        [EncryptedModel("visit")]
        public class Visit
        {
            [EncryptionContext("id")] public required Guid Id { get; set; }
            [RecordIdentity("number")] public required int Number { get; init; }
            [Encrypted("note"), Private] public required string Note { get; set; }
            [Private] public string? Address { get; set; }
            public string? Password { get; set; }
        }

        [EncryptedModel("visit")]
        public class Test
        {
            [RecordIdentity("id")] public required int Id { get; init; }
            [Encrypted("positive"), BlindIndex(Bits = 1), Secret, FormerName("result")] public required bool IsPositive { get; set; }
        }

        public sealed class SecretAttribute : DataClassificationAttribute { }

        [System.Text.Json.Serialization.JsonSerializable(typeof(EncryptedVisit))]
        public partial class Context { }

        public class Service
        {
            public static DataKeyRequest Run(CachingKeyring cache, DataKeyRequest given)
            {
                cache.EvictAsync(keyName: "1234abcd-12ab-34cd-56ef-1234567890ab");
                return given with { KeyName = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" };
            }
        }
        """;

    private const string Shipped = """
        { "schema": 1, "models": [
            { "type": "Shop.People.Visit", "purpose": "meeting", "keyName": "default", "format": "record/1", "context": [], "identity": [ { "key": "number", "type": "guid" } ], "fields": [ { "name": "text", "property": "Note", "encoding": "bytes", "nulls": "unstored" } ] }
        ] }
        """;

    private static readonly Document Whole = VerifyFix.Open(VerifyFix.Solution([Source]).With("KmsGuard.Shipped.json", Shipped));

    [Fact]
    public async Task The_whole_source_is_reported_by_every_rule_and_fixed_by_every_fix()
    {
        var compilation = Verify.Generate((await Whole.Project.GetCompilationAsync())!, out _);
        Assert.Empty(compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        Assert.Equal(
            AllRules.Descriptors.Select(static descriptor => descriptor.Id).Order(),
            (await Verify.Diagnostics(compilation, AllRules.Instances, Whole.Project.AnalyzerOptions)).Select(static found => found.Id).Distinct().Order());
        // Two ways for the identity, three properties that modifiers open, eight ways for what is stored (two of them by a former name), one to record, two secrets and one context.
        Assert.Equal(17, await VerifyFix.ApplyAll(Whole));
    }

    [Fact]
    public Task No_rule_throws_wherever_the_source_ends() => Analyze(static token => Source[..token.End]);

    [Fact]
    public Task No_rule_throws_whichever_token_is_missing() => Analyze(static token => Source.Remove(token.Start, token.Length));

    [Fact]
    public async Task No_fix_throws_wherever_the_source_ends() =>
        Assert.True(await ApplyAll(static token => Source[..token.End]) > 100 / HalfTyped.FixStep);

    [Fact]
    public async Task No_fix_throws_whichever_token_is_missing() =>
        Assert.True(await ApplyAll(static token => Source.Remove(token.Start, token.Length)) > 100 / HalfTyped.FixStep);

    private static async Task Analyze(Func<TextSpan, string> broken)
    {
        foreach (var token in Tokens().Sample())
        {
            var document = Whole.WithText(SourceText.From(broken(token)));
            await Verify.Diagnostics(Verify.Generate((await document.Project.GetCompilationAsync())!, out _), AllRules.Instances, document.Project.AnalyzerOptions);
        }
    }

    private static async Task<int> ApplyAll(Func<TextSpan, string> broken)
    {
        var applied = 0;
        foreach (var token in Tokens().SampleForFixes())
            applied += await VerifyFix.ApplyAll(Whole.WithText(SourceText.From(broken(token))));
        return applied;
    }

    private static TextSpan[] Tokens()
    {
        var tokens = CSharpSyntaxTree.ParseText(Source).GetRoot().DescendantTokens().Select(static token => token.Span).ToArray();
        Assert.True(tokens.Length > 300);
        return tokens;
    }
}
