using KmsGuard;

using var keyring = LocalKeyring.ForDevelopment(Path.Combine(AppContext.BaseDirectory, "development.key"));
var encryptor = new RecordEncryptor(keyring);
EncryptedNote stored = await encryptor.EncryptAsync(new Note { TenantId = "aurora", Id = Guid.NewGuid(), Text = "hello" });
Note back = await encryptor.DecryptAsync(stored);
Console.WriteLine(back.Text == "hello" ? "round trip done" : "not the same");

[EncryptedModel("note")]
internal sealed class Note
{
    [EncryptionContext("tenant")] public required string TenantId { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("text")] public required string Text { get; set; }
}
