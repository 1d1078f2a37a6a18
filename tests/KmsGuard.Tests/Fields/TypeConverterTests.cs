using System.ComponentModel;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Fields;

public class TypeConverterTests
{
    /// <summary>As configuration and model binding ask for it.</summary>
    [Fact]
    public void A_wrapper_is_converted_by_its_encoded_text()
    {
        var converter = TypeDescriptor.GetConverter(typeof(EncryptedNote.TextCiphertext));
        var ciphertext = EncryptedNote.TextCiphertext.FromBytes(new byte[] { 0xFB, 0xFF });
        Assert.Equal("-_8", converter.ConvertToInvariantString(ciphertext));
        Assert.Equal(ciphertext, converter.ConvertFromInvariantString("-_8"));
        Assert.True(((EncryptedNote.TextCiphertext)converter.ConvertFromInvariantString("")!).IsAbsent);
        Assert.Throws<FormatException>(() => converter.ConvertFromInvariantString("+/8="));
    }
}
