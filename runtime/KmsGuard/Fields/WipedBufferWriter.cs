using System.Buffers;
using System.Security.Cryptography;

namespace KmsGuard.Fields;

/// <summary>A growing buffer for plaintext, wiped before its arrays go back to the pool.</summary>
internal sealed class WipedBufferWriter : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(512);
    private int _written;

    internal ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose() => Replace([]);

    private void Reserve(int size)
    {
        if (_buffer.Length - _written >= Math.Max(size, 1))
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, checked(_written + size)));
        WrittenSpan.CopyTo(larger);
        Replace(larger);
    }

    private void Replace(byte[] next)
    {
        var last = _buffer;
        _buffer = next;
        if (last.Length == 0)
            return;
        CryptographicOperations.ZeroMemory(last);
        ArrayPool<byte>.Shared.Return(last);
    }
}
