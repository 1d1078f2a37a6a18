namespace KmsGuard;

/// <summary>How long and how much a <see cref="CachingKeyring"/> uses a data key. Practice: limits on cached data keys (AWS KMS Best Practices; AWS Encryption SDK, data key caching).</summary>
public sealed class DataKeyCacheOptions
{
    internal const long MostMaxRecords = 1L << 32;

    /// <summary>1 PiB: sums of such numbers do not overflow.</summary>
    internal const long MostMaxBytes = 1L << 50;

    internal static readonly TimeSpan LeastMaxAge = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan MostMaxAge = TimeSpan.FromHours(24);

    /// <summary>How long a data key is used, from its making or unwrapping; never prolonged by use; wiped within the same time again. Also how long a key that was disabled in KMS may still be in use here. 1 second to 24 hours; default 5 minutes.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long before its <see cref="MaxAge"/> a data key that is in use is replaced in the background, while it goes on serving; jittered, so that a fleet does not ask at once. Zero: never. At most half of <see cref="MaxAge"/>; by default, <see langword="null"/>, a tenth of it.</summary>
    public TimeSpan? RefreshAhead { get; set; }

    /// <summary>How many records are encrypted under one data key; default 10,000, at most 2^32.</summary>
    public long MaxRecords { get; set; } = 10_000;

    /// <summary>How many bytes of plaintext are encrypted under one data key; default 1 GiB, at most 1 PiB (2^50).</summary>
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>How many unwrapped data keys are kept for decryption, and how many partitions (key name, context, suite) for encryption; default 1,000.</summary>
    public int MaxEntries { get; set; } = 1_000;

    internal DataKeyCacheOptions Checked()
    {
        Require(MaxAge >= LeastMaxAge && MaxAge <= MostMaxAge, nameof(MaxAge), MaxAge, "between 1 second and 24 hours");
        Require(RefreshAhead is null || (RefreshAhead >= TimeSpan.Zero && RefreshAhead <= MaxAge / 2), nameof(RefreshAhead), RefreshAhead, "between zero and half of MaxAge");
        Require(MaxRecords is >= 1 and <= MostMaxRecords, nameof(MaxRecords), MaxRecords, "between 1 and 4,294,967,296");
        Require(MaxBytes is >= 1 and <= MostMaxBytes, nameof(MaxBytes), MaxBytes, "between 1 and 1,125,899,906,842,624");
        Require(MaxEntries >= 1, nameof(MaxEntries), MaxEntries, "at least 1");
        return new DataKeyCacheOptions { MaxAge = MaxAge, RefreshAhead = RefreshAhead ?? MaxAge / 10, MaxRecords = MaxRecords, MaxBytes = MaxBytes, MaxEntries = MaxEntries };
    }

    private static void Require(bool holds, string name, object? value, string range)
    {
        if (!holds)
            throw new ArgumentException($"{nameof(DataKeyCacheOptions)}.{name} is {value}; it must be {range}.");
    }
}
