using System.Runtime.InteropServices;

namespace KmsGuard.Pkcs11.Native;

/// <summary>One attribute of an object or a template, its value as it lies in memory.</summary>
internal readonly struct CkAttribute
{
    private CkAttribute(uint type, byte[] value)
    {
        Type = type;
        Value = value;
    }

    internal uint Type { get; }

    internal byte[] Value { get; }

    internal static CkAttribute Bytes(uint type, byte[] value) => new(type, value);

    internal static CkAttribute Flag(uint type, bool value) => new(type, [value ? (byte)1 : (byte)0]);

    /// <summary>A CK_ULONG: 4 bytes on Windows, a machine word elsewhere.</summary>
    internal static CkAttribute Number(uint type, nuint value)
    {
        var bytes = new byte[CkBuffer.NumberSize];
        if (bytes.Length == 4)
            MemoryMarshal.Write(bytes, (uint)value);
        else
            MemoryMarshal.Write(bytes, (ulong)value);
        return new CkAttribute(type, bytes);
    }
}
