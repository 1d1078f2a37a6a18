using System.Runtime.CompilerServices;

namespace KmsGuard.Crypto;

/// <summary>32 bytes held by value, so that a digest can cross an <see langword="await"/> without an array.</summary>
[InlineArray(32)]
internal struct Block32
{
    private byte _first;
}
