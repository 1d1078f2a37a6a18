using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace KmsGuard.Tests.Context;

public class EncryptionContextTests
{
    [Fact]
    public void Empty_context_is_a_zero_count() =>
        Assert.Equal([0, 0], EncryptionContext.Empty.CanonicalBytes.ToArray());

    [Fact]
    public void Canonical_bytes_are_length_prefixed_and_sorted() =>
        Assert.Equal(
            "0002000161000131000162000132",
            Convert.ToHexString(EncryptionContext.Of(("b", "2"), ("a", "1")).CanonicalBytes.Span), ignoreCase: true);

    /// <summary>UTF-16 order puts U+10000 (surrogates D800..) before U+FFFD; UTF-8 order, which AWS's SDKs use, puts it after.</summary>
    [Fact]
    public void Keys_sort_by_their_UTF_8_bytes()
    {
        var keys = EncryptionContext.Of(("\U00010000", "x"), ("\uFFFD", "y")).Select(pair => pair.Key);
        Assert.Equal(["\uFFFD", "\U00010000"], keys);
    }

    [Fact]
    public void Contexts_with_the_same_pairs_are_equal_whatever_their_order()
    {
        var one = EncryptionContext.Of(("a", "1"), ("b", "2"));
        var other = EncryptionContext.Of(("b", "2"), ("a", "1"));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, EncryptionContext.Of(("a", "1"), ("b", "3")));
    }

    [Fact]
    public void Pairs_can_be_read_back()
    {
        var context = EncryptionContext.Of(("tenant", "t1"), ("env", "prod"));
        Assert.Equal(2, context.Count);
        Assert.True(context.TryGetValue("tenant", out var tenant));
        Assert.Equal("t1", tenant);
        Assert.False(context.TryGetValue("Tenant", out _));
        Assert.Equal("env=prod, tenant=t1", context.ToString());
    }

    [Theory]
    [InlineData("", "v")]
    [InlineData(null, "v")]
    [InlineData("k", "")]
    [InlineData("k", null)]
    [InlineData("k\0", "v")]
    [InlineData("k", "v\0w")]
    [InlineData("aws-crypto-public-key", "v")]
    [InlineData("AWS-Crypto-x", "v")]
    [InlineData("kmsguard-use", "v")]
    [InlineData("KmsGuard-Use", "v")]
    public void Unusable_pairs_are_refused(string? key, string? value) =>
        Assert.Throws<EncryptionContextException>(() => EncryptionContext.Of((key!, value!)));

    // Not in a theory: an attribute's text is stored as UTF-8, where a lone surrogate is lost.
    [Fact]
    public void Lone_surrogates_are_refused()
    {
        Assert.Throws<EncryptionContextException>(() => EncryptionContext.Of(("k\uD800", "v")));
        Assert.Throws<EncryptionContextException>(() => EncryptionContext.Of(("k", "\uDC00v")));
    }

    [Theory]
    [InlineData("tenant", "tenant")]
    [InlineData("tenant", "Tenant")]
    public void Keys_given_twice_or_differing_only_by_case_are_refused(string first, string second)
    {
        var error = Assert.Throws<EncryptionContextException>(() => EncryptionContext.Of((first, "1"), (second, "2")));
        Assert.Contains($"'{second}'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Only A to Z: a case table that grows with Unicode would one day refuse keys under which data is stored.</summary>
    [Fact]
    public void Keys_that_differ_by_the_case_of_other_letters_are_two_keys() =>
        Assert.Equal(2, EncryptionContext.Of(("\u00E5", "1"), ("\u00C5", "2")).Count);

    [Fact]
    public void The_largest_context_has_8192_bytes()
    {
        // count 2 + (2 + 1) + 2 leaves 8185 bytes for the value
        Assert.Equal(8192, EncryptionContext.Of(("k", new string('v', 8185))).CanonicalBytes.Length);
        Assert.Throws<EncryptionContextException>(() => EncryptionContext.Of(("k", new string('v', 8186))));
    }

    [Fact]
    public void Canonical_encoding_is_injective() =>
        Checks.Hold(
            Arb.From(Contexts().Two()),
            contexts =>
            {
                var (one, other) = contexts;
                var same = one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);
                return same == one.CanonicalBytes.Span.SequenceEqual(other.CanonicalBytes.Span) && same == one.Equals(other);
            });

    /// <summary>Moving a boundary between two texts must move the encoding: {ab: c} is not {a: bc}.</summary>
    [Fact]
    public void Moving_a_boundary_changes_the_encoding() =>
        Checks.Hold(
            Arb.From(Checks.Text().Where(text => text.EnumerateRunes().Count() >= 3)),
            text =>
            {
                var encodings = new HashSet<string>();
                var cuts = 0;
                for (var cut = 1; cut < text.Length; cut++)
                {
                    if (char.IsLowSurrogate(text[cut]))
                        continue;
                    cuts++;
                    encodings.Add(Convert.ToHexString(EncryptionContext.Of((text[..cut], text[cut..])).CanonicalBytes.Span));
                }
                return encodings.Count == cuts;
            });

    [Fact]
    public void Canonical_bytes_hold_exactly_what_was_given() =>
        Checks.Hold(
            Arb.From(Contexts()),
            context => context.CanonicalBytes.Length == 2 + context.Sum(pair => 4 + Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)));

    // Few short keys and values, so that two random contexts are often nearly equal.
    private static Gen<EncryptionContext> Contexts() =>
        Gen.Elements("a", "b", "ab", "\uFFFD", "\U00010000").Zip(Gen.Elements("", "a", "b", "ab").Zip(Checks.Text(3), (left, right) => left + right + "x"))
            .ListOf()
            .Select(pairs => EncryptionContext.Create(pairs.DistinctBy(pair => pair.Item1).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))));
}
