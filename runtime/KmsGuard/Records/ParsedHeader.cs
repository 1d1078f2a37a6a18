using System.Collections.Immutable;
using KmsGuard.Crypto;

namespace KmsGuard.Records;

/// <summary>A header whose form has been checked; nothing in it is authenticated yet.</summary>
internal readonly struct ParsedHeader(ReadOnlyMemory<byte> bytes, ImmutableArray<EncryptedDataKey> edks)
{
    internal byte Flags => bytes.Span[2];

    internal bool IdentityInKeyring => (Flags & RecordFormat1.IdentityInKeyring) != 0;

    internal ReadOnlySpan<byte> RecordId => bytes.Span.Slice(3, RecordFormat1.RecordIdSize);

    internal ReadOnlySpan<byte> Commitment => bytes.Span.Slice(19, RecordFormat1.CommitmentSize);

    internal ImmutableArray<EncryptedDataKey> EncryptedDataKeys => edks;
}
