using KmsGuard.EntityFrameworkCore.Tests.Models;

namespace KmsGuard.EntityFrameworkCore.Tests;

public class ConverterTests
{
    private readonly FieldCiphertextConverter<EncryptedCustomer.SsnCiphertext> _converter = new();

    [Fact]
    public void A_whole_array_is_not_copied_either_way()
    {
        byte[] bytes = [1, 2, 3];
        Assert.Same(bytes, _converter.ConvertToProvider(EncryptedCustomer.SsnCiphertext.FromBytes(bytes)));
        var read = (EncryptedCustomer.SsnCiphertext)_converter.ConvertFromProvider(bytes)!;
        bytes[0] = 9;
        Assert.Equal(9, read.Bytes.Span[0]);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    public void A_part_of_an_array_is_copied(int start, int length)
    {
        byte[] bytes = [1, 2, 3];
        Assert.Equal(bytes[start..(start + length)], _converter.ConvertToProvider(EncryptedCustomer.SsnCiphertext.FromBytes(bytes.AsMemory(start, length))));
    }
}
