namespace KmsGuard.Generators.Model;

/// <summary>One pair of the encryption context or identity.</summary>
/// <param name="Key">The pair's key.</param>
/// <param name="Method">The method of PairWriter.</param>
/// <param name="Cast">The type to cast the value to, or null.</param>
/// <param name="Unwrap">As in <see cref="Parsing.PairWriting"/>.</param>
/// <param name="Parameter">The parameter's name in Envelope and Expect, as written in code.</param>
internal sealed record PairSpec(string Key, string Method, string? Cast, string? Unwrap, string Parameter)
{
    /// <summary>Which text its values have: text, guid, integer, date or bool.</summary>
    public required string Kind { get; init; }

    /// <summary>The value that stands for no pair, or null.</summary>
    public string? Default { get; init; }
}
