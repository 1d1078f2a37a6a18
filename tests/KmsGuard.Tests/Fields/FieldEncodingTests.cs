using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using KmsGuard.Generated;

namespace KmsGuard.Tests.Fields;

public class FieldEncodingTests
{
    public enum Small : byte { None, Last = 255 }

    public enum Wide : long { Lowest = long.MinValue, One = 1 }

    [Fact]
    public void Every_value_comes_back()
    {
        Holds(FieldEncoding.String, Checks.Text());
        Holds(FieldEncoding.Bytes, ArbMap.Default.GeneratorFor<byte[]>());
        Holds(FieldEncoding.Boolean, ArbMap.Default.GeneratorFor<bool>());
        Holds(FieldEncoding.SByte, ArbMap.Default.GeneratorFor<sbyte>());
        Holds(FieldEncoding.Int16, ArbMap.Default.GeneratorFor<short>());
        Holds(FieldEncoding.Int32, ArbMap.Default.GeneratorFor<int>());
        Holds(FieldEncoding.Int64, ArbMap.Default.GeneratorFor<long>());
        Holds(FieldEncoding.Byte, ArbMap.Default.GeneratorFor<byte>());
        Holds(FieldEncoding.UInt16, ArbMap.Default.GeneratorFor<ushort>());
        Holds(FieldEncoding.UInt32, ArbMap.Default.GeneratorFor<uint>());
        Holds(FieldEncoding.UInt64, ArbMap.Default.GeneratorFor<ulong>());
        Holds(FieldEncoding.Guid, ArbMap.Default.GeneratorFor<Guid>());
        Holds(FieldEncoding.DateOnly, Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(DateOnly.FromDayNumber));
        Holds(FieldEncoding.TimeOnly, ArbMap.Default.GeneratorFor<long>().Select(l => new TimeOnly((long)((ulong)l % TimeSpan.TicksPerDay))));
        Holds(FieldEncoding.TimeSpan, ArbMap.Default.GeneratorFor<long>().Select(TimeSpan.FromTicks));
        Holds(FieldEncoding.Double, ArbMap.Default.GeneratorFor<double>());
        Holds(FieldEncoding.Single, ArbMap.Default.GeneratorFor<float>());
        Holds(FieldEncoding.Half, ArbMap.Default.GeneratorFor<short>().Select(BitConverter.Int16BitsToHalf));
        Holds(FieldEncoding.Enum<Small>(), ArbMap.Default.GeneratorFor<byte>().Select(b => (Small)b));
        Holds(FieldEncoding.Enum<Wide>(), ArbMap.Default.GeneratorFor<long>().Select(l => (Wide)l));
    }

    /// <summary>1.0 and 1.00 are equal numbers and different decimals: the bits come back, not only the value.</summary>
    [Fact]
    public void A_decimal_comes_back_bit_for_bit()
    {
        Checks.Hold(ArbMap.Default.ArbFor<decimal>(), value => decimal.GetBits(RoundTrip(FieldEncoding.Decimal, value)).SequenceEqual(decimal.GetBits(value)));
        foreach (var value in new[] { decimal.MinValue, decimal.MaxValue, -0.0m, 0.00m, 1.0m, 1.00m, 0.0000000000000000000000000001m })
            Assert.Equal(decimal.GetBits(value), decimal.GetBits(RoundTrip(FieldEncoding.Decimal, value)));
    }

    [Fact]
    public void A_point_in_time_comes_back_with_its_offset()
    {
        var minute = TimeSpan.FromMinutes(1);
        foreach (var value in new[]
        {
            DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch,
            new(2026, 11, 24, 1, 2, 3, 4, 5, 14 * 60 * minute), new(2026, 11, 24, 1, 2, 3, -14 * 60 * minute), new(2026, 11, 24, 1, 2, 3, 345 * minute),
        })
        {
            var back = RoundTrip(FieldEncoding.DateTimeOffset, value);
            Assert.Equal(value, back);
            Assert.Equal(value.Offset, back.Offset);
        }
    }

    [Theory]
    [InlineData(DateTimeKind.Unspecified)]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    public void A_date_and_time_comes_back_with_its_kind_and_unconverted(DateTimeKind kind)
    {
        foreach (var ticks in new[] { 0, DateTime.MaxValue.Ticks, DateTime.UnixEpoch.Ticks, new DateTime(2024, 3, 31, 2, 30, 0).Ticks })
        {
            var back = RoundTrip(FieldEncoding.DateTime, new DateTime(ticks, kind));
            Assert.Equal((ticks, kind), (back.Ticks, back.Kind));
        }
    }

    [Fact]
    public void A_zero_keeps_its_sign_and_every_NaN_becomes_one()
    {
        Assert.True(double.IsNegative(RoundTrip(FieldEncoding.Double, -0.0)));
        Assert.True(float.IsNegative(RoundTrip(FieldEncoding.Single, -0f)));
        foreach (var bits in new[] { 0x7FF8000000000001, unchecked((long)0xFFF8000000000000), 0x7FF0000000000001 })
            Assert.Equal("7FF8000000000000", Encode(FieldEncoding.Double, BitConverter.Int64BitsToDouble(bits)));
        Assert.Equal("7FF8000000000000", Encode(FieldEncoding.Single, float.NaN));
    }

