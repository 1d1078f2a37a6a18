using System.Security.Cryptography;
using KmsGuard.Fields;

namespace KmsGuard.Tests.Fields;

public class Base64UrlTextTests
{
    [Fact]
    public void Every_length_comes_back()
    {
        for (var length = 0; length < 100; length++)
        {
            var bytes = RandomNumberGenerator.GetBytes(length);
            var text = Base64UrlText.Encode(bytes);
            Assert.DoesNotContain('=', text);
            Assert.True(Base64UrlText.TryDecode(text, out var decoded));
            Assert.Equal(bytes, decoded);
        }
    }

    /// <summary>Each byte sequence has one text: others that a lenient decoder would take are refused.</summary>
    [Theory]
    [InlineData("QQ==")]
    [InlineData("QR")]           // unused bits set
    [InlineData("Q Q")]
    [InlineData("QQ\n")]
    [InlineData("Q")]
    [InlineData("+/+/")]
    [InlineData("QQQ=")]
    [InlineData("ｑｑ")]
    public void Other_texts_are_refused(string text) => Assert.False(Base64UrlText.TryDecode(text, out _));
}
