using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests.EndToEnd;

/// <summary>Every type that can be encrypted, through generated code and the runtime and back.</summary>
public sealed class ValueTypeTests
{
    [Theory]
    [InlineData("string", "\"Zoë \\U0001F600\"")]
    [InlineData("byte[]", "new byte[] { 0, 1, 255 }")]
    [InlineData("bool", "true")]
    [InlineData("sbyte", "sbyte.MinValue")]
    [InlineData("byte", "byte.MaxValue")]
    [InlineData("short", "short.MinValue")]
    [InlineData("ushort", "ushort.MaxValue")]
    [InlineData("int", "int.MinValue")]
    [InlineData("uint", "uint.MaxValue")]
    [InlineData("long", "long.MinValue")]
    [InlineData("ulong", "ulong.MaxValue")]
    [InlineData("decimal", "-12.340m")]
    [InlineData("Guid", "new Guid(\"00112233-4455-6677-8899-aabbccddeeff\")")]
    [InlineData("DateOnly", "new DateOnly(1984, 2, 29)")]
    [InlineData("DateTimeOffset", "new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.FromHours(-3.5))")]
    [InlineData("DateTime", "new DateTime(2024, 2, 29, 23, 59, 59, DateTimeKind.Local)")]
    [InlineData("TimeOnly", "new TimeOnly(23, 59, 59)")]
    [InlineData("TimeSpan", "TimeSpan.MinValue")]
    [InlineData("double", "double.Epsilon")]
    [InlineData("float", "float.NaN")]
    [InlineData("Half", "Half.MinValue")]
    [InlineData("RecordId", "new RecordId(new Guid(\"00112233-4455-6677-8899-aabbccddeeff\"))")]
    [InlineData("SealedId", "new SealedId(7)")]
    [InlineData("CastId", "(CastId)\"Zo\\u00EB\"")]
    [InlineData("FromId", "FromId.From(DayOfWeek.Friday)")]
    [InlineData("SByteKind", "SByteKind.Lowest")]
    [InlineData("ByteKind", "ByteKind.Highest")]
    [InlineData("ShortKind", "ShortKind.Lowest")]
    [InlineData("UShortKind", "UShortKind.Highest")]
    [InlineData("IntKind", "IntKind.Lowest")]
    [InlineData("UIntKind", "UIntKind.Highest")]
    [InlineData("LongKind", "LongKind.Lowest")]
    [InlineData("ULongKind", "ULongKind.Highest")]
    public Task A_value_round_trips_with_its_nullable_forms(string type, string value) => Scenario.RunAsync(
        Sources.Model($$"""
            [Encrypted("required")] public required {{type}} Required { get; set; }
            [Encrypted("some")] public {{type}}? Some { get; set; }
            [Encrypted("none")] public {{type}}? None { get; set; }
            [Encrypted("known", AuthenticateNull = true)] public {{type}}? Known { get; set; }
            [Encrypted("missing", AuthenticateNull = true)] public {{type}}? Missing { get; set; }
            """) + Enums,
        $$"""
            {{type}} value = {{value}};
            var stored = await encryptor.EncryptAsync(new Model { Required = value, Some = value, Known = value });
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
            """);

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
