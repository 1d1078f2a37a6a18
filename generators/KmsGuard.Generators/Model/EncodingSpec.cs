namespace KmsGuard.Generators.Model;

/// <summary>How a field's values become bytes.</summary>
/// <param name="Name">The encoding's name in schema files; one for each encoding id of docs/formats.md.</param>
/// <param name="Expression">The expression that gives it in code.</param>
internal sealed record EncodingSpec(string Name, string Expression);
