using System.Text.Json;
using System.Text.Json.Nodes;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>Tags (API_Tag, API_TagResource).</summary>
internal static class TagOperations
{
    private const int MaxTags = 50;
    private const int MaxKey = 128;
    private const int MaxValue = 256;

    internal static JsonObject? TagResource(KmsRequest request)
    {
        if (!request.Has("Tags"))
            throw KmsError.Constraint("Tags", "Member must not be null", "null");
        var tags = Read(request);
        var key = request.Key("kms:TagResource");
        key.MustNotBePendingDeletion();
        Apply(key, tags);
        return null;
    }

    internal static JsonObject? UntagResource(KmsRequest request)
    {
        if (!request.Has("TagKeys"))
            throw KmsError.Constraint("TagKeys", "Member must not be null", "null");
        string[] keys = [.. request.List("TagKeys", int.MaxValue).Select(key => KmsRequest.TextOf(key, "TagKeys"))];
        if (keys.Length > 0)
            request.Conditions["aws:TagKeys"] = keys;
        var key = request.Key("kms:UntagResource");
        key.MustNotBePendingDeletion();
        foreach (var tag in keys)
            key.Tags.Remove(tag);
        return null;
    }

    internal static JsonObject ListResourceTags(KmsRequest request)
    {
        var key = request.Key("kms:ListResourceTags");
        return Paging.Page(request, "Tags", key.Tags, tag => tag.Key, Write, usual: 50, most: 50);
    }

    /// <summary>The tags of the request, which become its condition keys too.</summary>
    internal static Dictionary<string, string> Read(KmsRequest request)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in request.List("Tags", int.MaxValue))
        {
            var key = Text(element, "TagKey") ?? "";
            var value = Text(element, "TagValue") ?? "";
            if (key.Length is 0 or > MaxKey || value.Length > MaxValue)
                throw new KmsError("TagException", $"A tag key has 1 to {MaxKey} characters, a tag value at most {MaxValue}.");
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw new KmsError("TagException", "Tag keys that begin with aws: are reserved.");
            if (!tags.TryAdd(key, value))
                throw new KmsError("TagException", $"The tag key {key} is given twice.");
            request.Conditions[$"aws:RequestTag/{key}"] = [value];
        }
        if (tags.Count > 0)
            request.Conditions["aws:TagKeys"] = [.. tags.Keys];
        return tags;
    }

    internal static void Apply(KmsKey key, Dictionary<string, string> tags)
    {
        if (key.Tags.Keys.Union(tags.Keys).Count() > MaxTags)
            throw new KmsError("LimitExceededException", $"A key has at most {MaxTags} tags.");
        foreach (var (name, value) in tags)
            key.Tags[name] = value;
    }

    internal static JsonNode Write(KeyValuePair<string, string> tag) => new JsonObject { ["TagKey"] = tag.Key, ["TagValue"] = tag.Value };

    private static string? Text(JsonElement tag, string name) =>
        tag.ValueKind != JsonValueKind.Object ? throw new KmsError("SerializationException", "A tag is not an object.")
        : tag.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? KmsRequest.TextOf(value, name)
        : null;
}
