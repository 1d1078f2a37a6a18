using Quickstart.Models;

namespace KmsGuard.Quickstart.Tests;

internal static class Some
{
    /// <summary>A customer whose id follows from the tenant and number.</summary>
    public static Customer Customer(string tenant, int number = 1, string name = "Åsa Öberg", decimal balance = 12.50m, DateTimeOffset? lastContact = null, string? notes = "A note") => new()
    {
        Tenant = tenant,
        Id = new Guid(number, (short)tenant[0], 0, 0, 0, 0, 0, 0, 0, 0, 1),
        Country = "SE",
        Name = name,
        Email = $"asa{number}@example.com",
        NationalId = "19840229-0000",
        CardNumber = "4242424242424242",
        BirthDate = new DateOnly(1984, 2, 29),
        Balance = balance,
        LastContact = lastContact,
        Notes = notes,
    };
}
