using System.Text.Json;
using System.Text.Json.Serialization;

namespace KmsGuard.Tool.Manifests;

/// <summary>What the generator says of an assembly in its metadata (docs/manifest.md): its encrypted models, and what its own code does with models. Only what policies follow from is read.</summary>
internal sealed record Manifest
{
    private const int Supported = 1;

    [JsonPropertyName("manifest")]
    public required int Version { get; init; }

    public IReadOnlyList<ManifestModel> Models { get; init; } = [];

    public IReadOnlyList<ManifestUse> Uses { get; init; } = [];

    /// <exception cref="InvalidDataException">It is damaged, or of a later version.</exception>
    internal static Manifest Parse(string json)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.Manifest) ?? throw new JsonException("null");
            return manifest.Version == Supported
                ? manifest
                : throw new InvalidDataException($"carries a manifest of version {manifest.Version}, and this tool reads version {Supported}: update it (dotnet tool update)");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"carries a damaged manifest: {e.Message}", e);
        }
    }
}

/// <summary>An encrypted model.</summary>
internal sealed record ManifestModel
{
    public required string Type { get; init; }

    /// <summary>The generated type, by whose full name uses refer to the model.</summary>
    public required string Record { get; init; }

    /// <summary>Absent when configuration chooses the key by the model's classification.</summary>
    public string? KeyName { get; init; }

    public string? Classification { get; init; }

    /// <summary>Whether identity pairs go to the key service too.</summary>
    public bool SendsIdentity { get; init; }

    public IReadOnlyList<ManifestPair> Context { get; init; } = [];

    public IReadOnlyList<ManifestPair> Identity { get; init; } = [];

    public IReadOnlyList<ManifestField> Fields { get; init; } = [];

    /// <summary>Whether a field has a blind index, whose key is needed whenever a record is encrypted.</summary>
    internal bool HasIndex => Fields.Any(static one => one.Indexes is not null);
}

/// <summary>An encrypted field; of its blind indexes only that there are some.</summary>
internal sealed record ManifestField
{
    public JsonElement? Indexes { get; init; }
}

/// <summary>A pair of a context or identity; one whose value is the default is left out of what is sent.</summary>
internal sealed record ManifestPair
{
    public required string Key { get; init; }

    public string? Default { get; init; }
}

/// <summary>What code does with the records of a model: encrypt, decrypt, rewrap, index.</summary>
internal sealed record ManifestUse
{
    public required string Record { get; init; }

    public required IReadOnlyList<string> Operations { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
