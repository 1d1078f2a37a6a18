using System.ComponentModel;
using System.Globalization;

namespace KmsGuard.Generated;

/// <summary>Converts a wrapper to and from its base64url text, or its bytes. For generated code.</summary>
/// <typeparam name="TCiphertext">The wrapper type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class FieldCiphertextTypeConverter<TCiphertext> : TypeConverter
    where TCiphertext : struct, IFieldCiphertext<TCiphertext>
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || sourceType == typeof(byte[]) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    public override bool CanConvertTo(ITypeDescriptorContext? context, Type? destinationType) =>
        destinationType == typeof(byte[]) || base.CanConvertTo(context, destinationType);

    /// <inheritdoc/>
    /// <exception cref="FormatException">The text is not base64url without padding.</exception>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => value switch
    {
        string text => FieldCiphertextText.Parse<TCiphertext>(text),
        byte[] bytes => TCiphertext.FromBytes(bytes),
        _ => base.ConvertFrom(context, culture, value),
    };

    /// <inheritdoc/>
    public override object? ConvertTo(ITypeDescriptorContext? context, CultureInfo? culture, object? value, Type destinationType)
    {
        if (value is not TCiphertext ciphertext)
            return base.ConvertTo(context, culture, value, destinationType);
        if (destinationType == typeof(byte[]))
            return ciphertext.IsAbsent ? Array.Empty<byte>() : ciphertext.Bytes.ToArray();
        return destinationType == typeof(string) ? FieldCiphertextText.Format(ciphertext, "E") : base.ConvertTo(context, culture, value, destinationType);
    }
}
