using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using KmsGuard.Fields;
using KmsGuard.Generated;

namespace KmsGuard;

/// <summary>The header of an encrypted record (record format 1, docs/formats.md): its random id, key commitment and encrypted data keys. Stored beside the fields; not secret.</summary>
/// <remarks>Header and fields change together: every write of a record or a field must be conditional on the unchanged header (an ORM's concurrency token). <c>default</c> is absent.</remarks>
[JsonConverter(typeof(RecordHeaderJsonConverter))]
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct RecordHeader : IEquatable<RecordHeader>
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private RecordHeader(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Whether there is no header, as in a record that was never encrypted.</summary>
    public bool IsAbsent => _bytes.IsEmpty;

    /// <summary>The header's bytes, at most 8,192.</summary>
    /// <exception cref="CiphertextFormatException">The header is absent.</exception>
    public ReadOnlyMemory<byte> Bytes => FieldCiphertext.Require(_bytes, "record header");

    /// <summary>Wraps bytes as stored, without a copy; they are checked when the record is decrypted.</summary>
    public static RecordHeader FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <inheritdoc/>
    public bool Equals(RecordHeader other) => FieldCiphertext.Equal(_bytes, other._bytes);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is RecordHeader other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => FieldCiphertext.Hash(_bytes);

    /// <summary>Whether both have the same bytes.</summary>
    public static bool operator ==(RecordHeader left, RecordHeader right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(RecordHeader left, RecordHeader right) => !left.Equals(right);

    /// <summary>A description, such as <c>record header (156 bytes)</c>.</summary>
    public override string ToString() => FieldCiphertext.Describe(_bytes, "record header");
}
