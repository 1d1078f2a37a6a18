using System.Globalization;
using System.Text.Json;
using KmsGuard.Generated;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Indexes;

/// <summary>The generated index types, and normalization, without any key.</summary>
public sealed class IndexValueTests
{
    [Fact]
    public void The_default_is_absent_and_no_index()
    {
        EncryptedMember.EmailIndexValue absent = default;
        Assert.True(absent.IsAbsent);
        Assert.NotEqual(EncryptedMember.EmailIndexValue.FromValue(0), absent);
        Assert.Contains("ReindexAsync", Assert.Throws<CiphertextFormatException>(() => absent.Value).Message, StringComparison.Ordinal);
        Assert.Equal("null", JsonSerializer.Serialize(absent));
        Assert.True(JsonSerializer.Deserialize<EncryptedMember.EmailIndexValue>("null").IsAbsent);
    }

    [Fact]
    public void An_index_is_a_number_that_no_log_shows()
    {
        var index = EncryptedMember.EmailIndexValue.FromValue(4095);
        Assert.Equal((4095, 12, 1), (index.Value, EncryptedMember.EmailIndexValue.Bits, EncryptedMember.EmailIndexValue.Version));
        Assert.Equal("member.email index 1 (12 bits)", index.ToString());
        Assert.Equal("4095", JsonSerializer.Serialize(index));
        Assert.Equal(index, JsonSerializer.Deserialize<EncryptedMember.EmailIndexValue>("4095"));
        Assert.All(["4096", "-1", "\"1\"", "1.5", "{}"], json => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EncryptedMember.EmailIndexValue>(json)));
    }

    [Theory]
    [InlineData(IndexNormalization.None, " Ä ", " Ä ")]
    [InlineData(IndexNormalization.Trim, "\u00a0\t x y\u3000\n", "x y")]
    [InlineData(IndexNormalization.LowerInvariant, "ÄIΣ\u0130", "äiσ\u0130")]
    [InlineData(IndexNormalization.Nfkc, "e\u0301\uFF21\uFB01\u00B2", "\u00e9Afi2")]
    [InlineData(IndexNormalization.DigitsOnly, "+49 (0)170/\u0661\u0662\u0663 x\U0001D7CF", "4901701231")]
    [InlineData(IndexNormalization.DigitsOnly, "none\uD800", "")]
    [InlineData(IndexNormalization.Nfkc | IndexNormalization.Trim | IndexNormalization.LowerInvariant, "\u00a0\uFF21b\u00a0", "ab")]
    public void A_text_is_normalized(IndexNormalization how, string text, string expected)
    {
        foreach (var culture in new[] { "", "tr-TR", "de-DE", "ar-SA" })
        {
            var before = CultureInfo.CurrentCulture;
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            try
            {
                Assert.Equal(expected, IndexText.Normalize(text, how));
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    [Fact]
    public void Equal_values_have_one_canonical_form()
    {
        decimal[][] equal = [[1m, 1.0m, 1.0000000000000000000000000000m], [0m, 0.00m, -0.0m], [100m, 100.00m], [-1.5m, -1.500m], [decimal.MaxValue], [0.0000000000000000000000000001m]];
        Assert.All(equal, values => Assert.Single(values.Select(value => ForIndex(FieldEncoding.Decimal, value)).Distinct()));
        Assert.Equal(equal.Length, equal.Select(values => ForIndex(FieldEncoding.Nullable(FieldEncoding.Decimal), values[0])).Distinct().Count());
        var moment = new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.FromHours(1));
        Assert.Equal(ForIndex(FieldEncoding.DateTimeOffset, moment.ToUniversalTime()), ForIndex(FieldEncoding.DateTimeOffset, moment));
        Assert.NotEqual(ForIndex(FieldEncoding.DateTimeOffset, moment.AddTicks(1)), ForIndex(FieldEncoding.DateTimeOffset, moment));
        Assert.Equal(ForIndex(FieldEncoding.DateTime, new DateTime(5, DateTimeKind.Utc)), ForIndex(FieldEncoding.DateTime, new DateTime(5, DateTimeKind.Local)));
        var amounts = FieldEncoding.Converted<Tuple<decimal>, decimal>(FieldEncoding.Decimal, static wrapper => wrapper.Item1, static _ => throw new InvalidOperationException("Nothing is to be made here."));
        Assert.Equal(ForIndex(FieldEncoding.Decimal, 1m), ForIndex(amounts, Tuple.Create(1.00m)));
    }

    private static string ForIndex<T>(FieldEncoding<T> encoding, T value)
    {
        var bytes = new byte[encoding.ForIndexes.Measure(value)];
        encoding.ForIndexes.Encode(value, bytes);
        return Convert.ToHexString([encoding.ForIndexes.Id, .. bytes]);
    }

    [Fact]
    public void Values_that_normalize_alike_match()
    {
        var email = EncryptedMember.Fields.Email;
        Assert.True(email.Matches("Ada@x", " ada@X "));
        Assert.False(email.Matches("ada@x", "ada@y"));
        Assert.False(email.Matches("ada@x", "ada@xx"));
        Assert.True(EncryptedMember.Fields.Phone.Matches(null, null));
        Assert.False(EncryptedMember.Fields.Phone.Matches(null, ""));
        Assert.True(EncryptedMember.Fields.Balance.Matches(1m, 1.00m));
    }
}
