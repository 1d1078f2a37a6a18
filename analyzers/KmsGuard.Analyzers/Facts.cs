namespace KmsGuard.Analyzers;

/// <summary>The names of the facts that rules put on their findings for the fixes. Linked into both assemblies.</summary>
internal static class Facts
{
    /// <summary>The property of the request that has to be set.</summary>
    internal const string Property = nameof(Property);

    /// <summary>What the additional locations are: <see cref="Request"/> or <see cref="Values"/>.</summary>
    internal const string Place = nameof(Place);

    /// <summary>The creation of the request that lacks the property.</summary>
    internal const string Request = nameof(Request);

    /// <summary>The expressions that give the property a value that must be another.</summary>
    internal const string Values = nameof(Values);
}
