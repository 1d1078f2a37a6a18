namespace KmsGuard.Pkcs11.Native;

/// <summary>Writes and reads the structures of PKCS#11 field by field. On Windows they are packed and CK_ULONG has 4 bytes; elsewhere it is a machine word. As the structures used here hold only numbers and pointers, and their text comes in multiples of 8 bytes, both are the same sequence without gaps (PKCS#11 2.40, section 2.1).</summary>
internal unsafe ref struct CkBuffer(byte* start)
{
    internal static readonly int NumberSize = OperatingSystem.IsWindows() ? 4 : nint.Size;

    private byte* _next = start;

    internal void Number(nuint value)
    {
        if (NumberSize == 4)
            *(uint*)_next = (uint)value;
        else
            *(ulong*)_next = value;
        _next += NumberSize;
    }

    internal void Pointer(void* value)
    {
        *(void**)_next = value;
        _next += sizeof(void*);
    }

    internal nuint ReadNumber()
    {
        var value = NumberSize == 4 ? *(uint*)_next : (nuint)(*(ulong*)_next);
        _next += NumberSize;
        return value;
    }

    internal ReadOnlySpan<byte> ReadBytes(int count)
    {
        var value = new ReadOnlySpan<byte>(_next, count);
        _next += count;
        return value;
    }
}
