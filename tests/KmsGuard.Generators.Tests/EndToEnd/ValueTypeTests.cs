using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests.EndToEnd;

/// <summary>Every type that can be encrypted, through generated code and the runtime and back.</summary>
public sealed class ValueTypeTests
{
    private static readonly (string Name, string Value)[] Types =
    [
        ("string", "\"Zoë \\U0001F600\""),
        ("byte[]", "new byte[] { 0, 1, 255 }"),
        ("bool", "true"),
        ("sbyte", "sbyte.MinValue"),
        ("byte", "byte.MaxValue"),
        ("short", "short.MinValue"),
        ("ushort", "ushort.MaxValue"),
        ("int", "int.MinValue"),
        ("uint", "uint.MaxValue"),
        ("long", "long.MinValue"),
        ("ulong", "ulong.MaxValue"),
        ("decimal", "-12.340m"),
        ("Guid", "new Guid(\"00112233-4455-6677-8899-aabbccddeeff\")"),
        ("DateOnly", "new DateOnly(1984, 2, 29)"),
        ("DateTimeOffset", "new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.FromHours(-3.5))"),
        ("DateTime", "new DateTime(2024, 2, 29, 23, 59, 59, DateTimeKind.Local)"),
        ("TimeOnly", "new TimeOnly(23, 59, 59)"),
        ("TimeSpan", "TimeSpan.MinValue"),
        ("double", "double.Epsilon"),
        ("float", "float.NaN"),
        ("Half", "Half.MinValue"),
        ("RecordId", "new RecordId(new Guid(\"00112233-4455-6677-8899-aabbccddeeff\"))"),
        ("SealedId", "new SealedId(7)"),
        ("CastId", "(CastId)\"Zo\\u00EB\""),
        ("FromId", "FromId.From(DayOfWeek.Friday)"),
        ("SByteKind", "SByteKind.Lowest"),
        ("ByteKind", "ByteKind.Highest"),
        ("ShortKind", "ShortKind.Lowest"),
        ("UShortKind", "UShortKind.Highest"),
        ("IntKind", "IntKind.Lowest"),
        ("UIntKind", "UIntKind.Highest"),
        ("LongKind", "LongKind.Lowest"),
        ("ULongKind", "ULongKind.Highest"),
    ];

    public static TheoryData<string> Names => [.. Types.Select(static type => type.Name)];

    // A model and a method for each type: one compilation of all takes little longer than that of one.
    private static readonly Lazy<byte[]> OfEveryType = new(static () => Scenario.Compile(
        "using System;\nusing KmsGuard;\n\nnamespace Shop;\n" + string.Concat(Types.Select(static (type, number) => $$"""

            [EncryptedModel("model")]
            public class Model{{number}}
            {
                [Encrypted("required")] public required {{type.Name}} Required { get; set; }
                [Encrypted("some")] public {{type.Name}}? Some { get; set; }
                [Encrypted("none")] public {{type.Name}}? None { get; set; }
                [Encrypted("known", AuthenticateNull = true)] public {{type.Name}}? Known { get; set; }
                [Encrypted("missing", AuthenticateNull = true)] public {{type.Name}}? Missing { get; set; }
            }
            """)) + Enums,
        Types.Select(static (type, number) => ("Run" + number, $$"""
            {{type.Name}} value = {{type.Value}};
            var stored = await encryptor.EncryptAsync(new Model{{number}} { Required = value, Some = value, Known = value });
            Assert.NotNull(stored.Some);
            Assert.Null(stored.None);
            Assert.False(stored.Missing.IsAbsent);
            Assert.Equal(stored.Some.Value.Bytes.Length + 1, stored.Known.Bytes.Length);

            var back = await encryptor.DecryptAsync(stored);
            Assert.Equal(value, back.Required);
            Assert.Equal(value, back.Some);
            Assert.Null(back.None);
            Assert.Equal(value, back.Known);
            Assert.Null(back.Missing);

            using var open = await encryptor.OpenAsync(stored);
            Assert.Equal(value, open.Required);
            Assert.Equal(value, open.Some);
            Assert.Null(open.None);
            Assert.Equal(value, open.Known);
            Assert.Null(open.Missing);
            """))));

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_value_round_trips_with_its_nullable_forms(string type) =>
        Scenario.RunAsync(OfEveryType.Value, "Run" + Array.FindIndex(Types, one => one.Name == type));

