namespace KmsGuard;

/// <summary>A blind index of one field, of one version: comparable with its like and nothing else. <c>default</c> is absent.</summary>
/// <typeparam name="TSelf">The type itself, which the generator writes.</typeparam>
public interface IBlindIndex<TSelf> : IEquatable<TSelf>
    where TSelf : struct, IBlindIndex<TSelf>
{
    /// <summary>Purpose, field name and version, such as <c>customer.email index 1</c>.</summary>
    static abstract string IndexPath { get; }

    /// <summary>As <see cref="BlindIndexAttribute.Version"/>.</summary>
    static abstract int Version { get; }

    /// <summary>As <see cref="BlindIndexAttribute.Bits"/>.</summary>
    static abstract int Bits { get; }

    /// <summary>Wraps a number as stored; it is not checked.</summary>
    static abstract TSelf FromValue(long value);

    /// <summary>Whether there is no index.</summary>
    bool IsAbsent { get; }

    /// <summary>The first bits of the hash as a number, 0 to 2^<see cref="Bits"/> - 1.</summary>
    /// <exception cref="CiphertextFormatException">The index is absent.</exception>
    long Value { get; }
}
