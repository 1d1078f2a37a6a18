using System.Text.Json;
using KmsGuard;
using Layered.Models;

using var keyring = LocalKeyring.ForDevelopment(Path.Combine(AppContext.BaseDirectory, "development.key"));
var encryptor = new RecordEncryptor(keyring);
var note = new Note { TenantId = "aurora", Id = Guid.NewGuid(), Text = "hello", Stars = 5 };
EncryptedNote stored = await encryptor.EncryptAsync(note);
stored = JsonSerializer.Deserialize<EncryptedNote>(JsonSerializer.Serialize(stored))!;
await encryptor.SetFieldAsync(stored, EncryptedNote.Fields.Text, "hello again");
Note back = await encryptor.DecryptAsync(stored, EncryptedNote.Expect(note.TenantId, note.Id));
Console.WriteLine(back.Text == "hello again" && back.Stars == 5 ? "round trip done" : "not the same");
