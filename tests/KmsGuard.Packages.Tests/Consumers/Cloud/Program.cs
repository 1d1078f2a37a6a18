using KmsGuard;
using KmsGuard.Testing;

var kms = new TestKms();
using var client = kms.CreateClient();
var options = new AwsKmsKeyringOptions();
options.Keys["pii"] = new AwsKmsKeyOptions { KeyArn = kms.CreateKey("alias/pii") };
using var cache = new CachingKeyring(new AwsKmsKeyring(client, options));
var encryptor = new RecordEncryptor(cache);

var note = new Note { TenantId = "aurora", Id = Guid.NewGuid(), Text = "hello" };
EncryptedNote stored = await encryptor.EncryptAsync(note);
await encryptor.EvictAsync("pii");
Note back = await encryptor.DecryptAsync(stored, EncryptedNote.Expect(note.TenantId, note.Id));

using var hsm = new Pkcs11Keyring(new Pkcs11Options { ModulePath = "no-such-module.so", TokenLabel = "t", Keys = { ["pii"] = new Pkcs11KeyOptions { Label = "kek" } } });
try
{
    await hsm.CheckAsync();
}
catch (KeyUnavailableException exception) when (exception.Message.Contains("no-such-module.so", StringComparison.Ordinal))
{
    Console.WriteLine(back.Text == note.Text && kms.CountCalls("GenerateDataKey") == 1 && kms.CountCalls("Decrypt") == 1 ? "round trip done" : "not the same");
}

[EncryptedModel("note", KeyName = "pii")]
internal sealed class Note
{
    [EncryptionContext("tenant")] public required string TenantId { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("text")] public required string Text { get; set; }
}
