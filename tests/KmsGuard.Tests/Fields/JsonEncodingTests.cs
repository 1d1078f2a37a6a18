using System.Text.Json.Serialization;
using KmsGuard.Generated;

namespace KmsGuard.Tests.Fields;

public class JsonEncodingTests
{
    private static readonly FieldEncoding<JsonSample> Encoding = FieldEncoding.Json<JsonSample>(() => JsonSamples.Default);

    [Fact]
    public void A_value_is_the_JSON_that_the_context_writes()
    {
        var value = new JsonSample("Zo\u00EB", 1.50m, new DateOnly(2026, 11, 24));
        var bytes = Encode(value);
        Assert.Equal("""{"name":"Zo\u00EB","price":1.50,"day":"2026-11-24"}""", System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal(value, Encoding.Decode(bytes));
    }

    [Fact]
    public void A_long_value_outgrows_the_first_buffer()
    {
        var value = new JsonSample(new string('x', 100_000), 0, default);
        Assert.Equal(value, Encoding.Decode(Encode(value)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"name\":\"secret\",\"price\":\"secret\"}")]
    [InlineData("{}{}")]
    public void What_is_no_JSON_of_the_type_is_refused_without_quoting_it(string json)
    {
        var refused = Assert.Throws<FormatException>(() => Encoding.Decode(System.Text.Encoding.UTF8.GetBytes(json)));
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_that_lacks_the_type_is_named()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => FieldEncoding.Json<Uri>(() => JsonSamples.Default).Measure(new Uri("https://example.org")));
        Assert.Contains("JsonSamples does not know System.Uri", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_changes_meanwhile_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => Encoding.Encode(new JsonSample("longer", 0, default), new byte[5]));

    private static byte[] Encode(JsonSample value)
    {
        var bytes = new byte[Encoding.Measure(value)];
        Encoding.Encode(value, bytes);
        return bytes;
    }
}

public sealed record JsonSample(string Name, decimal Price, DateOnly Day);

[JsonSerializable(typeof(JsonSample))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class JsonSamples : JsonSerializerContext;
