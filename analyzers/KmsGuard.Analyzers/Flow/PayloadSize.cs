namespace KmsGuard.Analyzers.Flow;

/// <summary>What is known of a payload's size: at least how many bytes, and what it is read from when that has no bound.</summary>
internal sealed class PayloadSize
{
    /// <summary>What KMS encrypts under a symmetric key. https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html</summary>
    internal const int SymmetricLimit = 4096;

    private PayloadSize(long min, string? unboundedSource)
    {
        Min = min;
        UnboundedSource = unboundedSource;
    }

    internal static PayloadSize Unknown { get; } = new(0, null);

    internal long Min { get; }

    /// <summary>For example "a file"; null when the size is bounded or nothing is known.</summary>
    internal string? UnboundedSource { get; }

    internal static PayloadSize AtLeast(long bytes) => new(bytes, null);

    internal static PayloadSize WithoutBound(string source) => new(0, source);

    /// <summary>Either of two.</summary>
    internal PayloadSize Or(PayloadSize other) => new(Math.Min(Min, other.Min), UnboundedSource ?? other.UnboundedSource);

    /// <summary>One after the other.</summary>
    internal PayloadSize Then(PayloadSize other) => new(Min + other.Min, UnboundedSource ?? other.UnboundedSource);
}
