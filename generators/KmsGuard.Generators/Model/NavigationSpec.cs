namespace KmsGuard.Generators.Model;

/// <summary>A property of another annotated model, or several of them: records of their own.</summary>
/// <param name="RecordType">The other model's generated type, from <c>global::</c>.</param>
/// <param name="StoredType">The type of the record's property, with nullable annotations.</param>
/// <param name="Initial">What the record's property is at first, or null.</param>
/// <param name="Many">How a list becomes the property's type, as <c>{0}</c>; null for a single one.</param>
/// <param name="IsFilled">Whether the model's property is a collection that can only be filled.</param>
internal sealed record NavigationSpec(string RecordType, string StoredType, string? Initial, string? Many, bool IsFilled);
