using System.Text.Json;
using System.Text.Json.Serialization;

namespace KmsGuard.Interop.Tests;

/// <summary>tests/vectors/record-format-1.json; its schema is in the README beside it.</summary>
internal sealed record Vectors(
    Dictionary<string, string> Keks,
    PairsVector[] Pairs,
    PairsVector[] PairsRefused,
    TextVectors Text,
    RecordVector[] Records,
    RecordVector[] Refused)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    internal static Vectors All { get; } = JsonSerializer.Deserialize<Vectors>(File.ReadAllText(PathTo("vectors", "record-format-1.json")), Options)!;

    internal static string PathTo(string folder, string file) => Path.Combine(AppContext.BaseDirectory, folder, file);

    internal static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Options);

    internal static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>The text of JSON as .NET escapes it; Node escapes other characters.</summary>
    internal static string Normal(JsonElement json) => JsonSerializer.Serialize(json);
}

internal sealed record PairsVector(string Name, string KeyName, Dictionary<string, string> Context, Dictionary<string, string> Identity, string? CanonK, string? CanonR, string? CanonBoth, string? CodeUnit)
{
    /// <summary>The pairs with the lone surrogate, if there is one, where the file has U+FFFF.</summary>
    internal Dictionary<string, string> With(Dictionary<string, string> pairs)
    {
        if (CodeUnit is null)
            return pairs;
        var unit = (char)Convert.ToUInt16(CodeUnit, 16);
        return pairs.ToDictionary(pair => pair.Key.Replace('\uFFFF', unit), pair => pair.Value.Replace('\uFFFF', unit));
    }
}

internal sealed record TextVectors(AcceptedText[] Accepted, string[] Refused);

internal sealed record AcceptedText(string Bytes, string Text);

internal sealed record RecordVector(string Name, string Purpose, string KeyName, Dictionary<string, string> Context, Dictionary<string, string> Identity, string Header, FieldVector[] Fields)
{
    public byte Flags { get; init; }
    public string KeyId { get; init; } = "";
    public string DataKey { get; init; } = "";
    public string RecordId { get; init; } = "";
    public string EdkIv { get; init; } = "";
    public string[][] Before { get; init; } = [];
    public string[][] After { get; init; } = [];
    public string KeyHash { get; init; } = "";
    public string Input { get; init; } = "";
    public string RecordKey { get; init; } = "";
    public string Commitment { get; init; } = "";

    /// <summary>In the list of refused records: what the reader answers.</summary>
    public string Error { get; init; } = "";

    public override string ToString() => Name;
}

internal sealed record FieldVector(string Name, string Type, JsonElement Value, string Ciphertext)
{
    public bool AuthenticateNull { get; init; }
    public int? Bits { get; init; }
    public int Pad { get; init; }
    public string Iv { get; init; } = "";
    public string Aad { get; init; } = "";
    public string Plaintext { get; init; } = "";
}