    [Fact]
    public Task Pairs_of_every_type_are_bound_as_text() => Scenario.RunAsync(
        Sources.Model("""
            [EncryptionContext("string")] public required string String { get; init; }
            [EncryptionContext("bool")] public required bool Bool { get; init; }
            [EncryptionContext("enum")] public required ULongKind Enum { get; init; }
            [EncryptionContext("date")] public required DateOnly? Date { get; init; }
            [RecordIdentity("guid")] public required Guid Guid { get; init; }
            [RecordIdentity("sbyte")] public required sbyte SByte { get; init; }
            [RecordIdentity("uint")] public required uint? UInt { get; init; }
            [RecordIdentity("long")] public required long Long { get; init; }
            [RecordIdentity("ulong")] public required ulong ULong { get; init; }
            [RecordIdentity("kind")] public required SByteKind? Kind { get; init; }
            [Encrypted("note")] public string? Note { get; set; }
            """) + Enums,
        """
            var context = EncryptedModel.Expect("t", true, ULongKind.Highest, new DateOnly(2024, 2, 29), new Guid("00112233-4455-6677-8899-aabbccddeeff"), -128, 4294967295, long.MinValue, ulong.MaxValue, SByteKind.Lowest);
            Assert.Equal(
                [
                    "bool=true", "date=2024-02-29", "enum=18446744073709551615", "guid=00112233-4455-6677-8899-aabbccddeeff", "kind=-128",
                    "long=-9223372036854775808", "sbyte=-128", "string=t", "uint=4294967295", "ulong=18446744073709551615",
                ],
                context.Select(pair => pair.Key + "=" + pair.Value));
            """);

    /// <summary>U+FF5E comes before U+1F600 in UTF-8 and after it in UTF-16; upper case comes before lower case in both, and after it in most cultures.</summary>
    [Fact]
    public Task Keys_are_sorted_as_the_runtime_wants_them() => Scenario.RunAsync(
        Sources.Model("""
            [EncryptionContext("\U0001F600")] public required string Last { get; init; }
            [EncryptionContext("\uFF5E")] public required string Third { get; init; }
            [EncryptionContext("b")] public required string Second { get; init; }
            [EncryptionContext("C")] public required string First { get; init; }
            [Encrypted("note")] public string? Note { get; set; }
            """),
        """
            var stored = await encryptor.EncryptAsync(new Model { First = "1", Second = "2", Third = "3", Last = "4", Note = "n" });
            Assert.Equal("n", (await encryptor.DecryptAsync(stored)).Note);
            Assert.Equal(["1", "2", "3", "4"], EncryptedModel.Expect(last: "4", third: "3", second: "2", first: "1").Select(pair => pair.Value));
            """);

