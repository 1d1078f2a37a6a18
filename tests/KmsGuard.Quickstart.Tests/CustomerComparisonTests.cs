using Quickstart;
using Quickstart.Models;

namespace KmsGuard.Quickstart.Tests;

public class CustomerComparisonTests
{
    [Fact]
    public void Every_property_is_compared() =>
        Assert.Equal(typeof(Customer).GetProperties().Select(property => property.Name).Order(), CustomerComparison.Properties.Select(property => property.Name).Order());

    [Fact]
    public void Another_scale_is_another_amount() =>
        Assert.Equal(["Balance"], CustomerComparison.Differences(Some.Customer("a", balance: 1.0m), Some.Customer("a", balance: 1.00m)));

    [Fact]
    public void Another_offset_is_another_time()
    {
        var noon = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(["LastContact"], CustomerComparison.Differences(Some.Customer("a", lastContact: noon), Some.Customer("a", lastContact: noon.ToOffset(TimeSpan.FromHours(1)))));
    }

    [Fact]
    public void Null_is_not_empty() =>
        Assert.Equal(["Notes"], CustomerComparison.Differences(Some.Customer("a", notes: null), Some.Customer("a", notes: "")));
}
