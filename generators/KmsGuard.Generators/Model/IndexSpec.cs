namespace KmsGuard.Generators.Model;

/// <summary>One blind index of a field.</summary>
/// <param name="Property">The name of the record's property.</param>
/// <param name="Version">From 1; no two of a field are equal.</param>
/// <param name="Bits">1 to 32.</param>
/// <param name="Normalize">The value of KmsGuard.IndexNormalization.</param>
/// <param name="Normalizer">The application's normalizer as written in code, or null.</param>
/// <param name="NormalizedType">The type that it normalizes.</param>
internal sealed record IndexSpec(string Property, int Version, int Bits, int Normalize, string? Normalizer, string NormalizedType)
{
    /// <summary>The name of the index's own type.</summary>
    public string Wrapper => Property + "Value";
}
