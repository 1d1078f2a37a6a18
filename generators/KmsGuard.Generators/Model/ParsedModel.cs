namespace KmsGuard.Generators.Model;

/// <summary>What the parser found: a specification, or problems.</summary>
internal sealed record ParsedModel
{
    /// <summary>Who it is, and what is generated for it.</summary>
    public required ModelTypes Types { get; init; }

    /// <summary>The generated file's name without extension, unless another model's is equal to it.</summary>
    public required string HintName { get; init; }

    /// <summary>Null if there are problems.</summary>
    public required ModelSpec? Spec { get; init; }

    public required EquatableArray<Problem> Problems { get; init; }

    /// <summary>Null if there are no problems, or the names are taken.</summary>
    public required StandInSpec? StandIn { get; init; }
}
