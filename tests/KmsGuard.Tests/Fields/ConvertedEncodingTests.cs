using KmsGuard.Generated;

namespace KmsGuard.Tests.Fields;

public class ConvertedEncodingTests
{
    private static readonly FieldEncoding<Name> Encoding = FieldEncoding.Converted<Name, string>(FieldEncoding.String, name => name.Value, text => new Name(text));

    [Fact]
    public void A_wrapper_is_stored_as_its_value()
    {
        var bytes = new byte[Encoding.Measure(new Name("Zo\u00EB"))];
        Encoding.Encode(new Name("Zo\u00EB"), bytes);
        Assert.Equal("5A6FC3AB", Convert.ToHexString(bytes));
        Assert.Equal(FieldEncoding.String.Id, Encoding.Id);
        Assert.Equal("Zo\u00EB", Encoding.Decode(bytes).Value);
    }

    [Fact]
    public void A_wrapper_without_a_value_is_refused() => Assert.Throws<ArgumentException>(() => Encoding.Measure(default));

    [Fact]
    public void What_the_wrapper_refuses_is_not_quoted()
    {
        var refused = Assert.Throws<FormatException>(() => Encoding.Decode("secret"u8));
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
        Assert.Contains("Name (InvalidCastException)", refused.Message, StringComparison.Ordinal);
    }

    private readonly struct Name(string value)
    {
        internal string Value { get; } = value == "secret" ? throw new InvalidCastException(value) : value;
    }
}
