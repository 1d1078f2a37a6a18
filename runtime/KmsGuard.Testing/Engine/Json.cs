using System.Text.Json.Nodes;

namespace KmsGuard.Testing.Engine;

/// <summary>AWS JSON 1.1.</summary>
internal static class Json
{
    /// <summary>A timestamp: seconds since 1970, with milliseconds as a fraction.</summary>
    internal static JsonNode Time(DateTimeOffset time) => JsonValue.Create(time.ToUnixTimeMilliseconds() / 1000.0);

    internal static JsonNode Base64(byte[] bytes) => JsonValue.Create(Convert.ToBase64String(bytes));

    internal static JsonObject Map(IReadOnlyDictionary<string, string> pairs)
    {
        var map = new JsonObject();
        foreach (var (key, value) in pairs)
            map[key] = value;
        return map;
    }
}
