namespace KmsGuard.Testing;

/// <summary>Faults to order from a <see cref="TestKms"/>. Each can be limited to one operation, one Region or both; what was ordered first strikes first. Thread-safe: of n faults exactly n calls are struck.</summary>
public sealed class TestKmsFaults
{
    private readonly object _gate = new();
    private readonly List<Rule> _rules = [];
    private readonly List<Rule> _delays = [];
    private TaskCompletionSource _cleared = NewSignal();
    private int _hanging;

    internal TestKmsFaults() { }

    /// <summary>How many calls hang now: before a test cancels one, it should wait until the call has arrived.</summary>
    public int HangingCalls => Volatile.Read(ref _hanging);

    /// <summary>The next calls are throttled: <c>ThrottlingException</c>, which the SDK tries again by its settings.</summary>
    /// <param name="count">How many calls; a retry is a call.</param>
    /// <param name="operation">Only calls of this operation, such as <c>Decrypt</c>.</param>
    /// <param name="region">Only calls to this Region.</param>
    public void ThrottleNext(int count, string? operation = null, string? region = null) =>
        FailNext(count, "ThrottlingException", 400, operation, region);

    /// <summary>The next calls fail with an error of AWS KMS, such as <c>KMSInternalException</c> (500), <c>DependencyTimeoutException</c> (503), <c>KeyUnavailableException</c> (500) or <c>AccessDeniedException</c> (400).</summary>
    /// <param name="count">How many calls; a retry is a call.</param>
    /// <param name="errorCode">The error's type; <see langword="null"/> for an answer without a body, as from a load balancer before AWS KMS.</param>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="operation">Only calls of this operation.</param>
    /// <param name="region">Only calls to this Region.</param>
    public void FailNext(int count, string? errorCode, int statusCode = 400, string? operation = null, string? region = null)
    {
        if (statusCode is < 400 or > 599)
            throw new ArgumentOutOfRangeException(nameof(statusCode), "An error has an HTTP status from 400 to 599.");
        Add(new Rule(new Fault(FaultKind.Error, errorCode, statusCode), Counted(count), operation, region));
    }

    /// <summary>The connections of the next calls are reset before AWS KMS has done anything.</summary>
    /// <param name="count">How many calls; a retry is a call.</param>
    /// <param name="operation">Only calls of this operation.</param>
    /// <param name="region">Only calls to this Region.</param>
    public void ResetNext(int count, string? operation = null, string? region = null) =>
        Add(new Rule(new Fault(FaultKind.Reset, null, 0), Counted(count), operation, region));

    /// <summary>The next calls are never answered: they wait until the caller gives up, and nothing has been done. <see cref="Clear"/> lets them go on.</summary>
    /// <param name="count">How many calls; a retry is a call.</param>
    /// <param name="operation">Only calls of this operation.</param>
    /// <param name="region">Only calls to this Region.</param>
    public void HangNext(int count, string? operation = null, string? region = null) =>
        Add(new Rule(new Fault(FaultKind.Hang, null, 0), Counted(count), operation, region));

    /// <summary>Every call takes this long by <see cref="TestKmsOptions.TimeProvider"/>, until <see cref="Clear"/>.</summary>
    /// <param name="delay">How long; added to what was ordered before.</param>
    /// <param name="operation">Only calls of this operation.</param>
    /// <param name="region">Only calls to this Region.</param>
    public void Delay(TimeSpan delay, string? operation = null, string? region = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        lock (_gate)
            _delays.Add(new Rule(new Fault(FaultKind.None, null, 0, delay), long.MaxValue, operation, region));
    }

    /// <summary>From now on, until <see cref="Clear"/>, every call is throttled or reset with these probabilities.</summary>
    /// <param name="throttle">The share that is throttled, 0 to 1.</param>
    /// <param name="reset">The share that is reset, 0 to 1.</param>
    /// <param name="seed">Of the draws: the n-th call fares the same in every run.</param>
    /// <param name="operation">Only calls of this operation.</param>
    /// <param name="region">Only calls to this Region.</param>
    public void Random(double throttle, double reset, int seed, string? operation = null, string? region = null)
    {
        if (!(throttle >= 0 && reset >= 0 && throttle + reset <= 1))
            throw new ArgumentOutOfRangeException(nameof(throttle), "Shares are from 0 to 1, together at most 1.");
        Add(new Rule(new Fault(FaultKind.None, null, 0), long.MaxValue, operation, region) { Throttle = throttle, Reset = reset, Draws = (ulong)(uint)seed });
    }

    /// <summary>Takes back everything that was ordered; calls that hang or are delayed go on.</summary>
    public void Clear()
    {
        TaskCompletionSource cleared;
        lock (_gate)
        {
            _rules.Clear();
            _delays.Clear();
            cleared = _cleared;
            _cleared = NewSignal();
        }
        cleared.SetResult();
    }

    /// <summary>What is to happen to a call.</summary>
    internal Fault Take(string operation, string region)
    {
        lock (_gate)
        {
            var fault = Strike(operation, region);
            var delay = TimeSpan.Zero;
            foreach (var rule in _delays)
            {
                if (rule.Covers(operation, region))
                    delay += rule.Fault.Delay;
            }
            return fault with { Delay = delay, Cleared = _cleared.Task };
        }
    }

    /// <summary>Waits as long as the fault says: until it is cleared, or the delay is over, or the caller gives up.</summary>
    internal async Task WaitAsync(Fault fault, TimeProvider clock, CancellationToken cancellationToken)
    {
        var hangs = fault.Kind == FaultKind.Hang;
        if (!hangs && fault.Delay == TimeSpan.Zero)
            return;
        if (hangs)
            Interlocked.Increment(ref _hanging);
        try
        {
            await fault.Cleared!.WaitAsync(hangs ? Timeout.InfiniteTimeSpan : fault.Delay, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The delay is over.
        }
        finally
        {
            if (hangs)
                Interlocked.Decrement(ref _hanging);
        }
    }

    private Fault Strike(string operation, string region)
    {
        foreach (var rule in _rules)
        {
            if (!rule.Covers(operation, region))
                continue;
            var fault = rule.Next();
            if (rule.Left == 0)
                _rules.Remove(rule);
            if (fault.Kind != FaultKind.None)
                return fault;
        }
        return new Fault(FaultKind.None, null, 0);
    }

    private void Add(Rule rule)
    {
        lock (_gate)
        {
            if (rule.Left > 0)
                _rules.Add(rule);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static int Counted(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count;
    }

    internal enum FaultKind { None, Error, Reset, Hang }

    internal readonly record struct Fault(FaultKind Kind, string? ErrorCode, int StatusCode, TimeSpan Delay = default, Task? Cleared = null);

    private sealed class Rule(Fault fault, long left, string? operation, string? region)
    {
        internal Fault Fault { get; } = fault;

        internal long Left { get; private set; } = left;

        internal double Throttle { get; init; }

        internal double Reset { get; init; }

        internal ulong Draws { get; set; }

        internal bool Covers(string of, string to) => (operation is null || operation == of) && (region is null || region == to);

        internal Fault Next()
        {
            Left--;
            if (Throttle + Reset == 0)
                return Fault;
            var draw = Draw();
            return draw < Throttle ? new Fault(FaultKind.Error, "ThrottlingException", 400)
                : draw < Throttle + Reset ? new Fault(FaultKind.Reset, null, 0)
                : Fault;
        }

        /// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same draws on every runtime, which System.Random does not promise.</summary>
        private double Draw()
        {
            unchecked
            {
                Draws += 0x9E3779B97F4A7C15;
                var z = Draws;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
            }
        }
    }
}
