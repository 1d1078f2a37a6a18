using KmsGuard.Tests.Keyrings;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Records;

/// <summary>What the record tests share: an encryptor over a keyring that counts, and patients.</summary>
public abstract class PatientRecords : IDisposable
{
    /// <summary>In every secret value, and so in no message.</summary>
    protected const string Marker = "s3cr3t";

    internal ScriptedKeyring Keyring { get; } = new();

    protected RecordEncryptor Encryptor => field ??= new RecordEncryptor(Keyring);

    public void Dispose()
    {
        Keyring.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Patient NewPatient(string tenant = "t1", string name = "Åsa " + Marker) => new()
    {
        Tenant = tenant,
        Id = Guid.NewGuid(),
        Name = name,
        Notes = Marker,
        Born = new DateOnly(1970, 1, 31),
        Seen = new DateTimeOffset(2026, 11, 24, 8, 30, 0, TimeSpan.FromHours(2)),
        Weight = 71.50m,
        Visits = 3,
        Number = 42,
        Insurer = Guid.NewGuid(),
        Smoker = false,
        Blood = BloodGroup.AB,
        Scan = [1, 2, 3],
        Allergy = Marker,
        Ward = "7b",
    };

    protected static void AssertEqual(Patient expected, Patient actual) =>
        Assert.Equivalent(expected, actual, strict: true);

    /// <summary>A message never repeats what it is about.</summary>
    protected static T Harmless<T>(T exception)
        where T : Exception
    {
        Assert.DoesNotContain(Marker, exception.ToString(), StringComparison.Ordinal);
        return exception;
    }
}
