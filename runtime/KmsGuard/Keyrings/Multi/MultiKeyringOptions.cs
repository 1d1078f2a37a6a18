namespace KmsGuard;

/// <summary>How a <see cref="MultiKeyring"/> deals with a member that cannot be used.</summary>
public sealed class MultiKeyringOptions
{
    internal static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(100);

    internal static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(10);

    /// <summary>How many members must have wrapped a new data key; <see langword="null"/>, the default: all that serve its key name. With less, writing goes on while a member is down, and what is written then opens only with the others until it is rewrapped.</summary>
    public int? MinimumWraps { get; set; }

    /// <summary>How long one member may take to answer before the next is asked; default 10 seconds, 100 milliseconds to 10 minutes.</summary>
    public TimeSpan MemberTimeout { get; set; } = TimeSpan.FromSeconds(10);

    internal MultiKeyringOptions Checked()
    {
        if (MinimumWraps < 1)
            throw new ArgumentException($"{nameof(MultiKeyringOptions)}.{nameof(MinimumWraps)} is {MinimumWraps}; it must be at least 1, or absent: all.");
        if (MemberTimeout < LeastTimeout || MemberTimeout > MostTimeout)
            throw new ArgumentException($"{nameof(MultiKeyringOptions)}.{nameof(MemberTimeout)} is {MemberTimeout}; it must be between 100 milliseconds and 10 minutes.");
        return new MultiKeyringOptions { MinimumWraps = MinimumWraps, MemberTimeout = MemberTimeout };
    }
}
