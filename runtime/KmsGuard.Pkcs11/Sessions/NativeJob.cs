namespace KmsGuard.Pkcs11.Sessions;

/// <summary>A piece of native work: queued, running, then done, given up in the queue, or hung.</summary>
internal abstract class NativeJob
{
    private const int Queued = 0;
    private const int Running = 1;
    private const int Done = 2;
    private const int GivenUp = 3;
    private const int Hung = 4;

    private readonly NativeThreads _threads;
    private readonly ITimer _timer;
    private CancellationTokenRegistration _cancellation;
    private int _state;

    protected NativeJob(NativeThreads threads)
    {
        _threads = threads;
        _timer = threads.Time.CreateTimer(static job => ((NativeJob)job!).TimedOut(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the work has taken too long, so that nobody waits for it: what it holds must not be used again.</summary>
    internal bool IsHung => Volatile.Read(ref _state) == Hung;

    /// <summary>Starts the clock: the time in the queue and the time of the work have one limit each.</summary>
    internal void Arm(CancellationToken cancellationToken)
    {
        _timer.Change(_threads.Limit, Timeout.InfiniteTimeSpan);
        _cancellation = cancellationToken.UnsafeRegister(static (job, token) => ((NativeJob)job!).Cancelled(token), this);
    }

    /// <summary>Runs on a native thread.</summary>
    /// <returns><see langword="false"/> when the work hung: its thread has been replaced.</returns>
    internal bool Run()
    {
        if (Interlocked.CompareExchange(ref _state, Running, Queued) != Queued)
            return true;
        _timer.Change(_threads.Limit, Timeout.InfiniteTimeSpan);
        try
        {
            Work();
        }
        finally
        {
            Disarm();
        }
        return Interlocked.CompareExchange(ref _state, Done, Running) == Running;
    }

    /// <summary>Does the work and settles the task; must not throw.</summary>
    protected abstract void Work();

    protected abstract void Fail(Exception exception);

    protected abstract void Cancel(CancellationToken cancellationToken);

    private void Cancelled(CancellationToken cancellationToken)
    {
        // Work that runs goes on, and so does its clock: a call that hangs is noticed though its caller has left.
        if (Interlocked.CompareExchange(ref _state, GivenUp, Queued) == Queued)
            Disarm();
        Cancel(cancellationToken);
    }

    private void TimedOut()
    {
        if (Interlocked.CompareExchange(ref _state, GivenUp, Queued) == Queued)
        {
            Disarm();
            Fail(_threads.NoneFree());
        }
        else if (Interlocked.CompareExchange(ref _state, Hung, Running) == Running)
        {
            _threads.Replace();
            Fail(_threads.NoAnswer());
        }
    }

    private void Disarm()
    {
        _timer.Dispose();
        _cancellation.Unregister();
    }
}

/// <summary>A piece of native work with a result. A result that nobody waits for any longer is disposed.</summary>
internal sealed class NativeJob<T>(NativeThreads threads, Func<NativeJob, T> work) : NativeJob(threads)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<T> Task => _completion.Task;

    protected override void Work()
    {
        try
        {
            var result = work(this);
            if (!_completion.TrySetResult(result))
                (result as IDisposable)?.Dispose();
        }
        catch (Exception e)
        {
            _completion.TrySetException(e);
        }
    }

    protected override void Fail(Exception exception) => _completion.TrySetException(exception);

    protected override void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}