    /// <summary>What ids wrap is what is stored: a property can go from one to the other.</summary>
    [Fact]
    public Task A_wrapped_value_is_stored_as_the_value_and_bound_as_the_value() => Scenario.RunAsync(
        Sources.Model("""
            [EncryptionContext("tenant")] public required CastId Tenant { get; init; }
            [RecordIdentity("id")] public RecordId? Id { get; init; }
            [Encrypted("x")] public RecordId X { get; set; }
            """) + Enums + """
        [EncryptedModel("model")] public class Plain
        {
            [EncryptionContext("tenant")] public required string Tenant { get; init; }
            [RecordIdentity("id")] public required Guid Id { get; init; }
            [Encrypted("x")] public Guid X { get; set; }
        }
        """,
        """
            var (id, x) = (Guid.NewGuid(), Guid.NewGuid());
            var stored = await encryptor.EncryptAsync(new Model { Tenant = (CastId)"t", Id = new RecordId(id), X = new RecordId(x) });
            var plain = await encryptor.DecryptAsync(new EncryptedPlain { Tenant = "t", Id = id, X = EncryptedPlain.XCiphertext.FromBytes(stored.X.Bytes), RecordHeader = stored.RecordHeader });
            Assert.Equal(x, plain.X);
            await Assert.ThrowsAsync<EncryptionContextException>(async () => await encryptor.EncryptAsync(new Model { Tenant = (CastId)"t" }));
            await Assert.ThrowsAsync<EncryptionContextException>(async () => await encryptor.EncryptAsync(new Model { Tenant = (CastId)"t", Id = default(RecordId) }));
            """);

    [Fact]
    public Task Any_type_is_encrypted_as_JSON_by_the_applications_context() => Scenario.RunAsync(
        Sources.Model("""
            [Encrypted("tags", Json = typeof(AppJson))] public required List<string> Tags { get; set; }
            [Encrypted("none", Json = typeof(AppJson))] public List<string>? None { get; set; }
            [Encrypted("point", Json = typeof(AppJson))] public Point? Point { get; set; }
            [Encrypted("inner", AuthenticateNull = true, Json = typeof(AppJson))] public Inner? Inner { get; set; }
            """) + """
        public readonly record struct Point(int X, int Y);
        [EncryptedModel("inner")] public class Inner { [Encrypted("secret")] public string Secret { get; set; } = ""; }
        [System.Text.Json.Serialization.JsonSerializable(typeof(List<string>))]
        [System.Text.Json.Serialization.JsonSerializable(typeof(Point))]
        [System.Text.Json.Serialization.JsonSerializable(typeof(Inner))]
        public class AppJson : System.Text.Json.Serialization.JsonSerializerContext
        {
            public AppJson() : base(null) { }
            public static AppJson Default { get; } = new();
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver().GetTypeInfo(type, Options);
        }
        """,
        """
            var stored = await encryptor.EncryptAsync(new Model { Tags = ["a", "b"], Point = new Point(1, 2), Inner = new Inner { Secret = "s" } });
            Assert.Null(stored.None);
            var back = await encryptor.DecryptAsync(stored);
            Assert.Equal(["a", "b"], back.Tags);
            Assert.Null(back.None);
            Assert.Equal(new Point(1, 2), back.Point);
            Assert.Equal("s", back.Inner!.Secret);
            """);

    private const string Enums = """

        public readonly record struct RecordId(Guid Value);
        public sealed class SealedId(long value) : IEquatable<SealedId> { public long Value { get; } = value; public bool Equals(SealedId? other) => other?.Value == Value; public override bool Equals(object? other) => Equals(other as SealedId); public override int GetHashCode() => 0; }
        public readonly struct CastId { private readonly string _text; private CastId(string text) => _text = text; public static explicit operator string(CastId id) => id._text; public static explicit operator CastId(string text) => new(text); }
        public readonly struct FromId { private readonly DayOfWeek _day; private readonly bool _set; private FromId(DayOfWeek day) => (_day, _set) = (day, true); public DayOfWeek Value => _set ? _day : throw new InvalidOperationException(); public static FromId From(DayOfWeek day) => new(day); }
        public enum SByteKind : sbyte { Lowest = sbyte.MinValue }
        public enum ByteKind : byte { Highest = byte.MaxValue }
        public enum ShortKind : short { Lowest = short.MinValue }
        public enum UShortKind : ushort { Highest = ushort.MaxValue }
        public enum IntKind { Lowest = int.MinValue }
        public enum UIntKind : uint { Highest = uint.MaxValue }
        public enum LongKind : long { Lowest = long.MinValue }
        public enum ULongKind : ulong { Highest = ulong.MaxValue }
        """;
}
