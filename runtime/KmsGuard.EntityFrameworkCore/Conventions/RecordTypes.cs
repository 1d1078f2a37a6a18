using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KmsGuard.EntityFrameworkCore.Conventions;

/// <summary>What of a CLR type KmsGuard is concerned with.</summary>
internal static class RecordTypes
{
    /// <summary>Whether a property of this type, nullable or not, holds a header or a field.</summary>
    internal static bool IsCiphertext(Type type) => IsHeader(type) || IsField(type);

    internal static bool IsHeader(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(RecordHeader);

    internal static bool IsField(Type type) => Wraps(type, typeof(IFieldCiphertext<>));

    /// <summary>Whether a property of this type, nullable or not, holds a blind index.</summary>
    internal static bool IsIndex(Type type) => Wraps(type, typeof(IBlindIndex<>));

    private static bool Wraps(Type type, Type contract)
    {
        var wrapper = Nullable.GetUnderlyingType(type) ?? type;
        return wrapper.IsValueType && wrapper.GetInterfaces().Any(candidate =>
            candidate.IsGenericType
            && candidate.GetGenericTypeDefinition() == contract
            && candidate.GenericTypeArguments[0] == wrapper);
    }

    /// <summary>Whether a type holds an encrypted record. Its plain model carries the same attributes and is none.</summary>
    internal static bool IsRecord(Type type) => CandidateProperties(type).Any(property => IsHeader(property.PropertyType));

    /// <summary>Whether what a record encrypted depends on the property's value.</summary>
    internal static bool IsBound(IReadOnlyProperty property) =>
        property.PropertyInfo is { } info
        && (info.IsDefined(typeof(RecordIdentityAttribute)) || info.IsDefined(typeof(EncryptionContextAttribute)))
        && IsRecord(property.DeclaringType.ClrType);

    /// <summary>The properties that EF Core maps by itself if their type has a mapping: public, readable and writable instance properties.</summary>
    internal static IEnumerable<PropertyInfo> CandidateProperties(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetMethod is { IsPublic: true } && property.CanWrite && property.GetIndexParameters().Length == 0);
}
