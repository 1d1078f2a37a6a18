using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void README_lists_the_rules_of_the_package() =>
        ReadmeTable.AssertHolds("KmsGuard.Analyzers", AllRules.Descriptors, AllFixes.Ids);
}
