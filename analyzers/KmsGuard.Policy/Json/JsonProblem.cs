namespace KmsGuard.Policy.Json;

internal enum JsonProblemKind
{
    /// <summary>Something that is no JSON.</summary>
    Syntax,

    /// <summary>The text ends before its value does.</summary>
    Unfinished,

    Comment,
    SurplusComma,
    DuplicateName,
    TooDeep,
}

/// <summary>What keeps a text from being JSON that AWS takes, and where.</summary>
internal sealed class JsonProblem(JsonProblemKind kind, int start, int end, string message)
{
    internal JsonProblemKind Kind { get; } = kind;

    internal int Start { get; } = start;

    internal int End { get; } = end;

    internal string Message { get; } = message;
}
