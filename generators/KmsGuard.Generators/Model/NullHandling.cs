namespace KmsGuard.Generators.Model;

/// <summary>The members of KmsGuard.Generated.FieldNull.</summary>
internal enum NullHandling
{
    Refused,

    Clear,

    Authenticated,
}
