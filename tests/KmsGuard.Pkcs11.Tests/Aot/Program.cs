using KmsGuard;

// Arguments: module, token label, key label, PIN file.
var options = new Pkcs11Options { ModulePath = args[0], TokenLabel = args[1], Pin = Pkcs11Pin.FromFile(args[3]) };
options.Keys.Add("pii", new Pkcs11KeyOptions { Label = args[2] });
await using var keyring = new Pkcs11Keyring(options);
var context = EncryptionContext.Of(("tenant", "t1"));
using var made = await keyring.GenerateAsync(new DataKeyRequest("pii", context, 1, 1, 1));
var request = new UnwrapRequest("pii", context, 1, made.EncryptedDataKeys, static _ => true);
using var opened = await keyring.UnwrapAsync(request);
Console.WriteLine(opened.Key.SequenceEqual(made.Key) ? "opened" : "WRONG KEY");
try
{
    await keyring.UnwrapAsync(request with { Context = EncryptionContext.Empty });
    Console.WriteLine("OPENED UNDER ANOTHER CONTEXT");
}
catch (CiphertextAuthenticationException)
{
    Console.WriteLine("refused");
}
