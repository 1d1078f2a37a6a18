using System.Text;
using Quickstart.Keys;
using Quickstart.Models;
using Spectre.Console;

namespace Quickstart;

/// <summary>The run as a whole: store, read back, prove, find, attack.</summary>
internal sealed class Demonstration(IAnsiConsole console, string input, Workplace place, KeySource keys)
{
    private static readonly IReadOnlyList<string> EncryptedColumns =
    [
        nameof(EncryptedCustomer.Name), nameof(EncryptedCustomer.Email), nameof(EncryptedCustomer.NationalId), nameof(EncryptedCustomer.CardNumber),
        nameof(EncryptedCustomer.BirthDate), nameof(EncryptedCustomer.Balance), nameof(EncryptedCustomer.LastContact), nameof(EncryptedCustomer.Notes),
    ];

    private readonly Report _report = new(console);

    /// <returns>Whether everything came back equal and every attack ended as it must.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken)
    {
        using var operations = new KeyOperations();
        var roundTrip = new RoundTrip(place.Database, keys, operations);

        _report.Heading("KmsGuard quickstart");
        _report.Places([("input", input), ("database", place.Database), ("branch keys", place.BranchKeys), .. keys.Places]);

        _report.Heading("1. Encrypt, store, read back, decrypt");
        var stored = await console.StepAsync("Encrypting and storing", customers.Count, advance => roundTrip.StoreAsync(customers, advance, cancellationToken));
        var (read, back) = await console.StepAsync("Reading and decrypting", customers.Count, advance => roundTrip.ReadAsync(advance, cancellationToken));
        using (var raw = new RawDatabase(place.Database))
        {
            var (fields, fieldBytes, headerBytes) = raw.Sizes(EncryptedColumns);
            _report.Numbers(keys.WrappedKeys, stored, read, fields, customers.Sum(PlaintextSize), fieldBytes, headerBytes);

            _report.Heading("2. One row, as the database holds it");
            _report.StoredRow(raw.Row((customers.FirstOrDefault(customer => customer.CardNumber is null) ?? customers[0]).Id));
        }

        _report.Heading("3. Did everything come back, and is nothing readable?");
        var equal = Compare(customers, back) & SearchFile(customers);

        _report.Heading("4. Finding what is encrypted");
        var found = await FindAsync(roundTrip, customers, cancellationToken);

        _report.Heading("5. What an attacker with the database gets");
        var defended = await AttackAsync(roundTrip, customers, cancellationToken);
        _report.Line("");
        _report.Line("What was written is still there: look at it, then delete it.");
        return equal && found && defended;
    }

    private bool Compare(IReadOnlyList<Customer> customers, IReadOnlyDictionary<Guid, Customer> back)
    {
        var properties = CustomerComparison.Properties.Count;
        var different = customers.Sum(customer => back.TryGetValue(customer.Id, out var read) ? CustomerComparison.Differences(customer, read).Count : properties);
        var compared = customers.Count * properties;
        _report.Check(different == 0, $"{Report.Number(compared - different)} of {Report.Number(compared)} values are equal to the last bit: {Report.Number(customers.Count)} records x {properties} properties");
        _report.Check(back.Count == customers.Count, $"{Report.Number(back.Count)} records in the database, {Report.Number(customers.Count)} in the CSV file");
        return different == 0 && back.Count == customers.Count;
    }

    private bool SearchFile(IReadOnlyList<Customer> customers)
    {
        string[] texts = [.. customers.SelectMany(customer => new[] { customer.Name, customer.Email, customer.CardNumber, customer.Notes }).OfType<string>().Where(IsTelling).Distinct()];
        var found = RawDatabase.CountFound(place.Database, texts);
        _report.Check(found == 0, $"{Report.Number(found)} of {Report.Number(texts.Length)} names, e-mail addresses, card numbers and notes can be found in the bytes of the database file");
        return found == 0;
    }

    /// <summary>Not so short that it would be found by chance among random bytes, and not a word that may be the name of a column.</summary>
    private static bool IsTelling(string text) => Encoding.UTF8.GetByteCount(text) >= 6 && !text.All(char.IsAsciiLetter);

    /// <summary>As a person would type it: in capitals, with a space too many.</summary>
    private async Task<bool> FindAsync(RoundTrip roundTrip, IReadOnlyList<Customer> customers, CancellationToken cancellationToken)
    {
        var wanted = customers.FirstOrDefault(customer => customer.Email.Length > 0) ?? customers[0];
        var (rows, found) = await roundTrip.FindAsync(wanted.Tenant, $" {wanted.Email.ToUpperInvariant()}", cancellationToken);
        var expected = customers.Where(customer => customer.Tenant == wanted.Tenant && string.Equals(customer.Email.Trim(), wanted.Email.Trim(), StringComparison.OrdinalIgnoreCase)).Select(customer => customer.Id);
        var isRight = found.Select(customer => customer.Id).Order().SequenceEqual(expected.Order());
        _report.Check(isRight, $"{Report.Number(rows)} of {Report.Number(customers.Count)} rows have the blind index of an e-mail address; decrypted and compared, {Report.Number(found.Count)} {(found.Count == 1 ? "has" : "have")} it");
        return isRight;
    }

    private async Task<bool> AttackAsync(RoundTrip roundTrip, IReadOnlyList<Customer> customers, CancellationToken cancellationToken)
    {
        using var open = keys.Open();
        using var scene = AttackScene.Create(place.Database, open.Encryptor, customers);
        if (scene is null)
        {
            _report.Line("Not shown: it takes two customers of one tenant, one of them with an e-mail address, a national id and a note, and one of another tenant.");
            return true;
        }

        var outcomes = new List<AttackOutcome>();
        foreach (var attack in Attacks.All)
            outcomes.Add(await scene.TryAsync(attack, cancellationToken));

        _report.Line("Each was done to the database file with plain SQL, read by the application, and undone.");
        _report.AttackTable(outcomes);
        var unexpected = outcomes.Count(outcome => !outcome.AsExpected);
        _report.Check(unexpected == 0, $"{outcomes.Count - unexpected} of {outcomes.Count} ended as the design says: {outcomes.Count(outcome => outcome.Refused)} refused, {outcomes.Count(outcome => !outcome.Refused)} not");

        var (_, after) = await roundTrip.ReadAsync(static _ => { }, cancellationToken);
        var restored = customers.All(customer => after.TryGetValue(customer.Id, out var read) && CustomerComparison.Differences(customer, read).Count == 0);
        _report.Check(restored, "the database is as it was before the attacks");
        return unexpected == 0 && restored;
    }

    private static long PlaintextSize(Customer customer) =>
        EncryptedCustomer.Fields.Name.Measure(customer.Name)
        + EncryptedCustomer.Fields.Email.Measure(customer.Email)
        + EncryptedCustomer.Fields.NationalId.Measure(customer.NationalId)
        + EncryptedCustomer.Fields.CardNumber.Measure(customer.CardNumber)
        + EncryptedCustomer.Fields.BirthDate.Measure(customer.BirthDate)
        + EncryptedCustomer.Fields.Balance.Measure(customer.Balance)
        + EncryptedCustomer.Fields.LastContact.Measure(customer.LastContact)
        + EncryptedCustomer.Fields.Notes.Measure(customer.Notes);
}
