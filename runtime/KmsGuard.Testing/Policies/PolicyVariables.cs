using System.Text;

namespace KmsGuard.Testing.Policies;

/// <summary>Policy variables: <c>${aws:PrincipalTag/team}</c>, with a default <c>${aws:username, 'nobody'}</c>, and the literals <c>${*}</c>, <c>${?}</c>, <c>${$}</c> (IAM User Guide, IAM policy elements: variables and tags).</summary>
internal static class PolicyVariables
{
    /// <summary>The text with the request's values in place of variables; <see langword="null"/> when one has no value, and nothing matches then.</summary>
    internal static string? Expand(string text, AccessRequest request)
    {
        var start = text.IndexOf("${", StringComparison.Ordinal);
        if (start < 0)
            return text;
        var expanded = new StringBuilder();
        var rest = 0;
        while (start >= 0 && text.IndexOf('}', start) is var end and >= 0)
        {
            expanded.Append(text, rest, start - rest);
            if (Value(text[(start + 2)..end], request) is not { } value)
                return null;
            expanded.Append(value);
            rest = end + 1;
            start = text.IndexOf("${", rest, StringComparison.Ordinal);
        }
        return expanded.Append(text, rest, text.Length - rest).ToString();
    }

    private static string? Value(string variable, AccessRequest request)
    {
        if (variable is "*" or "?" or "$")
            return variable;
        var parts = variable.Split(',', 2, StringSplitOptions.TrimEntries);
        if (request.Values.TryGetValue(parts[0], out var values) && values.Count == 1)
            return values[0];
        return parts.Length == 2 ? parts[1].Trim('\'') : null;
    }
}
