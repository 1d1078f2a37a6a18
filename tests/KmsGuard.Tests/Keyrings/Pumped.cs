using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Tests.Keyrings;

internal static class Pumped
{
    /// <summary>Moves the clock on until the task has ended, and gives how far it went; with a limit, so that what never ends fails the test.</summary>
    internal static async Task<TimeSpan> EndsAsync(this FakeTimeProvider time, Task task)
    {
        var start = time.GetTimestamp();
        for (var waited = Stopwatch.StartNew(); !task.IsCompleted;)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "What was waited for did not end.");
            await Task.WhenAny(task, Task.Delay(2, TestContext.Current.CancellationToken));
            if (!task.IsCompleted)
                time.Advance(TimeSpan.FromMilliseconds(10));
        }
        return time.GetElapsedTime(start);
    }
}
