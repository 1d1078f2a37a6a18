using System.Collections.Immutable;
using System.Security.Cryptography;
using KmsGuard.Crypto;
using KmsGuard.Records;

namespace KmsGuard.Keys;

/// <summary>A plaintext data key, counted by its leases and zeroed at the last one's end.</summary>
internal sealed class KeyMaterial
{
    /// <summary>Idle cells kept, with their keyed HMACs: enough that threads seldom meet.</summary>
    private static readonly int IdleCells = Math.Clamp(Environment.ProcessorCount * 2, 4, 64);

    private readonly byte[] _key;
    private readonly KeyCell?[] _idle = new KeyCell?[IdleCells];
    private byte[]? _serializedEdks;
    private int _leases = 1;

    private KeyMaterial(ReadOnlySpan<byte> key, ImmutableArray<EncryptedDataKey> encryptedDataKeys)
    {
        // Pinned, so that the garbage collector leaves no copies behind that nobody can zero.
        _key = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        key.CopyTo(_key);
        EncryptedDataKeys = encryptedDataKeys;
    }

    internal static DataKeyLease Create(ReadOnlySpan<byte> key, ImmutableArray<EncryptedDataKey> encryptedDataKeys) =>
        new(new KeyMaterial(key, encryptedDataKeys), new KeyCell());

    internal ReadOnlySpan<byte> Key => _key;

    internal ImmutableArray<EncryptedDataKey> EncryptedDataKeys { get; }

    /// <summary>EDK count and EDKs as a record header holds them: the same for every record under this key.</summary>
    internal byte[] SerializedEdks => _serializedEdks ??= Serialize(EncryptedDataKeys);

    internal bool TryLease(out DataKeyLease lease)
    {
        // Never from zero: a key that has been wiped does not come back.
        for (var seen = Volatile.Read(ref _leases); seen > 0;)
        {
            var was = Interlocked.CompareExchange(ref _leases, seen + 1, seen);
            if (was == seen)
            {
                lease = new DataKeyLease(this, TakeCell());
                return true;
            }
            seen = was;
        }
        lease = default;
        return false;
    }

    internal void Return(KeyCell cell)
    {
        PutCell(cell);
        if (Interlocked.Decrement(ref _leases) > 0)
            return;
        CryptographicOperations.ZeroMemory(_key);
        for (var i = 0; i < _idle.Length; i++)
            Interlocked.Exchange(ref _idle[i], null)?.Hmac?.Dispose();
    }

    /// <summary>HMAC-SHA-512(data key, input), with the cell's own keyed instance.</summary>
    internal void Hmac(KeyCell cell, ReadOnlySpan<byte> input, Span<byte> output)
    {
        var hmac = cell.Hmac ??= IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, _key);
        hmac.AppendData(input);
        hmac.GetHashAndReset(output);
    }

    private KeyCell TakeCell()
    {
        var start = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _idle.Length; i++)
        {
            ref var place = ref _idle[(start + i) % _idle.Length];
            if (place is not null && Interlocked.Exchange(ref place, null) is { } cell)
                return cell;
        }
        return new KeyCell();
    }

    private void PutCell(KeyCell cell)
    {
        var start = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[(start + i) % _idle.Length], cell, null) is null)
                return;
        }
        cell.Hmac?.Dispose();
    }

    internal static byte[] Serialize(ImmutableArray<EncryptedDataKey> edks)
    {
        if (edks.Length > RecordFormat1.MaxEdks)
            throw new InvalidOperationException($"A record header holds 1 to {RecordFormat1.MaxEdks} encrypted data keys; the keyring gave {edks.Length}. Configure fewer keys.");
        var size = 1;
        foreach (var edk in edks)
            size += edk.SerializedSize;
        // A header with one twice is refused by every reader: it must not be written.
        if (edks.Distinct().Count() != edks.Length)
            throw new InvalidOperationException("The keyring gave the same encrypted data key twice. Configure each key once.");
        var writer = new BigEndianWriter(new byte[size]);
        writer.Byte((byte)edks.Length);
        foreach (var edk in edks)
            edk.Serialize(ref writer);
        return writer.ToArray();
    }
}
