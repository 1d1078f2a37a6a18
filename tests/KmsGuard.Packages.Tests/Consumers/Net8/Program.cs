using System.Runtime.InteropServices;
using KmsGuard;
using KmsGuard.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

using var keyring = LocalKeyring.ForDevelopment(Path.Combine(AppContext.BaseDirectory, "development.key"));
var encryptor = new RecordEncryptor(keyring);
var patient = new Patient("ward-3", 17, "Ada", new DateOnly(1815, 12, 10));
await using (var clinic = new Clinic())
{
    await clinic.Database.EnsureCreatedAsync();
    clinic.Patients.Add(await encryptor.EncryptAsync(patient));
    await clinic.SaveChangesAsync();
}
await using (var clinic = new Clinic())
{
    var back = await encryptor.DecryptAsync(await clinic.Patients.SingleAsync(), EncryptedPatient.Expect("ward-3", 17));
    Console.WriteLine(back == patient ? $"round trip done on {RuntimeInformation.FrameworkDescription}" : $"not the same: {back.Id}");
}

[EncryptedModel("patient")]
internal sealed record Patient(
    [property: EncryptionContext("ward")] string Ward,
    [property: RecordIdentity("id")] int Id,
    [property: Encrypted("name")] string Name,
    [property: Encrypted("birth")] DateOnly? Birth);

internal sealed class Clinic : DbContext
{
    public DbSet<EncryptedPatient> Patients => Set<EncryptedPatient>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.UseSqlite($"Data Source={Path.Combine(AppContext.BaseDirectory, "clinic.db")}").UseKmsGuard();
}
