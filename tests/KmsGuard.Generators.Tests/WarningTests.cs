using KmsGuard.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Generators.Tests;

/// <summary>Things in a model that make the compiler warn about code that uses them; the driver fails on any warning in generated code.</summary>
public sealed class WarningTests
{
    [Fact]
    public void Obsolete_parts_of_a_model_do_not_warn_again()
    {
        var file = Generator.Run("""
            #pragma warning disable CS0612, CS0618, OLD001
            using System;
            using System.Collections.Generic;
            using KmsGuard;
            namespace Shop;
            [Obsolete] public class Address { }
            [Obsolete("old", DiagnosticId = "OLD001")] public enum Kind { }
            [Obsolete("old"), EncryptedModel("p")]
            public class Person
            {
                [Obsolete] public Person() { }
                [Obsolete("old"), Encrypted("name")] public string Name { get; set; } = "";
                [Encrypted("kind")] public Kind Kind { get; [Obsolete] set; }
                public List<Address[]> Addresses { get; set; } = [];
            }
            """).File;
        Assert.Contains("#pragma warning disable CS0612, CS0618, OLD001", file, StringComparison.Ordinal);
    }

    [Fact]
    public void Experimental_parts_of_a_model_do_not_warn_again() => Generator.Run("""
        #pragma warning disable NEW001
        using KmsGuard;
        namespace Shop;
        [System.Diagnostics.CodeAnalysis.Experimental("NEW001")] public enum Kind { }
        [EncryptedModel("p")] public class Person { [Encrypted("kind")] public Kind Kind { get; set; } }
        """);

    [Fact]
    public void Nothing_is_switched_off_for_an_ordinary_model() =>
        Assert.DoesNotContain("#pragma", Generator.Run(Sources.Customer).File, StringComparison.Ordinal);

    [Fact]
    public void An_assembly_that_claims_CLS_compliance() => Generator.Run("""
        using KmsGuard;
        [assembly: System.CLSCompliant(true)]
        namespace Shop;
        [EncryptedModel("p")]
        public class Person
        {
            [Encrypted("name")] public string Name { get; set; } = "";
            [System.CLSCompliant(false)] public uint Number { get; set; }
            public int id { get; set; }
            [System.CLSCompliant(false)] public int Id { get; set; }
        }
        [EncryptedModel("v")] internal sealed class Visit { [Encrypted("reason")] public string Reason { get; set; } = ""; }
        """);

    [Fact]
    public void A_consumer_without_nullable_annotations() => Generator.Run(
        Generator.Compile(Sources.Customer.Replace("?", "", StringComparison.Ordinal).Replace("DateOnly ", "DateOnly? ", StringComparison.Ordinal))
            .WithOptions(Generator.Compile().Options.WithNullableContextOptions(NullableContextOptions.Disable)));

    /// <summary>New versions make keywords of names, such as C# 14 of "field".</summary>
    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.Latest)]
    [InlineData(LanguageVersion.Preview)]
    public void Every_language_version_takes_generated_code(LanguageVersion version) => Generator.Run(Generator.Compile(new CSharpParseOptions(version, DocumentationMode.Diagnose), """
        using KmsGuard;
        namespace Shop;
        [EncryptedModel("p")]
        public class Person
        {
            [EncryptionContext("tenant")] public required string field { get; init; }
            [RecordIdentity("id")] public required int value { get; init; }
            [Encrypted("extension")] public string? extension { get; set; }
            [Encrypted("await")] public string await { get; set; } = "";
            public string? allows { get; set; }
        }
        """));

    [Fact]
    public void Documentation_of_an_internal_undocumented_or_overriding_member() => Generator.Run("""
        using KmsGuard;
        namespace Shop;
        /// <summary>A base.</summary>
        /// <typeparam name="T">Any.</typeparam>
        public class Base<T> { /// <summary>A note.</summary>
            [Encrypted("note")] public virtual string? Note { get; set; } public T? Clear { get; set; } }
        [EncryptedModel("p")] internal sealed class Person : Base<System.Collections.Generic.List<int?>> { public override string? Note { get; set; } }
        """);
}
