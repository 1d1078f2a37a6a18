using Quickstart.Models;

namespace Quickstart;

/// <summary>What makes two customers the same: every property, to the last bit.</summary>
internal static class CustomerComparison
{
    public static readonly IReadOnlyList<(string Name, Func<Customer, object?> Value)> Properties =
    [
        (nameof(Customer.Tenant), customer => customer.Tenant),
        (nameof(Customer.Id), customer => customer.Id),
        (nameof(Customer.Country), customer => customer.Country),
        (nameof(Customer.Name), customer => customer.Name),
        (nameof(Customer.Email), customer => customer.Email),
        (nameof(Customer.NationalId), customer => customer.NationalId),
        (nameof(Customer.CardNumber), customer => customer.CardNumber),
        (nameof(Customer.BirthDate), customer => customer.BirthDate),
        (nameof(Customer.Balance), customer => customer.Balance),
        (nameof(Customer.LastContact), customer => customer.LastContact),
        (nameof(Customer.Notes), customer => customer.Notes),
    ];

    /// <summary>The names of the properties that differ.</summary>
    public static IReadOnlyList<string> Differences(Customer expected, Customer actual) =>
        [.. Properties.Where(property => !Same(property.Value(expected), property.Value(actual))).Select(property => property.Name)];

    private static bool Same(object? expected, object? actual) => (expected, actual) switch
    {
        // 1.0 and 1.00 are equal to Equals, and not what was stored.
        (decimal a, decimal b) => decimal.GetBits(a).AsSpan().SequenceEqual(decimal.GetBits(b)),
        // The same instant in another offset is another value.
        (DateTimeOffset a, DateTimeOffset b) => a.EqualsExact(b),
        _ => Equals(expected, actual),
    };
}
