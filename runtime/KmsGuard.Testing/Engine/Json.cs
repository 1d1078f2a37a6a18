using System.Text.Json.Nodes;

namespace KmsGuard.Testing.Engine;

/// <summary>AWS JSON 1.1.</summary>
internal static class Json
{
    /// <summary>A timestamp: seconds since 1970, with milliseconds as a fraction.</summary>
    internal static JsonNode Time(DateTimeOffset time) => JsonValue.Create(time.ToUnixTimeMilliseconds() / 1000.0);
}
