using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace KmsGuard.EntityFrameworkCore.Conventions;

/// <summary>Refuses a finished model in which rows would become unreadable.</summary>
internal sealed class RecordIntegrityConvention : IModelFinalizingConvention
{
    private const string LostByTwoWriters = "when two write one row, the header of one record would stand beside the fields of the other, and neither could be read";

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            // What has no key is only read: the result of a query may leave the header out.
            if (entityType.FindPrimaryKey() is not null)
                RequireHeader(entityType);
            if (IsInJson(entityType))
                RefuseHeader(entityType);
            CheckProperties(entityType);
        }
    }

    private static void RequireHeader(IConventionEntityType type)
    {
        if (RecordTypes.IsRecord(type.ClrType)
            && type.GetProperties().Any(property => RecordTypes.IsField(property.ClrType))
            && !type.GetProperties().Any(property => RecordTypes.IsHeader(property.ClrType)))
            throw new InvalidOperationException($"{type.DisplayName()} stores encrypted fields without their record header: none of them could be read. Do not ignore the header.");
    }

    private static void RefuseHeader(IConventionEntityType type)
    {
        if (type.GetProperties().FirstOrDefault(property => RecordTypes.IsHeader(property.ClrType)) is { } header)
            throw new InvalidOperationException($"{Name(header)} is part of a JSON column, in which EF Core checks no concurrency token: {LostByTwoWriters}. Map the record to columns of their own, without ToJson.");
    }

    /// <summary>By the annotation's name: the adapter stands on no relational provider. EF Core 10 refuses such a token itself, EF Core 8 passes over it.</summary>
    private static bool IsInJson(IConventionEntityType type) =>
        type.FindAnnotation("Relational:ContainerColumnName") is not null
        || (type.FindOwnership() is { } ownership && IsInJson(ownership.PrincipalEntityType));

    private static void CheckProperties(IConventionTypeBase type)
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            if (RecordTypes.IsHeader(property.ClrType) && !property.IsConcurrencyToken)
                throw new InvalidOperationException($"{Name(property)} must be a concurrency token: {LostByTwoWriters}. Remove IsConcurrencyToken(false).");
            if (RecordTypes.IsBound(property) && IsGenerated(property))
                throw new InvalidOperationException($"{Name(property)} is bound to what is encrypted and must not be generated when the record is stored: what was encrypted before could never be read. Remove ValueGeneratedOnAdd or the like and set the value before encrypting, or bind the model with RecordBinding.HeaderOnly.");
        }
        foreach (var complexProperty in type.GetDeclaredComplexProperties())
            CheckProperties(complexProperty.ComplexType);
    }

    /// <summary>A value generator runs for a key that is 0 or empty even if the property is never generated.</summary>
    private static bool IsGenerated(IConventionProperty property) =>
        property.ValueGenerated != ValueGenerated.Never || property.GetValueGeneratorFactory() is not null;

    private static string Name(IConventionProperty property) => $"{property.DeclaringType.DisplayName()}.{property.Name}";
}
