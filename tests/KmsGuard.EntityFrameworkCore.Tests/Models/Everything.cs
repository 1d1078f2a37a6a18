namespace KmsGuard.EntityFrameworkCore.Tests.Models;

/// <summary>A field of every type that can be encrypted, and an identity of several pairs.</summary>
[EncryptedModel("everything", KeyName = "pii")]
public class Everything
{
    [EncryptionContext("region")] public required Region Region { get; init; }
    [RecordIdentity("number")] public required long Number { get; init; }
    [RecordIdentity("day")] public required DateOnly Day { get; init; }
    [Encrypted("text")] public required string Text { get; set; }
    [Encrypted("maybe-text")] public string? MaybeText { get; set; }
    [Encrypted("bytes")] public required byte[] Bytes { get; set; }
    [Encrypted("maybe-bytes", AuthenticateNull = true)] public byte[]? MaybeBytes { get; set; }
    [Encrypted("guid")] public Guid Token { get; set; }
    [Encrypted("maybe-guid")] public Guid? MaybeToken { get; set; }
    [Encrypted("sbyte")] public sbyte SByteValue { get; set; }
    [Encrypted("byte")] public byte ByteValue { get; set; }
    [Encrypted("short")] public short Int16Value { get; set; }
    [Encrypted("ushort")] public ushort UInt16Value { get; set; }
    [Encrypted("int")] public int Int32Value { get; set; }
    [Encrypted("maybe-int")] public int? MaybeInt32 { get; set; }
    [Encrypted("uint")] public uint UInt32Value { get; set; }
    [Encrypted("long")] public long Int64Value { get; set; }
    [Encrypted("ulong")] public ulong UInt64Value { get; set; }
    [Encrypted("decimal")] public decimal Amount { get; set; }
    [Encrypted("maybe-decimal")] public decimal? MaybeAmount { get; set; }
    [Encrypted("date")] public DateOnly Date { get; set; }
    [Encrypted("moment")] public DateTimeOffset Moment { get; set; }
    [Encrypted("maybe-moment")] public DateTimeOffset? MaybeMoment { get; set; }
    [Encrypted("datetime")] public DateTime Local { get; set; }
    [Encrypted("maybe-time")] public TimeOnly? MaybeTime { get; set; }
    [Encrypted("duration")] public TimeSpan Duration { get; set; }
    [Encrypted("double")] public double Weight { get; set; }
    [Encrypted("maybe-float")] public float? MaybeSingle { get; set; }
    [Encrypted("id")] public TicketId Ticket { get; set; }
    [Encrypted("tags", Json = typeof(EverythingJson))] public List<string>? Tags { get; set; }
    [Encrypted("bool")] public bool Flag { get; set; }
    [Encrypted("maybe-bool", AuthenticateNull = true)] public bool? MaybeFlag { get; set; }
    [Encrypted("enum")] public Region Place { get; set; }
    [Encrypted("maybe-enum")] public Region? MaybePlace { get; set; }
}

/// <summary>An id with a type of its own.</summary>
public readonly record struct TicketId(Guid Value);

[System.Text.Json.Serialization.JsonSerializable(typeof(List<string>))]
internal sealed partial class EverythingJson : System.Text.Json.Serialization.JsonSerializerContext;

/// <summary>0 is a context like any other.</summary>
public enum Region
{
    Europe,
    Asia,
}
