using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace KmsGuard.EntityFrameworkCore.Conventions;

/// <summary>Stores identity and encryption context as they were when the record was encrypted: never generated, never changed alone.</summary>
internal sealed class BoundPropertyConvention : IPropertyAddedConvention
{
    public void ProcessPropertyAdded(IConventionPropertyBuilder propertyBuilder, IConventionContext<IConventionPropertyBuilder> context)
    {
        if (!RecordTypes.IsBound(propertyBuilder.Metadata))
            return;
        // As from an annotation, which it is: EF Core's own conventions then do not generate integer and GUID keys.
        propertyBuilder.ValueGenerated(ValueGenerated.Never, fromDataAnnotation: true);
        // A complex value is replaced as a whole, by another record or by none.
        if (propertyBuilder.Metadata.DeclaringType is IConventionEntityType)
            propertyBuilder.AfterSave(PropertySaveBehavior.Throw, fromDataAnnotation: true);
    }
}
