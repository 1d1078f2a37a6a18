using KmsGuard;
using Strict;

using var keyring = LocalKeyring.ForDevelopment(Path.Combine(AppContext.BaseDirectory, "development.key"));
var encryptor = new RecordEncryptor(keyring);
var account = new Account { TenantId = "aurora", Id = Guid.NewGuid(), Owner = "Ada", Kind = AccountKind.Savings, Balance = 12.5m, Opened = DateTimeOffset.UnixEpoch, Scan = [1, 2, 3] };
EncryptedAccount stored = await encryptor.EncryptAsync(account);
Account back = await encryptor.DecryptAsync(stored, EncryptedAccount.Expect(account.TenantId, account.Id));
Console.WriteLine(back.Owner == account.Owner && back.Kind == account.Kind && back.Balance == account.Balance && back.Limit is null && back.Scan.SequenceEqual(account.Scan) ? "round trip done" : "not the same");
