using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace KmsGuard.EntityFrameworkCore.Conventions;

/// <summary>Finds properties that hold ciphertext or a blind index: EF Core's own discovery passes over types that no provider maps.</summary>
internal sealed class CiphertextDiscoveryConvention : IEntityTypeAddedConvention, IEntityTypeBaseTypeChangedConvention, IComplexPropertyAddedConvention
{
    public void ProcessEntityTypeAdded(IConventionEntityTypeBuilder entityTypeBuilder, IConventionContext<IConventionEntityTypeBuilder> context) =>
        Discover(entityTypeBuilder);

    public void ProcessEntityTypeBaseTypeChanged(IConventionEntityTypeBuilder entityTypeBuilder, IConventionEntityType? newBaseType, IConventionEntityType? oldBaseType, IConventionContext<IConventionEntityType> context)
    {
        // The properties that an entity shared with its former base are its own from now on.
        if (entityTypeBuilder.Metadata.BaseType == newBaseType)
            Discover(entityTypeBuilder);
    }

    public void ProcessComplexPropertyAdded(IConventionComplexPropertyBuilder propertyBuilder, IConventionContext<IConventionComplexPropertyBuilder> context) =>
        Discover(propertyBuilder.Metadata.ComplexType.Builder);

    private static void Discover(IConventionTypeBaseBuilder builder)
    {
        // By convention only: a property that the application ignores stays ignored.
        foreach (var property in RecordTypes.CandidateProperties(builder.Metadata.ClrType).Where(candidate => RecordTypes.IsCiphertext(candidate.PropertyType) || RecordTypes.IsIndex(candidate.PropertyType)))
            builder.Property(property);
    }
}
