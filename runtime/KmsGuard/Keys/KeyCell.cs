using System.Security.Cryptography;

namespace KmsGuard.Keys;

/// <summary>What one lease at a time has of a key for itself: its ticket, which makes a second Dispose harmless, and a keyed HMAC, which is not thread-safe.</summary>
internal sealed class KeyCell
{
    private int _ticket;

    internal int Ticket => Volatile.Read(ref _ticket);

    /// <summary>HMAC-SHA-512 keyed with the data key, made when first needed.</summary>
    internal IncrementalHash? Hmac { get; set; }

    /// <summary>Ends the lease that holds this ticket; true for the first who asks.</summary>
    internal bool TryEnd(int ticket) => Interlocked.CompareExchange(ref _ticket, unchecked(ticket + 1), ticket) == ticket;
}
