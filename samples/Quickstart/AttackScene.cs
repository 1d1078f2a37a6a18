using KmsGuard;
using Microsoft.EntityFrameworkCore;
using Quickstart.Models;

namespace Quickstart;

/// <summary>Three customers in a real database, what the attacker can do to their rows, and what the application then reads.</summary>
internal sealed class AttackScene : IDisposable
{
    private const string NewEmail = "new.address@example.com";

    private readonly string _path;
    private readonly RecordEncryptor _encryptor;
    private readonly RawDatabase _raw;
    private readonly Dictionary<Guid, Customer> _truth;

    private AttackScene(string path, RecordEncryptor encryptor, Customer victim, Customer neighbour, Customer stranger)
    {
        _path = path;
        _encryptor = encryptor;
        _raw = new RawDatabase(path);
        (Victim, Neighbour, Stranger) = (victim, neighbour, stranger);
        _truth = new[] { victim, neighbour, stranger }.ToDictionary(customer => customer.Id);
    }

    public Customer Victim { get; }

    /// <summary>Another customer of the same tenant.</summary>
    public Customer Neighbour { get; }

    /// <summary>A customer of another tenant.</summary>
    public Customer Stranger { get; }

    /// <summary>Chooses the three customers; <see langword="null"/> if the file has no such three.</summary>
    public static AttackScene? Create(string path, RecordEncryptor encryptor, IReadOnlyList<Customer> customers)
    {
        foreach (var victim in customers.Where(customer => customer is { Email.Length: > 0, NationalId: not null, Notes.Length: > 0 } && customer.Email != NewEmail))
        {
            var neighbour = customers.FirstOrDefault(customer => customer.Tenant == victim.Tenant && customer.Id != victim.Id);
            var stranger = customers.FirstOrDefault(customer => customer.Tenant != victim.Tenant);
            if (neighbour is not null && stranger is not null)
                return new AttackScene(path, encryptor, victim, neighbour, stranger);
        }
        return null;
    }

    public void Dispose() => _raw.Dispose();

    /// <summary>Does it, reads all three customers as the application would, and puts everything back.</summary>
    public async Task<AttackOutcome> TryAsync(Attack attack, CancellationToken cancellationToken)
    {
        using var snapshot = _raw.Snapshot();
        try
        {
            await attack.Perform(this);
            var refusals = new List<Type>();
            var misread = new List<string>();
            foreach (var original in new[] { Victim, Neighbour, Stranger })
                await ReadAsync(original, refusals, misread, cancellationToken);
            return new AttackOutcome(attack, [.. refusals.Distinct()], misread);
        }
        finally
        {
            _raw.Restore(snapshot);
            foreach (var original in new[] { Victim, Neighbour, Stranger })
                _truth[original.Id] = original;
        }
    }

    public IReadOnlyList<(string Column, object? Value)> Row(Customer customer) => _raw.Row(customer.Id);

    public byte[] Blob(Customer customer, string column) => _raw.Blob(customer.Id, column);

    public void Set(Customer customer, string column, object? value) => _raw.Set(customer.Id, column, value);

    public void Change(Customer customer, string column, Func<byte[], byte[]> change) => Set(customer, column, change(Blob(customer, column)));

    public void Exchange(Customer one, string columnOfOne, Customer other, string columnOfOther)
    {
        var (a, b) = (Blob(one, columnOfOne), Blob(other, columnOfOther));
        Set(one, columnOfOne, b);
        Set(other, columnOfOther, a);
    }

    /// <summary>The row of one customer stands where the other's stood.</summary>
    public void PassOff(Customer row, Customer asCustomer)
    {
        _raw.Delete(asCustomer.Id);
        Set(row, nameof(EncryptedCustomer.Id), asCustomer.Id);
    }

    /// <summary>The application, not the attacker, changes one field in place.</summary>
    public Task SetEmailByApplicationAsync(Customer customer) =>
        WriteAsync(customer, stored => _encryptor.SetFieldAsync(stored, EncryptedCustomer.Fields.Email, NewEmail));

    /// <summary>The application, not the attacker, writes the whole record anew.</summary>
    public Task UpdateByApplicationAsync(Customer customer) =>
        WriteAsync(customer, stored => _encryptor.UpdateAsync(stored, WithNewEmail(customer)));

    private async Task WriteAsync(Customer customer, Func<EncryptedCustomer, ValueTask> write)
    {
        await using var database = new CustomerDatabase(_path);
        var stored = await database.Customers.SingleAsync(row => row.Id == customer.Id);
        await write(stored);
        await database.SaveChangesAsync();
        _truth[customer.Id] = WithNewEmail(customer);
    }

    private async Task ReadAsync(Customer original, List<Type> refusals, List<string> misread, CancellationToken cancellationToken)
    {
        await using var database = new CustomerDatabase(_path);
        var stored = await database.Customers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == original.Id, cancellationToken);
        if (stored is null)
            return;
        try
        {
            var read = await _encryptor.DecryptAsync(stored, cancellationToken);
            misread.AddRange(CustomerComparison.Differences(_truth[original.Id], read).Select(property => Describe(property, original, read)));
        }
        catch (Exception e) when (e is CiphertextAuthenticationException or CiphertextFormatException or KeyUnavailableException or EncryptionContextException)
        {
            refusals.Add(e.GetType());
        }
    }

    private static string Describe(string property, Customer original, Customer read)
    {
        if (!CustomerComparison.Differences(original, read).Contains(property))
            return $"the old {property}";
        var value = CustomerComparison.Properties.Single(candidate => candidate.Name == property).Value(read);
        return value is null ? $"no {property}" : $"another {property}";
    }

    private static Customer WithNewEmail(Customer customer) => new()
    {
        Tenant = customer.Tenant,
        Id = customer.Id,
        Country = customer.Country,
        Name = customer.Name,
        Email = NewEmail,
        NationalId = customer.NationalId,
        CardNumber = customer.CardNumber,
        BirthDate = customer.BirthDate,
        Balance = customer.Balance,
        LastContact = customer.LastContact,
        Notes = customer.Notes,
    };
}
