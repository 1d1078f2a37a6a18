namespace KmsGuard.Analyzers;

/// <summary>The names of the facts that rules put on their findings for the fixes. Linked into both assemblies.</summary>
internal static class Facts
{
    /// <summary>The property of the request that the finding is about.</summary>
    internal const string Property = nameof(Property);

    /// <summary>What each additional location is, separated by semicolons: <see cref="Request"/> or <see cref="Value"/>, a colon, and the property.</summary>
    internal const string Places = nameof(Places);

    /// <summary>Another request that has to be set, too, is none of the places: it cannot be written where the finding is.</summary>
    internal const string NotAll = nameof(NotAll);

    /// <summary>The creation of a request that lacks the property.</summary>
    internal const string Request = nameof(Request);

    /// <summary>An expression that gives the property a value that must be another.</summary>
    internal const string Value = nameof(Value);

    /// <summary>The text that should stand where the finding is.</summary>
    internal const string Replacement = nameof(Replacement);

    /// <summary>The additional location is a call that can be given to a helper, with its request.</summary>
    internal const string Call = nameof(Call);
}
