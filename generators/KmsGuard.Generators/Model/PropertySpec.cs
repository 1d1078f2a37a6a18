namespace KmsGuard.Generators.Model;

/// <summary>One property of a model.</summary>
internal sealed record PropertySpec
{
    /// <summary>The name as written in code.</summary>
    public required string Name { get; init; }

    /// <summary>The documentation id of the model's property.</summary>
    public required string DocId { get; init; }

    public required PropertyRole Role { get; init; }

    /// <summary>The model's type for it, with nullable annotations.</summary>
    public required string Type { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>Whether a stored property of this type needs <c>= default!</c> to be free of nullable warnings.</summary>
    public required bool NeedsDefault { get; init; }

    /// <summary>Whether the model's property has attributes such as MaybeNull, by which reading and writing differ in nullability.</summary>
    public required bool ForgivesNull { get; init; }

    public required Assignment Assignment { get; init; }

    /// <summary>Attributes that the record's property has too, without brackets.</summary>
    public required EquatableArray<string> Attributes { get; init; }

    /// <summary>The attributes of its data classification, which every property that shows its value must have: what logs it then knows.</summary>
    public required EquatableArray<string> ClassificationAttributes { get; init; }

    /// <summary>For Assignment.Setter, and for navigations whose setter is not to be had otherwise.</summary>
    public required SetterSpec? Setter { get; init; }

    /// <summary>For the role Navigation.</summary>
    public required NavigationSpec? Navigation { get; init; }

    /// <summary>For the roles Context and Identity.</summary>
    public required PairSpec? Pair { get; init; }

    /// <summary>For the role Encrypted.</summary>
    public required FieldSpec? Field { get; init; }
}
