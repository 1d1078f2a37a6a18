using System.Diagnostics;

namespace KmsGuard.Tests.Keyrings;

internal static class Eventually
{
    /// <summary>Waits until something holds; with a limit, so that what never comes true fails the test instead of hanging the run.</summary>
    internal static async Task HoldsAsync(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "What was waited for did not come true.");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
