using Microsoft.EntityFrameworkCore;
using Quickstart.Keys;
using Quickstart.Models;
using Quickstart;

namespace KmsGuard.Quickstart.Tests;

[Collection("One meter for the process")]
public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly KeyOperations _operations = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _operations.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_data_key_serves_as_many_records_as_it_may()
    {
        var customers = Enumerable.Range(1, 250).Select(number => Some.Customer("aurora", number)).ToArray();
        var stored = await NewRoundTrip().StoreAsync(customers, static _ => { }, Cancellation);
        var (read, back) = await NewRoundTrip().ReadAsync(static _ => { }, Cancellation);
        Assert.Equal(new KeyCounts(Generated: 3 + 1, Unwrapped: 0, Cached: 247 + 249), stored.Keys);      // for records, and for their indexes
        Assert.Equal(new KeyCounts(Generated: 0, Unwrapped: 3, Cached: 247), read.Keys);
        Assert.All(customers, customer => Assert.Empty(CustomerComparison.Differences(customer, back[customer.Id])));
    }

    /// <summary>With one address more than an index of 6 bits has numbers, two share one.</summary>
    [Fact]
    public async Task A_customer_is_found_by_the_address_and_others_who_share_its_index_are_not()
    {
        var customers = Enumerable.Range(1, 65).Select(number => Some.Customer("aurora", number)).Append(Some.Customer("borealis", 1)).ToArray();
        await NewRoundTrip().StoreAsync(customers, static _ => { }, Cancellation);
        var rows = 0;
        foreach (var customer in customers)
        {
            var (candidates, found) = await NewRoundTrip().FindAsync(customer.Tenant, $" {customer.Email.ToUpperInvariant()}", Cancellation);
            Assert.Equal(customer.Id, Assert.Single(found).Id);
            rows += candidates;
        }
        Assert.True(rows > customers.Length);
        Assert.Empty((await NewRoundTrip().FindAsync("aurora", "nobody@example.com", Cancellation)).Found);
    }

    [Fact]
    public async Task A_short_address_takes_as_many_bytes_as_a_long_one()
    {
        Customer[] customers = [Some.Customer("aurora", 1), Some.Customer("aurora", 1_000_000)];
        await NewRoundTrip().StoreAsync(customers, static _ => { }, Cancellation);
        using var raw = new RawDatabase(_folder.File("customers.db"));
        Assert.All(customers, customer => Assert.Equal(64 + 28, raw.Blob(customer.Id, "Email").Length));
    }

    [Fact]
    public async Task When_the_last_record_cannot_be_encrypted_none_is_stored()
    {
        var customers = Enumerable.Range(1, 250).Select(number => Some.Customer("aurora", number)).ToArray();
        customers[^1].Name = "lone surrogate \uD800";
        await Assert.ThrowsAnyAsync<ArgumentException>(() => NewRoundTrip().StoreAsync(customers, static _ => { }, Cancellation));
        await using var database = new CustomerDatabase(_folder.File("customers.db"));
        Assert.Equal(0, await database.Customers.CountAsync(Cancellation));
    }

    [Fact]
    public async Task The_search_of_the_file_finds_what_is_clear_and_not_what_is_encrypted()
    {
        var customer = Some.Customer("aurora");
        await NewRoundTrip().StoreAsync([customer], static _ => { }, Cancellation);
        Assert.Equal(1, RawDatabase.CountFound(_folder.File("customers.db"), [customer.Tenant]));
        Assert.Equal(0, RawDatabase.CountFound(_folder.File("customers.db"), [customer.Name, customer.Email, customer.NationalId!, customer.CardNumber!, customer.Notes!]));
    }

    private RoundTrip NewRoundTrip() => new(_folder.File("customers.db"), new LocalKeys(_folder.File("development.key"), _folder.File("keys.db")), _operations);
}
