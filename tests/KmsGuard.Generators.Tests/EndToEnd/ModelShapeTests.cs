using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests.EndToEnd;

/// <summary>The ways to write a model, each round-tripped.</summary>
public sealed class ModelShapeTests
{
    private const string Usings = "using System; using System.Collections.Generic; using KmsGuard;";

    [Fact]
    public Task Positional_record() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public sealed record Person([property: RecordIdentity("id")] Guid Id, [property: Encrypted("name")] string Name, string? City)
            {
                [Encrypted("age")] public int? Age { get; init; }
            }
            """,
        """
        var person = new Person(Guid.NewGuid(), "Zoë", "Bern") { Age = 40 };
        Assert.Equal(person, await encryptor.DecryptAsync(await encryptor.EncryptAsync(person)));
        """);

    [Fact]
    public Task Class_with_a_constructor_and_get_only_properties() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public class Person
            {
                private readonly string _name;
                public Person(int id, string NAME, string? city) { Id = id; _name = NAME; City = city; }
                public Person(string name) : this(0, name, null) { }
                [RecordIdentity("id")] public int Id { get; }
                [Encrypted("name")] public string Name => _name;
                public string? City { get; private set; }
                public string Shown => Name + City;
            }
            """,
        """
        var back = await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person(7, "Zoë", "Bern")));
        Assert.Equal((7, "Zoë", "Bern"), (back.Id, back.Name, back.City));
        Assert.Null(typeof(EncryptedPerson).GetProperty("Shown"));
        """);

    /// <summary>Nothing is looked up at run time: generated code calls the setter.</summary>
    [Fact]
    public Task Setters_out_of_reach() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            public class Entity
            {
                [RecordIdentity("id")] public int Id { get; private set; }
                public void Give(int id) => Id = id;
                public string? City { get; protected set; } = "Bern";
            }
            [EncryptedModel("p")]
            public class Person : Entity
            {
                [Encrypted("name")] public string? Name { get; private init; }
                [Encrypted("note")] public string Note { get; private set; } = "";
                public required int Shelf { get; init; }
                public static Person Of(string name) { var person = new Person { Name = name, Note = "note", Shelf = 3 }; person.Give(7); return person; }
            }
            """,
        """
        var back = await encryptor.DecryptAsync(await encryptor.EncryptAsync(Person.Of("Zoë")));
        Assert.Equal((7, "Bern", "Zoë", "note", 3), (back.Id, back.City, back.Name, back.Note, back.Shelf));
        """);

    [Fact]
    public Task Attributes_that_name_and_order_are_carried_over_and_those_of_the_plaintext_are_not() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            using System.ComponentModel.DataAnnotations;
            using System.ComponentModel.DataAnnotations.Schema;
            using System.Text.Json.Serialization;
            [EncryptedModel("p")]
            public class Person
            {
                [Key, RecordIdentity("id"), JsonPropertyOrder(-1)] public required int Id { get; init; }
                [Encrypted("name"), JsonPropertyName("full\"name"), Column("NAME", TypeName = "varchar(10)", Order = 2), MaxLength(10), Required, StringLength(10), JsonConverter(typeof(JsonStringEnumConverter))] public required string Name { get; set; }
                [MaxLength(20), Column("CITY", TypeName = "varchar(20)"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? City { get; set; }
            }
            """,
        """
        var stored = await encryptor.EncryptAsync(new Person { Id = 7, Name = "Zoë" });
        Assert.StartsWith("{\"Id\":7,\"full\\u0022name\":\"", JsonSerializer.Serialize(stored));
        Assert.DoesNotContain("City", JsonSerializer.Serialize(stored));
        var (name, city) = (typeof(EncryptedPerson).GetProperty("Name")!, typeof(EncryptedPerson).GetProperty("City")!);
        var column = Assert.Single(name.GetCustomAttributes(false).OfType<System.ComponentModel.DataAnnotations.Schema.ColumnAttribute>());
        Assert.Equal(("NAME", null, 2), (column.Name, column.TypeName, column.Order));
        Assert.Empty(name.GetCustomAttributes(false).OfType<System.ComponentModel.DataAnnotations.ValidationAttribute>());
        Assert.Empty(name.GetCustomAttributes(false).OfType<System.Text.Json.Serialization.JsonConverterAttribute>());
        Assert.Equal("varchar(20)", Assert.Single(city.GetCustomAttributes(false).OfType<System.ComponentModel.DataAnnotations.Schema.ColumnAttribute>()).TypeName);
        Assert.Equal(20, Assert.Single(city.GetCustomAttributes(false).OfType<System.ComponentModel.DataAnnotations.MaxLengthAttribute>()).Length);
        """);

    [Fact]
    public Task Parameterless_constructor_is_preferred() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public class Person
            {
                public Person() { }
                public Person(string name) => throw new InvalidOperationException("the other constructor was called");
                [Encrypted("name")] public string Name { get; set; } = "";
            }
            """,
        """
        Assert.Equal("Zoë", (await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person { Name = "Zoë" }))).Name);
        """);

    [Fact]
    public Task The_constructor_with_JsonConstructor_is_taken() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public class Person
            {
                public Person() => throw new InvalidOperationException("the other constructor was called");
                [System.Text.Json.Serialization.JsonConstructor]
                public Person(string name) => Name = name;
                [Encrypted("name")] public string Name { get; set; }
            }
            """,
        """
        Assert.Equal("Zoë", (await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person("Zoë")))).Name);
        """);

    [Fact]
    public Task A_public_constructor_is_preferred() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public class Person
            {
                internal Person() => throw new InvalidOperationException("the other constructor was called");
                public Person(string name) => Name = name;
                [Encrypted("name")] public string Name { get; set; }
            }
            """,
        """
        Assert.Equal("Zoë", (await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person("Zoë")))).Name);
        """);

    [Fact]
    public Task What_is_ignored_is_no_part_of_the_record() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public record Person([property: Encrypted("name")] string Name, [property: EncryptionIgnore] string Shown)
            {
                [EncryptionIgnore] public List<Person> Friends { get; } = [];
                [EncryptionIgnore] public Stream? Photo { get; private set; }
            }
            public class Stream { }
            """,
        """
        Assert.Equal(["Name", "RecordHeader"], typeof(EncryptedPerson).GetProperties(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public).Select(property => property.Name));
        var back = await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person("Zoë", "shown")));
        Assert.Equal(("Zoë", null), (back.Name, back.Shown));
        """);

    /// <summary>A computed property must not draw in the constructor that takes it: what it shows would be stored in clear.</summary>
    [Fact]
    public Task Computed_property_is_not_stored_though_a_constructor_takes_it() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public class Person
            {
                public Person() { }
                public Person(string shown) => Name = shown;
                [Encrypted("name")] public string Name { get; set; } = "";
                public string Shown => "Person " + Name;
                public string[] Words => Name.Split(' ');
                public string Kind { get; } = "person";
            }
            """,
        """
        Assert.Equal("Zoë", (await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person { Name = "Zoë" }))).Name);
        Assert.Null(typeof(EncryptedPerson).GetProperty("Shown"));
        Assert.Null(typeof(EncryptedPerson).GetProperty("Words"));
        Assert.Null(typeof(EncryptedPerson).GetProperty("Kind"));
        """);

    [Fact]
    public Task Required_members_and_a_constructor() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public class Person
            {
                public Person(string name, int shelf) { Name = name; Shelf = shelf; }
                [Encrypted("name")] public required string Name { get; init; }
                public required int Shelf { get; init; }
                public required string City { get; set; }
            }
            """,
        """
        var back = await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person("", 0) { Name = "Zoë", Shelf = 3, City = "Bern" }));
        Assert.Equal(("Zoë", 3, "Bern"), (back.Name, back.Shelf, back.City));
        """);

    [Fact]
    public Task Required_members_that_the_constructor_sets() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public class Person
            {
                [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
                public Person(string name) => (Name, City) = (name, "");
                private string _name = "";
                public static int TimesSet { get; private set; }
                [Encrypted("name")] public required string Name { get => _name; init { _name = value; TimesSet++; } }
                public required string City { get; set; }
            }
            """,
        """
        var back = await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person("Zoë") { City = "Bern" }));
        Assert.Equal(("Zoë", "Bern"), (back.Name, back.City));
        Assert.Equal(2, Person.TimesSet);
        """);

    [Fact]
    public Task Inherited_properties_come_first_and_overrides_keep_their_attribute() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            public abstract class Entity<TKey> where TKey : struct
            {
                [RecordIdentity("id")] public required TKey Id { get; init; }
                [Encrypted("note")] public virtual string? Note { get; set; }
                [Encrypted("code")] public abstract string Code { get; set; }
            }
            [EncryptedModel("p")]
            public class Person : Entity<Guid>
            {
                [Encrypted("name")] public required string Name { get; set; }
                public override string? Note { get => base.Note; }
                public override string Code { get; set; } = "";
            }
            """,
        """
        var stored = await encryptor.EncryptAsync(new Person { Id = Guid.NewGuid(), Note = "note", Code = "code", Name = "Zoë" });
        Assert.Equal((typeof(EncryptedPerson.NoteCiphertext?), typeof(EncryptedPerson.CodeCiphertext)), (typeof(EncryptedPerson).GetProperty("Note")!.PropertyType, typeof(EncryptedPerson).GetProperty("Code")!.PropertyType));
        var back = await encryptor.DecryptAsync(stored);
        Assert.Equal((stored.Id, "note", "code", "Zoë"), (back.Id, back.Note, back.Code, back.Name));
        Assert.Equal(["Id", "Note", "Code", "Name", "RecordHeader"], typeof(EncryptedPerson).GetProperties(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public).Select(property => property.Name));
        """);

    [Fact]
    public Task Clear_properties_of_any_type() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            public struct Point { public int X { get; set; } }
            [EncryptedModel("p")]
            public class Person
            {
                [Encrypted("name")] public string Name { get; set; } = "";
                public string Text { get; set; } = "";
                public string?[] Texts { get; set; } = [];
                public List<string?>? List { get; set; }
                public Dictionary<string, List<(int Number, string? Name)>> Map { get; set; } = [];
                public (int Number, string? Name) Pair { get; set; }
                public Point? Point { get; set; }
                public int[,][]? Grid { get; set; }
                public dynamic? Anything { get; set; }
                public nint Native { get; set; }
                public DateTime When { get; set; }
            }
            """,
        """
        var person = new Person { Name = "Zoë", Texts = ["a", null], Pair = (1, null), Point = new Point { X = 2 }, Anything = "any", Native = 3, When = DateTime.UnixEpoch };
        var stored = await encryptor.EncryptAsync(person);
        var back = await encryptor.DecryptAsync(stored);
        Assert.Same(person.Texts, back.Texts);
        Assert.Same(person.Map, back.Map);
        Assert.Equal((1, null), back.Pair);
        Assert.Equal(1, back.Pair.Number);
        Assert.Equal(2, back.Point!.Value.X);
        Assert.Equal("any", (string)back.Anything!);
        """);

    [Fact]
    public Task Oblivious_reference_types_count_as_nullable() => Scenario.RunAsync(
        "#nullable disable\n" + Usings + """
            namespace Shop;
            [EncryptedModel("p")]
            public class Person
            {
                [EncryptionContext("tenant")] public string Tenant { get; set; }
                [Encrypted("name")] public string Name { get; set; }
                public string City { get; set; }
                public List<string> Tags { get; set; }
            }
            """,
        """
        var back = await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person { Tenant = "t" }));
        Assert.Null(back.Name);
        Assert.Null(back.City);
        Assert.Null((await encryptor.EncryptAsync(new Person { Tenant = "t" })).Name);
        """);

    [Fact]
    public Task Properties_with_flow_attributes() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            using System.Diagnostics.CodeAnalysis;
            [EncryptedModel("p")]
            public class Person
            {
                [MaybeNull, Encrypted("name")] public string Name { get; set; } = "";
                [DisallowNull] public string? City { get; set; }
                [AllowNull] public string Street { get => field1; set => field1 = value ?? ""; }
                private string field1 = "";
            }
            """,
        """
        var back = await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person { Name = "Zoë", City = "Bern" }));
        Assert.Equal(("Zoë", "Bern", ""), (back.Name, back.City, back.Street));
        """);

    [Fact]
    public Task Names_that_are_keywords_or_not_ASCII() => Scenario.RunAsync(
        Usings + """
            namespace Shop.@namespace;
            public enum @enum { @default = 1 }
            [EncryptedModel("p", TypeName = "Gespeichert")]
            public class @class
            {
                [EncryptionContext("t")] public required string @string { get; init; }
                [EncryptionContext("f")] public required string field { get; init; }
                [RecordIdentity("i")] public required int Id { get; init; }
                [RecordIdentity("j")] public required int id { get; init; }
                [RecordIdentity("k")] public required int recordHeader { get; init; }
                [Encrypted("e")] public required @enum @event { get; set; }
                [Encrypted("r")] public required string record { get; set; }
                [Encrypted("m")] public required string model { get; set; }
                [Encrypted("ä")] public required string Größe { get; set; }
                [Encrypted("日")] public required string 日本 { get; set; }
                public string? value { get; set; }
                public string? target { get; set; }
            }
            """,
        """
        var stored = await Shop.@namespace.GespeichertExtensions.EncryptAsync(encryptor, new Shop.@namespace.@class { @string = "s", field = "f", Id = 1, id = 2, recordHeader = 3, @event = Shop.@namespace.@enum.@default, record = "r", model = "m", Größe = "g", 日本 = "n", value = "v", target = "t" });
        var back = await Shop.@namespace.GespeichertExtensions.DecryptAsync(encryptor, stored, Shop.@namespace.Gespeichert.Expect(@string: "s", field: "f", id: 1, id2: 2, recordHeader2: 3));
        Assert.Equal(("s", "f", 1, 2, 3, "r", "m", "g", "n", "v", "t"), (back.@string, back.field, back.Id, back.id, back.recordHeader, back.record, back.model, back.Größe, back.日本, back.value, back.target));
        Assert.Equal(Shop.@namespace.@enum.@default, back.@event);
        """);

    [Fact]
    public Task Texts_that_would_break_out_of_literals_and_comments() => Scenario.RunAsync(
        Usings + """"
            namespace Shop;
            [EncryptedModel("a\"b\\\n</summary> <c> */ \u2028 {0}", KeyName = "\t'\"")]
            public class Person
            {
                [EncryptionContext("\"\r\n")] public required string Tenant { get; init; }
                [Encrypted("]]>&\u0001")] public required string Name { get; set; }
            }
            """",
        """
        var stored = await encryptor.EncryptAsync(new Person { Tenant = "t", Name = "Zoë" });
        Assert.Equal("Zoë", (await encryptor.DecryptAsync(stored)).Name);
        Assert.Equal("a\"b\\\n</summary> <c> */ \u2028 {0}.]]>&\u0001", EncryptedPerson.NameCiphertext.FieldPath);
        """);

    [Fact]
    public Task Internal_model_in_a_block_namespace_continued_by_hand() => Scenario.RunAsync(
        Usings + """
            namespace Shop
            {
                namespace People
                {
                    [EncryptedModel("p", TypeName = "StoredPerson")]
                    internal sealed class Person
                    {
                        [Encrypted("name")] public required string Name { get; set; }
                        internal string Skipped => "internal";
                        private string AlsoSkipped { get; set; } = "private";
                    }
                    internal partial class StoredPerson { internal string? Added { get; set; } }
                }
            }
            """,
        """
        var stored = await Shop.People.StoredPersonExtensions.EncryptAsync(encryptor, new Shop.People.Person { Name = "Zoë" });
        stored.Added = "by hand";
        Assert.Equal("Zoë", (await Shop.People.StoredPersonExtensions.DecryptAsync(encryptor, stored)).Name);
        Assert.Equal(["Added", "Name", "RecordHeader"], typeof(Shop.People.StoredPerson).GetProperties(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic).Select(property => property.Name).Order());
        Assert.False(typeof(Shop.People.StoredPerson).IsPublic);
        """);

    [Fact]
    public Task Models_nested_in_partial_types() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            public static partial class Clinic
            {
                [EncryptedModel("p")]
                public class Person
                {
                    [Encrypted("name")] public required string Name { get; set; }
                    public List<Ward.Bed> Beds { get; set; } = [];
                }
                public partial record struct Ward
                {
                    [EncryptedModel("bed", TypeName = "Stored")] public class Bed { [Encrypted("note")] public string? Note { get; set; } }
                }
            }
            """,
        """
        Clinic.EncryptedPerson stored = await encryptor.EncryptAsync(new Clinic.Person { Name = "Zoë", Beds = [new Clinic.Ward.Bed { Note = "n" }] });
        Clinic.Ward.Stored bed = Assert.Single(stored.Beds);
        var back = await encryptor.DecryptAsync(stored);
        Assert.Equal(("Zoë", "n"), (back.Name, back.Beds[0].Note));
        Assert.Equal("n", await encryptor.DecryptFieldAsync(bed, Clinic.Ward.Stored.Fields.Note));
        Assert.NotNull(typeof(ClinicWardStoredExtensions));
        """);

    [Fact]
    public Task Public_model_nested_in_an_internal_type() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            internal partial class Outer { [EncryptedModel("p")] public class Person { [Encrypted("name")] public required string Name { get; set; } } }
            """,
        """
        Assert.Equal("Zoë", (await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Outer.Person { Name = "Zoë" }))).Name);
        """);

    [Fact]
    public Task Model_in_the_global_namespace() => Scenario.RunAsync(
        Usings + """
            [EncryptedModel("p")]
            public class Person
            {
                [Encrypted("name")] public required string Name { get; set; }
            }
            """,
        """
        Assert.Equal("Zoë", (await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person { Name = "Zoë" }))).Name);
        """);

    [Fact]
    public Task Model_in_several_parts() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            public partial class Person { [Encrypted("name")] public required string Name { get; set; } }
            [EncryptedModel("p")] public partial class Person { [Encrypted("note")] public string? Note { get; set; } }
            """,
        """
        var back = await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Person { Name = "Zoë", Note = "note" }));
        Assert.Equal(("Zoë", "note"), (back.Name, back.Note));
        """);

    [Fact]
    public Task Base_and_derived_class_are_both_models() => Scenario.RunAsync(
        Usings + """
            namespace Shop;
            [EncryptedModel("p")] public class Person { [Encrypted("name")] public required string Name { get; set; } }
            [EncryptedModel("e")] public class Employee : Person { [Encrypted("wage")] public decimal Wage { get; set; } }
            """,
        """
        EncryptedEmployee stored = await encryptor.EncryptAsync(new Employee { Name = "Zoë", Wage = 1.50m });
        Employee back = await encryptor.DecryptAsync(stored);
        Assert.Equal(("Zoë", 1.50m), (back.Name, back.Wage));
        EncryptedPerson person = await encryptor.EncryptAsync(new Person { Name = "Ann" });
        Assert.Equal("Ann", (await encryptor.DecryptAsync(person)).Name);
        """);
}
