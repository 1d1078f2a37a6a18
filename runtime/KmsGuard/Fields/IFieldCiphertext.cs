namespace KmsGuard;

/// <summary>The stored form of one encrypted field: ciphertext that fits no other field. <c>default</c> is absent: no value, and not an empty one.</summary>
/// <typeparam name="TSelf">The wrapper type itself, which the generator writes.</typeparam>
public interface IFieldCiphertext<TSelf> : IEquatable<TSelf>
    where TSelf : struct, IFieldCiphertext<TSelf>
{
    /// <summary>Purpose and field name, such as <c>customer.ssn</c>.</summary>
    static abstract string FieldPath { get; }

    /// <summary>Wraps bytes as stored, without a copy; they are checked when the field is decrypted.</summary>
    static abstract TSelf FromBytes(ReadOnlyMemory<byte> bytes);

    /// <summary>Whether there is no ciphertext.</summary>
    bool IsAbsent { get; }

    /// <summary>IV (12) || ciphertext || tag (16).</summary>
    /// <exception cref="CiphertextFormatException">The value is absent.</exception>
    ReadOnlyMemory<byte> Bytes { get; }
}
