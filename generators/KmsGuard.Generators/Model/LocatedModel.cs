namespace KmsGuard.Generators.Model;

/// <summary>A model, and where its encrypted type gets its name. Apart from each other: every edit above a model moves the place, and only a clash of names asks for it.</summary>
internal sealed record LocatedModel(ParsedModel Model, Place NamePlace);
