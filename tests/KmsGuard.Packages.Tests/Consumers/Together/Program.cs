using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using KmsGuard;

using var keyring = LocalKeyring.ForDevelopment(Path.Combine(AppContext.BaseDirectory, "development.key"));
var encryptor = new RecordEncryptor(keyring);
EncryptedNote stored = await encryptor.EncryptAsync(new Note { TenantId = "aurora", Text = "hello" });
Note back = await encryptor.DecryptAsync(stored);
Console.WriteLine(back.Text == "hello" ? "round trip done" : "not the same");

[EncryptedModel("note")]
internal sealed class Note
{
    [EncryptionContext("tenant")] public required string TenantId { get; init; }
    [Encrypted("text")] public required string Text { get; set; }
}

internal sealed class Legacy(IAmazonKeyManagementService kms)
{
    public Task<EncryptResponse> SealAsync(MemoryStream secret) =>
        kms.EncryptAsync(new EncryptRequest { KeyId = "alias/legacy", Plaintext = secret });
}
