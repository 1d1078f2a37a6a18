using System.Globalization;

namespace KmsGuard.Pkcs11.Sessions;

/// <summary>A few threads of our own for native calls: a module may block for minutes, and a thread of the pool would be missing elsewhere. A thread whose call takes too long is replaced, and ends when the call returns.</summary>
internal sealed class NativeThreads(int count, TimeSpan limit, TimeProvider time, string module) : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<NativeJob> _queue = new();
    private int _count = count;
    private int _live;
    private int _idle;
    private int _hung;
    private bool _disposed;

    internal TimeProvider Time => time;

    internal TimeSpan Limit => limit;

    /// <summary>How many threads may be at work from now on.</summary>
    internal void Allow(int threads)
    {
        lock (_gate)
            _count = threads;
    }

    /// <summary>Runs the work on a native thread. Cancellation ends the wait at once, and the work only if it has not begun.</summary>
    internal async Task<T> RunAsync<T>(Func<NativeJob, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var job = new NativeJob<T>(this, work);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(Pkcs11Keyring));
            if (_hung >= _count)
                throw NoAnswer();
            // Armed before anyone can run it, so that its end disposes what was armed.
            job.Arm(cancellationToken);
            _queue.Enqueue(job);
            if (_idle >= _queue.Count)
                Monitor.Pulse(_gate);
            else if (_live < _count)
                Start();
        }
        return await job.Task.ConfigureAwait(false);
    }

    /// <summary>Takes no more work; threads end when the queue is empty.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The running call of some thread has taken too long: another takes the thread's place.</summary>
    internal void Replace()
    {
        lock (_gate)
        {
            _hung++;
            _live--;
            if (_queue.Count > _idle && _hung < _count)
                Start();
        }
    }

    internal KeyUnavailableException NoAnswer() => new(
        KeyUnavailableReason.Timeout,
        $"The PKCS#11 module '{module}' did not answer within {Seconds} s (Pkcs11Options.Timeout). Look at the HSM and its network. When all calls hang, and stay so after it is back, restart the process.");

    internal KeyUnavailableException NoneFree() => new(
        KeyUnavailableReason.Timeout,
        $"None of the {_count} sessions with the PKCS#11 module '{module}' became free within {Seconds} s (Pkcs11Options.MaxSessions, Timeout). Put a CachingKeyring or a hierarchy before it, or allow more sessions.");

    private string Seconds => limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private void Start()
    {
        _live++;
        new Thread(Loop) { IsBackground = true, Name = "KmsGuard PKCS#11" }.UnsafeStart();
    }

    private void Loop()
    {
        while (Next() is { } job)
        {
            if (!job.Run() && !Rejoin())
                return;
        }
    }

    /// <summary>A call that hung has come back.</summary>
    private bool Rejoin()
    {
        lock (_gate)
        {
            _hung--;
            if (_live >= _count)
                return false;
            _live++;
            return true;
        }
    }

    private NativeJob? Next()
    {
        lock (_gate)
        {
            // More than are allowed since.
            if (_live > _count)
            {
                _live--;
                return null;
            }
            NativeJob? job;
            while (!_queue.TryDequeue(out job))
            {
                if (_disposed)
                {
                    _live--;
                    return null;
                }
                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }
            return job;
        }
    }
}
