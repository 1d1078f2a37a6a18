namespace KmsGuard;

/// <summary>How long a <see cref="HierarchicalKeyring"/> works with what it knows.</summary>
public sealed class HierarchicalKeyringOptions
{
    internal static readonly TimeSpan LeastRefreshInterval = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan MostRefreshInterval = TimeSpan.FromHours(24);
    internal static readonly TimeSpan LeastRotateAfter = TimeSpan.FromHours(1);
    internal static readonly TimeSpan MostRotateAfter = TimeSpan.FromDays(3660);
    internal static readonly TimeSpan LeastStoreTimeout = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan MostStoreTimeout = TimeSpan.FromMinutes(5);

    /// <summary>How long an opened branch key is used before store and key service are asked again; never prolonged by use; wiped within the same time again. Also how long another process's rotation or deletion, or the disabling of the key in KMS, may take to be noticed here. 1 second to 24 hours; default 10 minutes.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long before the end of <see cref="RefreshInterval"/> a key in use is asked for again, in the background, so that nobody waits for it and a short fault is not noticed. Jittered, so that a fleet does not ask at once. Zero: never. At most half of <see cref="RefreshInterval"/>; by default, <see langword="null"/>, a tenth of it.</summary>
    public TimeSpan? RefreshAhead { get; set; }

    /// <summary>How old a version of a branch key may be and still encrypt: after that the next request makes a new one. Branch keys of indexes stay. 1 hour to 10 years; default 365 days, the period of AWS KMS's own automatic rotation.</summary>
    public TimeSpan RotateAfter { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long one operation of the store may take. 1 second to 5 minutes; default 10 seconds.</summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many opened branch keys are kept; default 10,000.</summary>
    public int MaxEntries { get; set; } = 10_000;

    internal HierarchicalKeyringOptions Checked()
    {
        Require(RefreshInterval >= LeastRefreshInterval && RefreshInterval <= MostRefreshInterval, nameof(RefreshInterval), RefreshInterval, "between 1 second and 24 hours");
        var ahead = RefreshAhead ?? RefreshInterval / 10;
        Require(ahead >= TimeSpan.Zero && ahead <= RefreshInterval / 2, nameof(RefreshAhead), ahead, "between zero and half of RefreshInterval");
        Require(RotateAfter >= LeastRotateAfter && RotateAfter <= MostRotateAfter, nameof(RotateAfter), RotateAfter, "between 1 hour and 3660 days");
        Require(StoreTimeout >= LeastStoreTimeout && StoreTimeout <= MostStoreTimeout, nameof(StoreTimeout), StoreTimeout, "between 1 second and 5 minutes");
        Require(MaxEntries >= 1, nameof(MaxEntries), MaxEntries, "at least 1");
        return new HierarchicalKeyringOptions { RefreshInterval = RefreshInterval, RefreshAhead = ahead, RotateAfter = RotateAfter, StoreTimeout = StoreTimeout, MaxEntries = MaxEntries };
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
            throw new ArgumentException($"{nameof(HierarchicalKeyringOptions)}.{name} is {value}; it must be {range}.");
    }
}
