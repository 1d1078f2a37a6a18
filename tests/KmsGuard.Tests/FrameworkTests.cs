using System.Runtime.InteropServices;

namespace KmsGuard.Tests;

public class FrameworkTests
{
    /// <summary>A .NET 8 test run that rolled forward to a newer runtime would prove nothing for .NET 8.</summary>
    [Fact]
    public void Tests_run_on_the_runtime_they_were_built_for()
    {
#if NET10_0_OR_GREATER
        Assert.True(Environment.Version.Major >= 10, RuntimeInformation.FrameworkDescription);
#else
        Assert.Equal(8, Environment.Version.Major);
#endif
    }
}
