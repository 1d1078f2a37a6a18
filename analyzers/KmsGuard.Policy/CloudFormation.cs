using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>What templates of CloudFormation write where a policy has a text.</summary>
internal static class CloudFormation
{
    /// <summary>The text that an <c>Fn::Sub</c> or <c>Fn::Join</c> makes, with holes; null for everything else.</summary>
    internal static JsonNode? Text(JsonNode value)
    {
        if (value is not { Kind: JsonKind.Object, Members: { Count: 1 } members })
            return null;
        var argument = members[0].Value;
        var text = members[0].Name.Text switch
        {
            "Fn::Sub" => Substitute(argument.Kind == JsonKind.Array && argument.Items.Count > 0 ? argument.Items[0] : argument),
            "Fn::Join" when argument is { Kind: JsonKind.Array, Items: [{ Kind: JsonKind.Text } separator, { Kind: JsonKind.Array } parts] } =>
                string.Join(separator.Text, parts.Items.Select(static part => part.Kind == JsonKind.Text ? part.Text : Text(part)?.Text ?? JsonReader.Hole.ToString())),
            _ => null,
        };
        return text is null ? null : new JsonNode(JsonKind.Text, value.Start) { End = value.End, Text = text, HasHole = text.Contains(JsonReader.Hole) };
    }

    // ${AWS::Region} is a hole, ${!name} is ${name}.
    private static string? Substitute(JsonNode template)
    {
        if (template.Kind != JsonKind.Text)
            return null;
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < template.Text.Length; i++)
        {
            var end = template.Text[i] == '$' && i + 1 < template.Text.Length && template.Text[i + 1] == '{' ? template.Text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                text.Append(template.Text[i]);
                continue;
            }
            text.Append(template.Text[i + 2] == '!' ? "${" + template.Text.Substring(i + 3, end - i - 2) : JsonReader.Hole.ToString());
            i = end;
        }
        return text.ToString();
    }
}
