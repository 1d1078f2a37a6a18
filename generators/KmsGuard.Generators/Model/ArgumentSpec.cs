namespace KmsGuard.Generators.Model;

/// <summary>One argument of the model's constructor.</summary>
/// <param name="Parameter">The parameter's name as written in code.</param>
/// <param name="Property">The name of the property it sets, as in <see cref="PropertySpec.Name"/>.</param>
/// <param name="ForgivesNull">Whether parameter and property differ in nullable annotations.</param>
internal sealed record ArgumentSpec(string Parameter, string Property, bool ForgivesNull);
