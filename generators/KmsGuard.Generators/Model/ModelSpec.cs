namespace KmsGuard.Generators.Model;

/// <summary>Everything the emitter needs of one model, as text and values: nothing of the compiler survives here.</summary>
internal sealed record ModelSpec
{
    /// <summary>The namespace as written in code, or empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary>The model's type, from <c>global::</c>.</summary>
    public required string ModelType { get; init; }

    /// <summary>The model's documentation id.</summary>
    public required string ModelDocId { get; init; }

    /// <summary>The generated type's name as written in code.</summary>
    public required string TypeName { get; init; }

    /// <summary>The types around a nested model, outermost first, as they are continued: <c>partial class Outer</c>.</summary>
    public required EquatableArray<string> Containers { get; init; }

    /// <summary>The generated type's name with those around it, as written in the namespace.</summary>
    public required string RecordName { get; init; }

    /// <summary>The name of the class of extension methods.</summary>
    public required string ExtensionsName { get; init; }

    /// <summary>The record's accessibility.</summary>
    public required string Accessibility { get; init; }

    /// <summary>The accessibility of the class of extension methods.</summary>
    public required string ExtensionsAccessibility { get; init; }

    /// <summary>Whether there are problems: types and methods are declared, and nothing works.</summary>
    public required bool IsBroken { get; init; }

    public required string Purpose { get; init; }

    /// <summary>Purposes under which records may be stored too.</summary>
    public EquatableArray<string> FormerPurposes { get; init; }

    /// <summary>The key name, or the classification by which configuration gives one.</summary>
    public required string KeyName { get; init; }

    public required bool KeyByClassification { get; init; }

    public required bool SendIdentityToKeyring { get; init; }

    /// <summary>Whether the types are public in an assembly that claims CLS compliance, which no type of KmsGuard has.</summary>
    public required bool MarkNotClsCompliant { get; init; }

    /// <summary>Ids of the warnings that using obsolete or experimental parts of the model would give.</summary>
    public required EquatableArray<string> SuppressedWarnings { get; init; }

    /// <summary>Base classes' properties first, each class's in the order of declaration.</summary>
    public required EquatableArray<PropertySpec> Properties { get; init; }

    /// <summary>What the model's constructor takes.</summary>
    public required EquatableArray<ArgumentSpec> Arguments { get; init; }
}
