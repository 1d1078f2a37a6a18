#if NETSTANDARD2_0
namespace System;

/// <summary>What list patterns need of the compiler's framework, which the oldest one that analyzers run on does not have.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    internal int GetOffset(int length) => fromEnd ? length - value : value;
}
#endif
