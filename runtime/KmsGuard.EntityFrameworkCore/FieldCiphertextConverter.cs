using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>Stores the ciphertext of a field as its bytes. <c>UseKmsGuard</c> sets it; public for compiled models.</summary>
/// <typeparam name="TCiphertext">The generated wrapper type.</typeparam>
public sealed class FieldCiphertextConverter<TCiphertext> : ValueConverter<TCiphertext, byte[]>
    where TCiphertext : struct, IFieldCiphertext<TCiphertext>
{
    /// <summary>Creates the converter.</summary>
    public FieldCiphertextConverter()
        : base(ciphertext => CiphertextBytes.FromField(ciphertext), stored => CiphertextBytes.ToField<TCiphertext>(stored))
    {
    }
}