    [Fact]
    public void A_widened_floating_point_number_reads_what_the_narrow_one_wrote_and_not_the_reverse()
    {
        Assert.Equal(0.1f, (float)FieldEncoding.Double.Decode(Convert.FromHexString(Encode(FieldEncoding.Single, 0.1f))));
        Assert.Throws<FormatException>(() => FieldEncoding.Single.Decode(Convert.FromHexString(Encode(FieldEncoding.Double, 0.1))));
        Assert.Throws<FormatException>(() => FieldEncoding.Half.Decode(Convert.FromHexString(Encode(FieldEncoding.Double, 1e300))));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fi-FI")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Encodings_do_not_know_the_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        var invariant = Everything();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(invariant, Everything());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static string Everything() => string.Join(' ', new[]
        {
            Encode(FieldEncoding.Decimal, -1234.50m), Encode(FieldEncoding.String, "Iİıi"), Encode(FieldEncoding.DateOnly, new DateOnly(2026, 11, 24)),
            Encode(FieldEncoding.DateTimeOffset, DateTimeOffset.UnixEpoch), Encode(FieldEncoding.Int64, -5), Encode(FieldEncoding.Boolean, true),
            Encode(FieldEncoding.TimeOnly, new TimeOnly(23, 59)), Encode(FieldEncoding.TimeSpan, TimeSpan.FromDays(-1.5)), Encode(FieldEncoding.DateTime, new DateTime(2026, 11, 24, 1, 2, 3, DateTimeKind.Local)),
            Encode(FieldEncoding.Double, -1234.5), Encode(FieldEncoding.Json<JsonSample>(() => JsonSamples.Default), new JsonSample("Iİıi", -1234.5m, new DateOnly(2026, 11, 24))),
        });
    }

    [Fact]
    public void A_widened_integer_reads_what_the_narrow_one_wrote() =>
        Assert.Equal(-5L, FieldEncoding.Int64.Decode(Convert.FromHexString(Encode(FieldEncoding.Int32, -5))));

    [Fact]
    public void A_narrowed_integer_refuses_what_no_longer_fits()
    {
        Assert.Throws<FormatException>(() => FieldEncoding.Int32.Decode(Convert.FromHexString(Encode(FieldEncoding.Int64, 1L << 31))));
        Assert.Throws<FormatException>(() => FieldEncoding.Byte.Decode(Convert.FromHexString(Encode(FieldEncoding.UInt64, 256UL))));
        Assert.Throws<FormatException>(() => FieldEncoding.Enum<Small>().Decode(Convert.FromHexString(Encode(FieldEncoding.UInt64, 256UL))));
    }

    [Fact]
    public void Bytes_that_are_no_value_are_refused()
    {
        Refuses(FieldEncoding.Boolean, "02", "", "0000");
        Refuses(FieldEncoding.String, "FF", "C080", "EDA080");
        Refuses(FieldEncoding.Int32, "", "00000001", "000000000000000000");
        Refuses(FieldEncoding.Guid, "00", "0000000000000000000000000000000000");
        Refuses(FieldEncoding.DateOnly, "FFFFFFFF", "00000000000000", "0037B9DB");
        Refuses(FieldEncoding.Decimal, "020000000000000000000000000000"[..28], "001D000000000000000000000000", "00");
        Refuses(FieldEncoding.DateTimeOffset, "FFFFFFFFFFFFFFFF0000", "00000000000000000349", "0000000000000000FFFF", "2BCA2875F4373FFF0001", "00");
        Refuses(FieldEncoding.TimeOnly, "000000C92A69C000", "FFFFFFFFFFFFFFFF", "00");
        Refuses(FieldEncoding.TimeSpan, "00", "");
        Refuses(FieldEncoding.DateTime, "030000000000000000", "002BCA2875F4374000", "00FFFFFFFFFFFFFFFF", "00");
        Refuses(FieldEncoding.Double, "FFF8000000000000", "7FF0000000000001", "00");
    }

    [Fact]
    public void A_lone_surrogate_is_refused_on_writing() =>
        Assert.ThrowsAny<ArgumentException>(() => FieldEncoding.String.Measure("a\uD800b"));

    private static void Holds<T>(FieldEncoding<T> encoding, Gen<T> values) =>
        Checks.Hold(Arb.From(values), value => value is System.Collections.IEnumerable list
            ? list.Cast<object>().SequenceEqual(((System.Collections.IEnumerable)RoundTrip(encoding, value)!).Cast<object>())
            : Equals(RoundTrip(encoding, value), value));

    private static T RoundTrip<T>(FieldEncoding<T> encoding, T value) => encoding.Decode(Convert.FromHexString(Encode(encoding, value)));

    private static string Encode<T>(FieldEncoding<T> encoding, T value)
    {
        var bytes = new byte[encoding.Measure(value)];
        encoding.Encode(value, bytes);
        return Convert.ToHexString(bytes);
    }

    private static void Refuses<T>(FieldEncoding<T> encoding, params string[] hex) =>
        Assert.All(hex, text => Assert.Throws<FormatException>(() => encoding.Decode(Convert.FromHexString(text))));
}
