using System.Text;
using Quickstart;
using Quickstart.Models;

namespace KmsGuard.Quickstart.Tests;

/// <summary>The committed data is what the README promises, and nobody's real card or address.</summary>
public class CommittedCustomersTests
{
    /// <summary>Test card numbers that the payment networks and processors publish.</summary>
    private static readonly HashSet<string> TestCards =
    [
        "4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222", "5200828282828210", "378282246310005", "371449635398431",
        "6011111111111117", "6011000990139424", "3056930009020004", "36227206271667", "3566002020360505", "6200000000000005",
    ];

    private static readonly IReadOnlyList<Customer> Customers = CustomerFile.Read(Path.Combine(AppContext.BaseDirectory, "customers.csv"));

    [Fact]
    public void A_thousand_people_of_two_tenants_and_many_countries()
    {
        Assert.Equal(1000, Customers.Count);
        Assert.Equal(["aurora-health", "borealis-bank"], Customers.Select(customer => customer.Tenant).Distinct().Order());
        Assert.True(Customers.Select(customer => customer.Country).Distinct().Count() >= 40);
    }

    [Fact]
    public void Only_test_card_numbers() =>
        Assert.All(Customers, customer => Assert.True(customer.CardNumber is null || TestCards.Contains(customer.CardNumber)));

    [Fact]
    public void Only_example_domains() =>
        Assert.All(Customers, customer => Assert.Matches("^$|@example\\.(com|org|net)$", customer.Email));

    [Fact]
    public void Values_are_missing_and_empty_and_both()
    {
        Assert.Contains(Customers, customer => customer.NationalId is null);
        Assert.Contains(Customers, customer => customer.NationalId is "");
        Assert.Contains(Customers, customer => customer.CardNumber is null);
        Assert.Contains(Customers, customer => customer.BirthDate is null);
        Assert.Contains(Customers, customer => customer.LastContact is null);
        Assert.Contains(Customers, customer => customer.Notes is null);
        Assert.Contains(Customers, customer => customer.Notes is "");
        Assert.Contains(Customers, customer => customer.Email is "");
    }

    [Fact]
    public void Amounts_are_zero_negative_and_as_large_as_they_get()
    {
        Assert.Contains(Customers, customer => customer.Balance == 0);
        Assert.Contains(Customers, customer => customer.Balance < 0);
        Assert.Contains(Customers, customer => customer.Balance is decimal.MaxValue or decimal.MinValue);
    }

    [Theory]
    [InlineData("Cyrillic", 0x0400, 0x04FF)]
    [InlineData("Greek", 0x0370, 0x03FF)]
    [InlineData("Armenian", 0x0530, 0x058F)]
    [InlineData("Hebrew", 0x0590, 0x05FF)]
    [InlineData("Arabic", 0x0600, 0x06FF)]
    [InlineData("Devanagari", 0x0900, 0x097F)]
    [InlineData("Bengali", 0x0980, 0x09FF)]
    [InlineData("Tamil", 0x0B80, 0x0BFF)]
    [InlineData("Kannada", 0x0C80, 0x0CFF)]
    [InlineData("Thai", 0x0E00, 0x0E7F)]
    [InlineData("Georgian", 0x10A0, 0x10FF)]
    [InlineData("Ethiopic", 0x1200, 0x137F)]
    [InlineData("Tifinagh", 0x2D30, 0x2D7F)]
    [InlineData("Kana", 0x3040, 0x30FF)]
    [InlineData("Han", 0x4E00, 0x9FFF)]
    [InlineData("Han outside the basic plane", 0x20000, 0x2FFFF)]
    [InlineData("Hangul", 0xAC00, 0xD7AF)]
    public void Names_are_in_many_scripts(string script, int first, int last) =>
        Assert.True(Customers.Any(customer => customer.Name.EnumerateRunes().Any(rune => rune.Value >= first && rune.Value <= last)), script);

    [Fact]
    public void Notes_are_long_and_hold_what_breaks_csv()
    {
        Assert.True(Customers.Count(customer => customer.Notes is { } notes && Encoding.UTF8.GetByteCount(notes) > 2000) >= 10);
        foreach (var mark in new[] { "\n", "\r\n", "\"", ",", "\u0301", "👨‍👩‍👧‍👦" })
            Assert.Contains(Customers, customer => customer.Notes?.Contains(mark, StringComparison.Ordinal) == true);
    }
}
