using System.Runtime.InteropServices;

namespace KmsGuard.Pkcs11.Native;

/// <summary>An array of CK_ATTRIBUTE in native memory, with its values.</summary>
internal readonly unsafe ref struct NativeTemplate
{
    internal static readonly int AttributeSize = sizeof(void*) + (2 * CkBuffer.NumberSize);

    private readonly byte* _start;

    internal NativeTemplate(CkAttribute[] attributes)
    {
        Count = (nuint)attributes.Length;
        var table = attributes.Length * AttributeSize;
        _start = (byte*)NativeMemory.Alloc((nuint)(table + attributes.Sum(attribute => Padded(attribute.Value.Length))));
        var writer = new CkBuffer(_start);
        var value = _start + table;
        foreach (var attribute in attributes)
        {
            attribute.Value.CopyTo(new Span<byte>(value, attribute.Value.Length));
            writer.Number(attribute.Type);
            writer.Pointer(value);
            writer.Number((nuint)attribute.Value.Length);
            value += Padded(attribute.Value.Length);
        }
    }

    internal void* Start => _start;

    internal nuint Count { get; }

    public void Dispose() => NativeMemory.Free(_start);

    /// <summary>Modules read numbers where they lie: they start at a multiple of 8.</summary>
    private static int Padded(int size) => (size + 7) & ~7;
}
