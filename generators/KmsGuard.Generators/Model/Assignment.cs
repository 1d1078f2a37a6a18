namespace KmsGuard.Generators.Model;

/// <summary>How a decrypted model gets a property's value.</summary>
internal enum Assignment
{
    Initializer,

    Argument,

    /// <summary>After construction, by a <see cref="SetterSpec"/>.</summary>
    Setter,

    /// <summary>A required property that the constructor sets without [SetsRequiredMembers]: the language wants both.</summary>
    ArgumentAndInitializer,
}
