using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using KmsGuard.Keys;

namespace KmsGuard;

/// <summary>The right to use a plaintext data key until <see cref="Dispose"/>. The key is shared by all its leases and zeroed when the last is disposed; no holder can change what others see.</summary>
/// <remarks>A value type, so that a data key from a cache costs no allocation. Disposing it again, or a copy of it, does nothing. To be used by one thread at a time. <c>default</c> holds no key.</remarks>
public readonly struct DataKeyLease : IDisposable, IEquatable<DataKeyLease>
{
    private readonly KeyMaterial? _material;
    private readonly KeyCell? _cell;
    private readonly int _ticket;

    internal DataKeyLease(KeyMaterial material, KeyCell cell)
    {
        _material = material;
        _cell = cell;
        _ticket = cell.Ticket;
    }

    /// <summary>Takes copies of a plaintext data key and of its encrypted data keys. The caller wipes its own plaintext.</summary>
    /// <param name="key">The data key; 16, 24 or 32 bytes (records take only 32).</param>
    /// <param name="encryptedDataKeys">From <see cref="IKeyring.GenerateAsync"/>: the data key under every configured key. From <see cref="IKeyring.UnwrapAsync"/>: just the one that was opened.</param>
    /// <exception cref="ArgumentException">The key has another length, or there is no encrypted data key.</exception>
    public static DataKeyLease Create(ReadOnlySpan<byte> key, ImmutableArray<EncryptedDataKey> encryptedDataKeys)
    {
        if (key.Length is not (16 or 24 or 32))
            throw new ArgumentException("A data key has 16, 24 or 32 bytes.", nameof(key));
        if (encryptedDataKeys.IsDefaultOrEmpty)
            throw new ArgumentException("A data key comes with at least one encrypted data key.", nameof(encryptedDataKeys));
        // Copied too: a lease may be kept long after the header's buffer has come to hold something else.
        return KeyMaterial.Create(key, [.. encryptedDataKeys.Select(edk => edk.Copy())]);
    }

    /// <summary>The plaintext data key: read it, never copy it to where it is not wiped.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed, or holds no key.</exception>
    public ReadOnlySpan<byte> Key => Material.Key;

    /// <summary>The data key as it is stored: under every configured key when generated, or the one that was opened when unwrapped.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed, or holds no key.</exception>
    public ImmutableArray<EncryptedDataKey> EncryptedDataKeys => Material.EncryptedDataKeys;

    /// <summary>Another lease of the same key, to be disposed on its own.</summary>
    /// <returns><see langword="false"/> when the key is no longer there: the lease was disposed, perhaps just now by another thread.</returns>
    public bool TryDuplicate(out DataKeyLease lease)
    {
        if (_material is not null && IsLive)
            return _material.TryLease(out lease);
        lease = default;
        return false;
    }

    /// <summary>Gives the key back; the last to do so wipes it.</summary>
    public void Dispose()
    {
        if (_cell is not null && _cell.TryEnd(_ticket))
            _material!.Return(_cell);
    }

    internal KeyMaterial Material => _material is not null && IsLive ? _material : throw new ObjectDisposedException(nameof(DataKeyLease), "The data key's lease was disposed, or never held a key.");

    internal KeyCell Cell => _cell!;

    private bool IsLive => _cell!.Ticket == _ticket;

    /// <inheritdoc/>
    public bool Equals(DataKeyLease other) => ReferenceEquals(_cell, other._cell) && _ticket == other._ticket;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DataKeyLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_cell, _ticket);

    /// <summary>Whether both are the same lease.</summary>
    public static bool operator ==(DataKeyLease left, DataKeyLease right) => left.Equals(right);

    /// <summary>Whether they are different leases.</summary>
    public static bool operator !=(DataKeyLease left, DataKeyLease right) => !left.Equals(right);
}
