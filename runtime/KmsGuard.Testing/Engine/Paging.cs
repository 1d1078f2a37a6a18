using System.Text;
using System.Text.Json.Nodes;

namespace KmsGuard.Testing.Engine;

/// <summary>Limit, Marker, NextMarker and Truncated, alike for every List operation.</summary>
internal static class Paging
{
    /// <summary>One page. The marker names the last item that was given, so that what is added or deleted meanwhile shifts nothing.</summary>
    /// <param name="request">Carries Limit and Marker.</param>
    /// <param name="name">The list's name in the answer.</param>
    /// <param name="items">All items, in any order.</param>
    /// <param name="position">Where an item stands; unique; pages are in its ordinal order.</param>
    /// <param name="write">What is said of an item.</param>
    /// <param name="usual">How many are given when the request does not say.</param>
    /// <param name="most">The largest Limit.</param>
    internal static JsonObject Page<T>(KmsRequest request, string name, IEnumerable<T> items, Func<T, string> position, Func<T, JsonNode> write, int usual = 50, int most = 100)
    {
        var limit = request.Number("Limit", 1, most) ?? usual;
        var after = request.Text("Marker", max: 1024) is { } marker ? Read(request, marker) : null;
        var rest = items.Where(item => after is null || string.CompareOrdinal(position(item), after) > 0).OrderBy(position, StringComparer.Ordinal).ToArray();
        var page = rest.Take(limit).ToArray();
        var answer = new JsonObject
        {
            [name] = new JsonArray([.. page.Select(write)]),
            ["Truncated"] = page.Length < rest.Length,
        };
        if (page.Length < rest.Length)
            answer["NextMarker"] = Convert.ToBase64String(Encoding.Unicode.GetBytes($"{request.Operation} {position(page[^1])}"));
        return answer;
    }

    private static string Read(KmsRequest request, string marker)
    {
        var bytes = new byte[marker.Length];
        var text = Convert.TryFromBase64String(marker, bytes, out var length) ? Encoding.Unicode.GetString(bytes, 0, length) : "";
        return text.StartsWith($"{request.Operation} ", StringComparison.Ordinal)
            ? text[(request.Operation.Length + 1)..]
            : throw new KmsError("InvalidMarkerException", "Could not deserialize marker.");
    }
}
