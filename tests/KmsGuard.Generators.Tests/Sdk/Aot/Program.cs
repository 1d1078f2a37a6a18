using System.Text.Json.Serialization;
using KmsGuard;

// Argument: a folder for the key.
using var keyring = LocalKeyring.ForDevelopment(Path.Combine(args[0], "dev.key"));
var encryptor = new RecordEncryptor(keyring);
var person = Person.Of(new PersonId(Guid.NewGuid()), "secret");
person.Visits.Add(new Visit { Number = 1, Reason = "secret reason", Person = person });

var stored = await encryptor.EncryptAsync(person);
var back = await encryptor.DecryptAsync(stored, EncryptedPerson.Expect(person.Id));
Console.WriteLine($"{back.Name} {back.Weight} {back.Seen:HH:mm} {string.Join('+', back.Tags)} {back.Visits[0].Reason} {ReferenceEquals(back, back.Visits[0].Person)}");

var converter = new KmsGuard.Generated.FieldCiphertextTypeConverter<EncryptedPerson.NameCiphertext>();
Console.WriteLine(converter.ConvertFromInvariantString(converter.ConvertToInvariantString(stored.Name)!) is EncryptedPerson.NameCiphertext read && read == stored.Name);
Console.WriteLine($"{stored.Name}");

/// <summary>An id of its own type.</summary>
public readonly record struct PersonId(Guid Value);

/// <summary>What generated code can do: a private setter, JSON, an id, other models.</summary>
[EncryptedModel("person")]
public sealed class Person
{
    [RecordIdentity("id")] public PersonId Id { get; private init; }
    [Encrypted("name")] public string Name { get; private set; } = "";
    [Encrypted("weight")] public double Weight { get; set; }
    [Encrypted("seen")] public DateTime Seen { get; set; }
    [Encrypted("kind")] public DayOfWeek? Day { get; set; }
    [Encrypted("tags", Json = typeof(AppJson))] public List<string> Tags { get; set; } = [];
    public List<Visit> Visits { get; } = [];

    public static Person Of(PersonId id, string name) => new() { Id = id, Name = name, Weight = 72.5, Seen = new DateTime(2024, 2, 29, 12, 30, 0, DateTimeKind.Local), Day = DayOfWeek.Friday, Tags = ["a", "b"] };
}

/// <summary>A visit of a person.</summary>
[EncryptedModel("visit")]
public sealed class Visit
{
    [RecordIdentity("number")] public required int Number { get; init; }
    [Encrypted("reason")] public string? Reason { get; set; }
    public Person? Person { get; set; }
}

/// <summary>The application's own JSON.</summary>
[JsonSerializable(typeof(List<string>))]
internal sealed partial class AppJson : JsonSerializerContext;
