using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Quickstart.Keys;
using Quickstart.Models;

namespace Quickstart;

/// <summary>The main job: customers into the database encrypted, found in it, and out of it again.</summary>
internal sealed class RoundTrip(string databasePath, KeySource keys, KeyOperations operations)
{
    private const int BatchSize = 100;

    /// <summary>Encrypts and stores everything, or nothing: one transaction.</summary>
    public async Task<StepNumbers> StoreAsync(IReadOnlyList<Customer> customers, Action<int> advance, CancellationToken cancellationToken)
    {
        using var open = keys.Open();
        var encryptor = open.Encryptor;
        await using var database = new CustomerDatabase(databasePath);
        await database.Database.EnsureCreatedAsync(cancellationToken);
        var step = new StepClock(operations);      // from here: an application builds its EF Core model once
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        foreach (var batch in customers.Chunk(BatchSize))
        {
            foreach (var customer in batch)
            {
                var started = Stopwatch.GetTimestamp();
                EncryptedCustomer stored = await encryptor.EncryptAsync(customer, cancellationToken);
                step.Record(started);
                database.Customers.Add(stored);
            }
            await database.SaveChangesAsync(cancellationToken);
            database.ChangeTracker.Clear();
            advance(batch.Length);
        }
        await transaction.CommitAsync(cancellationToken);
        return step.Finish();
    }

    /// <summary>Reads everything back with a new context, a new encryptor and an empty cache.</summary>
    public async Task<(StepNumbers Numbers, IReadOnlyDictionary<Guid, Customer> Customers)> ReadAsync(Action<int> advance, CancellationToken cancellationToken)
    {
        using var open = keys.Open();
        var encryptor = open.Encryptor;
        var step = new StepClock(operations);
        var customers = new Dictionary<Guid, Customer>();
        await using var database = new CustomerDatabase(databasePath);
        await foreach (EncryptedCustomer stored in database.Customers.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var started = Stopwatch.GetTimestamp();
            Customer customer = await encryptor.DecryptAsync(stored, cancellationToken);
            step.Record(started);
            customers.Add(customer.Id, customer);
            advance(1);
        }
        return (step.Finish(), customers);
    }

    /// <summary>Finds a tenant's customers by e-mail address: rows by its blind index, which others share, and among those by the decrypted value.</summary>
    public async Task<(int Rows, IReadOnlyList<Customer> Found)> FindAsync(string tenant, string email, CancellationToken cancellationToken)
    {
        using var open = keys.Open();
        var encryptor = open.Encryptor;
        var index = await encryptor.IndexAsync(EncryptedCustomer.Fields.Email, email, tenant, cancellationToken);
        await using var database = new CustomerDatabase(databasePath);
        var candidates = database.Customers.AsNoTracking().Where(stored => stored.Tenant == tenant && stored.EmailIndex == index);
        var (rows, found) = (0, new List<Customer>());
        await foreach (Customer customer in encryptor.DecryptAllAsync(candidates.AsAsyncEnumerable(), cancellationToken))
        {
            rows++;
            if (EncryptedCustomer.Fields.Email.Matches(customer.Email, email))
                found.Add(customer);
        }
        return (rows, found);
    }

    private sealed class StepClock(KeyOperations operations)
    {
        private readonly KeyCounts _before = operations.Counts;
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly List<TimeSpan> _crypto = [];

        public void Record(long started) => _crypto.Add(Stopwatch.GetElapsedTime(started));

        public StepNumbers Finish()
        {
            var elapsed = Stopwatch.GetElapsedTime(_started);
            _crypto.Sort();
            return new StepNumbers(_crypto.Count, operations.Counts - _before, elapsed, _crypto[_crypto.Count / 2]);
        }
    }
}

/// <param name="Records">How many records.</param>
/// <param name="Keys">What it took of keys.</param>
/// <param name="Elapsed">Cryptography and database together.</param>
/// <param name="MedianCrypto">Cryptography alone, for the median record: the first ones also wait for the compiler.</param>
internal sealed record StepNumbers(int Records, KeyCounts Keys, TimeSpan Elapsed, TimeSpan MedianCrypto);
