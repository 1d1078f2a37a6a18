namespace KmsGuard.Tests.Keyrings;

/// <summary>A clock that can be put back, as one of a virtual machine that was paused or moved.</summary>
internal sealed class BackwardsClock : TimeProvider
{
    public long Timestamp { get; set; } = 1_000_000_000_000;

    public override long GetTimestamp() => Timestamp;
}
