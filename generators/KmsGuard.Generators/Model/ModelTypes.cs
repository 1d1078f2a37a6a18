namespace KmsGuard.Generators.Model;

/// <summary>The types that are generated for a model.</summary>
/// <param name="Model">The model's name in messages.</param>
/// <param name="MetadataName">The model's documentation id: unique in the assembly.</param>
/// <param name="IsNamed">Whether TypeName says the name.</param>
/// <param name="Names">Full names: the record, and the class of extension methods. None if TypeName is no name.</param>
internal sealed record ModelTypes(string Model, string MetadataName, bool IsNamed, EquatableArray<string> Names);
