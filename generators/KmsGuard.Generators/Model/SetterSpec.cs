namespace KmsGuard.Generators.Model;

/// <summary>A setter that generated code calls although it is private, or after construction although it is init.</summary>
/// <param name="DeclaringType">The type that declares it.</param>
/// <param name="Name">Its metadata name, such as <c>set_City</c>.</param>
internal sealed record SetterSpec(string DeclaringType, string Name);
