using System.Text.Json;

namespace KmsGuard.Tool.Generating;

/// <summary>A statement that allows something, without what differs between a key's policy (who) and a role's (which key).</summary>
/// <param name="Sid">Letters and digits: IAM takes no others.</param>
/// <param name="Actions">Without their <c>kms:</c>.</param>
/// <param name="Conditions">Operator, condition key, values: in the order in which they are written.</param>
internal sealed record Statement(string Sid, IReadOnlyList<string> Actions, IReadOnlyList<(string Operator, string Key, IReadOnlyList<string> Values)> Conditions)
{
    internal void Write(Utf8JsonWriter json, IReadOnlyList<string> principals, IReadOnlyList<string> resources)
    {
        json.WriteStartObject();
        json.WriteString(nameof(Sid), Sid);
        json.WriteString("Effect", "Allow");
        if (principals.Count > 0)
        {
            json.WriteStartObject("Principal");
            Values(json, "AWS", principals);
            json.WriteEndObject();
        }
        Values(json, "Action", [.. Actions.Select(static action => "kms:" + action)]);
        Values(json, "Resource", resources);
        if (Conditions.Count > 0)
        {
            json.WriteStartObject("Condition");
            foreach (var block in Conditions.GroupBy(static condition => condition.Operator, StringComparer.Ordinal))
            {
                json.WriteStartObject(block.Key);
                foreach (var (_, key, values) in block)
                    Values(json, key, values);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Values(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values is [var one])
        {
            json.WriteString(name, one);
            return;
        }
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
