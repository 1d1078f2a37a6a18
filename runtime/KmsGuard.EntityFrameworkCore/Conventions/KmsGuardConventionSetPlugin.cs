using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace KmsGuard.EntityFrameworkCore.Conventions;

/// <summary>Adds to the provider's conventions and replaces none.</summary>
internal sealed class KmsGuardConventionSetPlugin : IConventionSetPlugin
{
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.Add(new CiphertextDiscoveryConvention());
        conventionSet.Add(new CiphertextColumnConvention());
        conventionSet.Add(new BoundPropertyConvention());
        conventionSet.Add(new BlindIndexConvention());
        conventionSet.Add(new RecordIntegrityConvention());
        return conventionSet;
    }
}
