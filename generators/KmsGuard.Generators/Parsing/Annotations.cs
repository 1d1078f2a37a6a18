using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>KmsGuard's attributes of one property.</summary>
internal readonly struct Annotations
{
    private Annotations(IPropertySymbol property)
    {
        Encrypted = Find(property, KnownAttributes.Encrypted);
        Context = Find(property, KnownAttributes.EncryptionContext);
        Identity = Find(property, KnownAttributes.RecordIdentity);
        Indexes = FindNearest(property, KnownAttributes.BlindIndex);
        IsIgnored = Find(property, KnownAttributes.EncryptionIgnore) is not null;
        FormerNames = FindAll(property, KnownAttributes.FormerName);
    }

    internal AttributeData? Encrypted { get; }

    internal AttributeData? Context { get; }

    internal AttributeData? Identity { get; }

    internal IReadOnlyList<AttributeData> Indexes { get; }

    /// <summary>Left out of the record on purpose; no part of <see cref="Any"/>.</summary>
    internal bool IsIgnored { get; }

    internal IReadOnlyList<AttributeData> FormerNames { get; }

    internal bool Any => Encrypted is not null || Context is not null || Identity is not null;

    internal bool Several => new[] { Encrypted, Context, Identity }.Count(attribute => attribute is not null) > 1;

    internal static Annotations Of(IPropertySymbol property) => new(property);

    /// <summary>An override that repeats some says all that there are.</summary>
    private static AttributeData[] FindNearest(IPropertySymbol property, string name)
    {
        for (var declared = property; declared is not null; declared = declared.OverriddenProperty)
        {
            if (KnownAttributes.FindAll(declared, name).ToArray() is { Length: > 0 } attributes)
                return attributes;
        }
        return [];
    }

    /// <summary>An override that does not repeat the attribute is still the annotated property: forgetting it must not store plaintext.</summary>
    private static AttributeData? Find(IPropertySymbol property, string name)
    {
        for (var declared = property; declared is not null; declared = declared.OverriddenProperty)
        {
            if (KnownAttributes.Find(declared, name) is { } attribute)
                return attribute;
        }
        return null;
    }

    private static AttributeData[] FindAll(IPropertySymbol property, string name)
    {
        var found = new List<AttributeData>();
        for (var declared = property; declared is not null; declared = declared.OverriddenProperty)
            found.AddRange(KnownAttributes.FindAll(declared, name));
        return [.. found];
    }
}
