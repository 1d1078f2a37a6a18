namespace KmsGuard.Policy.Tests;

/// <summary>A policy in which « and » mark what a rule must point at.</summary>
internal static class Marked
{
    internal const string Root = """{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" }""";

    /// <summary>The rule points at what is marked, and at nothing else.</summary>
    internal static void Finds(string id, string marked, PolicyKind kind = PolicyKind.Unknown)
    {
        var text = marked.Replace("«", "").Replace("»", "");
        var expected = new List<string>();
        for (int start = marked.IndexOf('«'), marks = 0; start >= 0; start = marked.IndexOf('«', start + 1), marks += 2)
            expected.Add($"{start - marks} {marked[(start + 1)..marked.IndexOf('»', start)]}");

        Assert.NotEmpty(expected);
        Assert.Equal(expected, Found(id, text, kind));
    }

    internal static void IsSilent(string id, string text, PolicyKind kind = PolicyKind.Unknown) => Assert.Empty(Found(id, text, kind));

    /// <summary>No rule that speaks unless it is told not to has anything to say.</summary>
    internal static void IsSilent(string text, PolicyKind kind = PolicyKind.Unknown) =>
        Assert.Equal([], PolicyLint.Run(text, kind).Where(static one => one.Rule.Severity != PolicySeverity.Hidden).Select(static one => $"{one.Rule.Id}: {one.Message}"));

    internal static string Message(string id, string text) => PolicyLint.Run(text).First(one => one.Rule.Id == id).Message;

    /// <summary>A key policy that has the account's statement and these.</summary>
    internal static string KeyPolicy(string statements) => $$"""{ "Version": "2012-10-17", "Statement": [ {{Root}}, {{statements}} ] }""";

    /// <summary>A policy that has these statements.</summary>
    internal static string Document(string statements) => $$"""{ "Version": "2012-10-17", "Statement": [ {{statements}} ] }""";

    private static IEnumerable<string> Found(string id, string text, PolicyKind kind) =>
        PolicyLint.Run(text, kind).Where(one => one.Rule.Id == id).Select(one => $"{one.Start} {text[one.Start..one.End]}");
}
