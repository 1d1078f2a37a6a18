using System.Reflection;
using KmsGuard.Generated;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace KmsGuard.EntityFrameworkCore.Conventions;

/// <summary>Keeps a blind index beside the ciphertext that it was computed from, and makes it quick to look for.</summary>
internal sealed class BlindIndexConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            TieToCiphertext(entityType);
            foreach (var index in entityType.GetDeclaredProperties().Where(property => RecordTypes.IsIndex(property.ClrType)).ToArray())
                AddDatabaseIndex(entityType, index);
        }
    }

    /// <summary>A single field is set without a new header. Of two writers the second must not leave its index beside the other's value: the column of an indexed field is a concurrency token as the header is.</summary>
    private static void TieToCiphertext(IConventionTypeBase type)
    {
        foreach (var index in type.GetDeclaredProperties().Where(property => RecordTypes.IsIndex(property.ClrType)))
        {
            if (index.PropertyInfo?.GetCustomAttribute<BlindIndexOfAttribute>() is { } indexed && type.FindProperty(indexed.Property) is { } ciphertext)
                ciphertext.Builder.IsConcurrencyToken(true);
        }
        foreach (var complexProperty in type.GetDeclaredComplexProperties())
            TieToCiphertext(complexProperty.ComplexType);
    }

    /// <summary>Over the encryption context and the index, as it is queried; unless the application has an index of its own with the column.</summary>
    private static void AddDatabaseIndex(IConventionEntityType type, IConventionProperty index)
    {
        var existing = type.GetIndexes().Where(present => present.Properties.Contains(index)).ToArray();
        if (existing.FirstOrDefault(present => present.IsUnique) is not null)
            throw new InvalidOperationException($"{type.DisplayName()}.{index.Name} is a blind index, which different values share: a unique index over it would refuse records that are right. Remove IsUnique.");
        if (existing.Length > 0)
            return;
        var context = type.GetProperties().Where(property => property.PropertyInfo?.IsDefined(typeof(EncryptionContextAttribute)) == true);
        type.Builder.HasIndex([.. context, index]);
    }
}
