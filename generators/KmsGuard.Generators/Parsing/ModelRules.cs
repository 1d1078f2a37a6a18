namespace KmsGuard.Generators.Parsing;

/// <summary>The rules about models that cannot be generated. The model rules report them while a person types; the generator, which nothing switches off, in every build.</summary>
internal static class ModelRules
{
    internal const string Category = "Models";

    /// <summary>Generated code cannot reach the model or a member of it.</summary>
    internal const string Unreachable = "KMSG5001";

    /// <summary>A type that cannot be encrypted.</summary>
    internal const string UnsupportedType = "KMSG5002";

    /// <summary>Encryption context from what must stay secret.</summary>
    internal const string ExposedPair = "KMSG5004";

    /// <summary>Two fields or pairs of one name.</summary>
    internal const string DuplicateName = "KMSG5011";

    /// <summary>A name of the generated type's own.</summary>
    internal const string TakenName = "KMSG5014";

    /// <summary>Whatever else an annotation asks for that cannot be done.</summary>
    internal const string CannotBeHonoured = "KMSG5015";

    /// <summary>Titles as the rules, their pages and the release rows have them.</summary>
    internal static string TitleOf(string rule) => rule switch
    {
        Unreachable => "Model that generated code cannot reach",
        UnsupportedType => "Type that cannot be encrypted",
        ExposedPair => "Encryption context from an encrypted or classified property",
        DuplicateName => "Stored name that is used twice",
        TakenName => "Name that the generated type needs",
        CannotBeHonoured => "Annotation that cannot be honoured",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
    };
}
