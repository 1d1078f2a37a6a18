using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace KmsGuard.EntityFrameworkCore.Conventions;

/// <summary>Stores ciphertext as bytes and blind indexes as numbers, and makes every write of a record conditional on its unchanged header (docs/formats.md, "Rules").</summary>
internal sealed class CiphertextColumnConvention : IPropertyAddedConvention
{
    // No value comparer is set: EF Core's own asks the type, and ciphertext is equal by its bytes.
    public void ProcessPropertyAdded(IConventionPropertyBuilder propertyBuilder, IConventionContext<IConventionPropertyBuilder> context)
    {
        var type = propertyBuilder.Metadata.ClrType;
        if (RecordTypes.IsHeader(type))
        {
            propertyBuilder.HasConverter(typeof(RecordHeaderConverter));
            propertyBuilder.IsConcurrencyToken(true);
        }
        else if (RecordTypes.IsField(type))
        {
            propertyBuilder.HasConverter(typeof(FieldCiphertextConverter<>).MakeGenericType(Nullable.GetUnderlyingType(type) ?? type));
        }
        else if (RecordTypes.IsIndex(type))
        {
            propertyBuilder.HasConverter(typeof(BlindIndexConverter<>).MakeGenericType(Nullable.GetUnderlyingType(type) ?? type));
        }
    }
}
