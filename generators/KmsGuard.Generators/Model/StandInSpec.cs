namespace KmsGuard.Generators.Model;

/// <summary>The bare types that stand in for those of a model with problems. Without them a declaration that names one, such as a DbSet, gives errors before which the compiler tells nothing else.</summary>
/// <param name="Namespace">As in <see cref="ModelSpec"/>.</param>
/// <param name="Accessibility">As in <see cref="ModelSpec"/>.</param>
/// <param name="TypeName">As in <see cref="ModelSpec"/>.</param>
/// <param name="Wrappers">The wrapper types of its fields.</param>
internal sealed record StandInSpec(string Namespace, string Accessibility, string TypeName, EquatableArray<string> Wrappers);
