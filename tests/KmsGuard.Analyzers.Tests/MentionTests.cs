using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Tests;

/// <summary>What decides whether a file, and where in it, rules look at anything.</summary>
public sealed class MentionTests
{
    private static readonly string[] Words = ["kms", "Kms", "KMS", "Encrypt", "ReEncrypt", "Decrypt", "kmsKey", "aa", "aab", "alias/"];

    [Fact]
    public void A_search_finds_what_a_search_for_each_word_finds()
    {
        var search = new WordSearch(Words);
        var random = new Random(20261128);
        string[] parts = [.. Words, "k", "km", "a", "/", "é", "\uFFFF", " ", "Encryp", "\0"];
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => parts[random.Next(parts.Length)]));
            var places = new List<Mention>();

            var found = search.In(SourceText.From(text), placed: ulong.MaxValue, places);

            for (var word = 0; word < Words.Length; word++)
            {
                Assert.Equal(text.Contains(Words[word], StringComparison.Ordinal), (found & 1ul << word) != 0);
                Assert.Equal(
                    Enumerable.Range(0, text.Length).Where(start => text.AsSpan(start).StartsWith(Words[word], StringComparison.Ordinal)),
                    places.Where(place => place.Bit == 1ul << word).Select(static place => place.Start));
            }
        }
    }

    [Fact]
    public void A_word_is_found_once_wherever_the_parts_meet_in_which_a_long_text_is_read()
    {
        for (var start = 32_768 - 12; start < 32_768 + 3; start++)
        {
            var places = new List<Mention>();

            new WordSearch(Words).In(SourceText.From(new string('.', start) + "ReEncrypt" + new string('.', 40_000)), placed: ulong.MaxValue, places);

            Assert.Equal([(start, 1ul << 4), (start + 2, 1ul << 3)], places.Select(static place => (place.Start, place.Bit)).Order());
        }
    }

    [Fact]
    public void Only_the_places_that_are_asked_for_are_kept()
    {
        var places = new List<Mention>();

        new WordSearch(Words).In(SourceText.From("kms.Encrypt(kms)"), placed: 1ul << 3, places);

        Assert.Equal(4, Assert.Single(places).Start);
    }

    [Fact]
    public void Identifiers_are_names_and_not_what_texts_and_comments_say()
    {
        var tree = CSharpSyntaxTree.ParseText("""
            // kms.EncryptAsync
            #if NEVER
            kms.DecryptAsync();
            #endif
            /// <summary><see cref="EncryptAsync"/></summary>
            class C { string a = "Encrypt", b = $"Encrypt {kms.EncryptAsync(1)}"; void
            /* Decrypt */ M() => kms.ReEncryptAsync(nameof(Decrypt)); }
            """, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            ["EncryptAsync", "ReEncryptAsync", "Decrypt"],
            MentionedIn.Identifiers(tree, MentionedIn.Bits(KmsOperation.Words), TestContext.Current.CancellationToken).Select(static token => token.ValueText));
    }

    /// <summary>All rules share what was found once: each must hear of the name by its own word.</summary>
    [Theory]
    [InlineData("Encrypt")]
    [InlineData("Decrypt")]
    [InlineData("Plaintext")]
    public void A_name_of_several_words_is_found_once_by_each(string word)
    {
        var tree = CSharpSyntaxTree.ParseText("class C { object P => ReEncryptDecryptedPlaintext; }", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Single(MentionedIn.Identifiers(tree, MentionedIn.Bits([word]), TestContext.Current.CancellationToken));
        Assert.Single(MentionedIn.Identifiers(tree, MentionedIn.Bits(["Encrypt", "Decrypt", "Plaintext"]), TestContext.Current.CancellationToken));
        Assert.Empty(MentionedIn.Identifiers(tree, MentionedIn.Bits(["GenerateDataKey"]), TestContext.Current.CancellationToken));
    }

    /// <summary>To read it would be charged to the rule that asks first, in every build.</summary>
    [Fact]
    public void Which_libraries_are_referenced_is_told_without_reading_them()
    {
        var library = new Unread("/packages/AWSSDK.KeyManagementService.dll");
        var project = CSharpCompilation.Create("KmsGuard").ToMetadataReference();

        Assert.Equal(["AWSSDK.KeyManagementService", "KmsGuard"], ReferencedLibraries.Of(CSharpCompilation.Create("Application", references: [library, project])));
        Assert.Equal(0, library.Reads);
    }

    [Fact]
    public async Task Libraries_without_a_file_are_asked_for_their_names()
    {
        var aws = Aws.V4.OfType<PortableExecutableReference>().Select(static file => MetadataReference.CreateFromImage(File.ReadAllBytes(file.FilePath!)));
        var compilation = Verify.Compile("class Service { Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest()); }", aws);

        Assert.Equal("KMSG1001", Assert.Single(await Verify.Diagnostics(compilation, [new MissingEncryptionContext()])).Id);
    }

    /// <summary>Each is a bit of one number.</summary>
    [Fact]
    public void There_are_no_more_words_than_can_be_told_apart() =>
        Assert.InRange(MentionedIn.All.Length, KmsOperation.Words.Length, 64);

    [Theory]
    [InlineData("kms.EncryptAsync(x)", true)]
    [InlineData("kms?.EncryptAsync(x)", true)]
    [InlineData("(this.kms!).EncryptAsync(x)", true)]
    [InlineData("EncryptAsync(x)", true)]
    [InlineData("Run(kms.EncryptAsync)", false)]
    [InlineData("kms.EncryptAsync.Run()", false)]
    [InlineData("EncryptAsync.Run()", false)]
    [InlineData("kms.Run(EncryptAsync: x)", false)]
    public void A_call_is_found_by_its_name_however_it_is_written(string code, bool isCall)
    {
        var tree = CSharpSyntaxTree.ParseText($"class C {{ object P => {code}; }}", cancellationToken: TestContext.Current.CancellationToken);

        var name = Assert.Single(MentionedIn.Identifiers(tree, MentionedIn.Bits(KmsOperation.Words), TestContext.Current.CancellationToken));

        Assert.Equal(isCall ? name.ValueText : null, CallSyntax.Of(name) is { } call ? CallSyntax.NameOf(call)?.Identifier.ValueText : null);
    }

    private sealed class Unread(string file) : PortableExecutableReference(MetadataReferenceProperties.Assembly, file)
    {
        internal int Reads { get; private set; }

        protected override DocumentationProvider CreateDocumentationProvider() => throw new NotSupportedException();

        protected override Metadata GetMetadataImpl()
        {
            Reads++;
            throw new NotSupportedException();
        }

        protected override PortableExecutableReference WithPropertiesImpl(MetadataReferenceProperties properties) => throw new NotSupportedException();
    }
}
