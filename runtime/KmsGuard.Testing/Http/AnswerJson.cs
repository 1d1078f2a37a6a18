using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace KmsGuard.Testing.Http;

/// <summary>Serialises answers without reflection.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class AnswerJson : JsonSerializerContext;
