using KmsGuard.Pkcs11.Sessions;
using KmsGuard.Pkcs11.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>The threads that native calls run on; without a module.</summary>
public class NativeThreadsTests
{
    [Fact]
    public async Task Work_runs_on_threads_of_its_own_and_never_more_than_allowed()
    {
        using var threads = new NativeThreads(3, TimeSpan.FromSeconds(10), TimeProvider.System, "module");
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => threads.RunAsync(
            _ =>
            {
                Assert.False(Thread.CurrentThread.IsThreadPoolThread);
                return seen[Environment.CurrentManagedThreadId] = 1;
            },
            CancellationToken.None))).InTime();
        Assert.InRange(seen.Count, 1, 3);
    }

    /// <summary>A data key that nobody waits for any longer is wiped, not left to the garbage collector.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_result_that_nobody_waits_for_is_disposed(bool cancelled)
    {
        var time = new FakeTimeProvider();
        using var threads = new NativeThreads(1, TimeSpan.FromSeconds(10), time, "module");
        using var gate = new Gate();
        using var leave = new CancellationTokenSource();
        using var result = new Result();
        var call = threads.RunAsync(
            _ =>
            {
                gate.Hold();
                return result;
            },
            leave.Token);
        await gate.ReachedAsync();
        if (cancelled)
        {
            await leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.InTime());
        }
        else
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Assert.ThrowsAsync<KeyUnavailableException>(() => call.InTime());
        }
        Assert.False(result.Disposed.Task.IsCompleted);
        gate.Open();
        await result.Disposed.Task.InTime();
    }

    /// <summary>Its caller has left, and still its hanging is noticed: the thread is replaced.</summary>
    [Fact]
    public async Task A_call_that_hangs_is_noticed_though_nobody_waits_for_it()
    {
        var time = new FakeTimeProvider();
        using var threads = new NativeThreads(2, TimeSpan.FromSeconds(10), time, "module");
        using var gate = new Gate();
        using var leave = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 2).Select(_ => threads.RunAsync(_ => gate.Hold(), leave.Token)).ToArray();
        await gate.ReachedAsync(2);
        await leave.CancelAsync();
        foreach (var call in calls)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.InTime());
        time.Advance(TimeSpan.FromSeconds(10));
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => threads.RunAsync(_ => 1, CancellationToken.None).InTime());
        Assert.Equal(KeyUnavailableReason.Timeout, error.Reason);
    }

    private sealed class Result : IDisposable
    {
        internal TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => Disposed.TrySetResult();
    }
}
