using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests;

/// <summary>The generated text for models of each kind, as a reader sees it. What it does is tested in EndToEnd.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void Class_with_context_identity_and_fields() => Snapshot.Verify(Generator.Run(Sources.Customer).File);

    [Fact]
    public void Positional_record_with_authenticated_null_and_enum_pair() => Snapshot.Verify(Generator.Run("""
        using KmsGuard;

        namespace Shop;

        public enum Region : ulong { Europe = 1 }

        [EncryptedModel("visit", SendIdentityToKeyring = true)]
        internal sealed record Visit(
            [property: EncryptionContext("region")] Region Region,
            [property: RecordIdentity("number")] int? Number,
            [property: Encrypted("reason", AuthenticateNull = true)] string? Reason,
            string Ward);
        """).File);

    [Fact]
    public void HeaderOnly_with_required_members_and_a_constructor_in_the_global_namespace() => Snapshot.Verify(Generator.Run("""
        using System;
        using KmsGuard;

        [EncryptedModel("note", Binding = RecordBinding.HeaderOnly, TypeName = "StoredNote")]
        public class Note
        {
            public Note(string text) => Text = text;
            [RecordIdentity("id")] public int Id { get; set; }
            [Encrypted("text")] public required string Text { get; init; }
            [Obsolete("use Text")] public string Title { get; set; } = "";
            public required string[] Tags { get; init; }
        }
        """).File);

    [Fact]
    public void Blind_indexes_of_two_versions_and_of_other_types_than_text() => Snapshot.Verify(Generator.Run("""
        using System;
        using KmsGuard;

        namespace Shop;

        public sealed class YearOf : IIndexNormalizer<DateOnly>
        {
            public static DateOnly Normalize(DateOnly value) => new(value.Year, 1, 1);
        }

        [EncryptedModel("person", KeyName = "pii")]
        public sealed record Person(
            [property: EncryptionContext("tenant")] Guid Tenant,
            [property: EncryptionContext("value")] string Value,
            [property: RecordIdentity("id")] int Id,
            [property: Encrypted("email"), BlindIndex(Bits = 16, Version = 2), BlindIndex(Bits = 12, Normalize = IndexNormalization.Nfkc | IndexNormalization.LowerInvariant)] string? Email,
            [property: Encrypted("born", Pad = 16), BlindIndex(Bits = 6, Normalizer = typeof(YearOf), PropertyName = "BornLookup")] DateOnly? Born);
        """).File);

    /// <summary>A snapshot that is not there must never be taken for a right one.</summary>
    [Fact]
    public void Missing_snapshot_is_a_failure()
    {
        var directory = Directory.CreateTempSubdirectory("kmsguard-");
        try
        {
            var test = Path.Combine(directory.FullName, "Tests.cs");
            Assert.Throws<Xunit.Sdk.FailException>(() => Snapshot.Verify("text", test, "Test"));
            Assert.Equal("text", File.ReadAllText(Path.Combine(directory.FullName, "Tests.Test.received.cs")));
            File.Move(Path.Combine(directory.FullName, "Tests.Test.received.cs"), Path.Combine(directory.FullName, "Tests.Test.verified.cs"));
            Snapshot.Verify("text", test, "Test");
            Assert.Throws<Xunit.Sdk.FailException>(() => Snapshot.Verify("other", test, "Test"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
