using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class DataKeyNotClearedTests
{
    [Theory]
    [InlineData("var {|KMSG1010:dek|} = generated.Plaintext.ToArray(); using var aes = new AesGcm(dek, 16);")]
    [InlineData("byte[] {|KMSG1010:dek|}; dek = generated.Plaintext.ToArray(); Seal(dek);")]
    [InlineData("var {|KMSG1010:dek|} = new byte[generated.Plaintext.Length]; generated.Plaintext.Read(dek, 0, dek.Length); Seal(dek);")]
    [InlineData("var {|KMSG1010:dek|} = new byte[32]; await generated.Plaintext.ReadExactlyAsync(dek); Seal(dek);")]
    [InlineData("var {|KMSG1010:dek|} = new byte[32]; generated.Plaintext.Read(dek.AsSpan()); Seal(dek);")]
    [InlineData("using var stream = generated.Plaintext; var {|KMSG1010:dek|} = stream.GetBuffer(); Seal(dek);")]
    [InlineData("using (var stream = new MemoryStream()) { generated.Plaintext.CopyTo(stream); var {|KMSG1010:dek|} = stream.ToArray(); Seal(dek); }")]
    [InlineData("using var reader = new BinaryReader(generated.Plaintext); var {|KMSG1010:dek|} = reader.ReadBytes(32); Seal(dek);")]
    [InlineData("var {|KMSG1010:dek|} = generated?.Plaintext?.ToArray(); Seal(dek);")]
    [InlineData("var {|KMSG1010:dek|} = generated.Plaintext.ToArray(); var same = dek; Seal(same);")]
    [InlineData("var (encrypted, {|KMSG1010:dek|}) = (generated.CiphertextBlob.ToArray(), generated.Plaintext.ToArray()); Seal(dek);")]
    [InlineData("var {|KMSG1010:dek|} = generated.Plaintext.ToArray(); var list = new List<int>(); list.Clear(); Seal(dek); generated.Plaintext.Dispose();")]
    [InlineData("var {|KMSG1010:dek|} = generated.Plaintext.ToArray(); await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(dek) });")]
    [InlineData("Seal({|KMSG1010:generated.Plaintext.ToArray()|});")]
    [InlineData("using var aes = new AesGcm({|KMSG1010:generated.Plaintext.ToArray()|}, 16);")]
    [InlineData("using var aes = Aes.Create(); aes.Key = {|KMSG1010:generated.Plaintext.ToArray()|};")]
    [InlineData("var {|KMSG1010:dek|} = (await kms.GenerateDataKeyAsync(given)).Plaintext.ToArray(); Seal(dek);")]
    [InlineData("var {|KMSG1010:dek|} = kms.GenerateDataKeyAsync(given).Result.Plaintext.ToArray(); Seal(dek);")]
    [InlineData("var {|KMSG1010:dek|} = kms.GenerateDataKey(given).Plaintext.ToArray(); Seal(dek);")]
    [InlineData("var pair = await kms.GenerateDataKeyPairAsync(null); var {|KMSG1010:bytes|} = pair.PrivateKeyPlaintext.ToArray(); using var rsa = RSA.Create(); rsa.ImportPkcs8PrivateKey(bytes, out _);")]
    public async Task KMSG1010_Triggers_on_a_key_that_nothing_clears(string body) =>
        await Verify.Triggers<DataKeyNotCleared>(InService(body));

    [Theory]
    [InlineData("var {|KMSG1010:bytes|} = decrypted.Plaintext.ToArray(); using var aes = new AesGcm(bytes, 16);")]
    [InlineData("var {|KMSG1010:bytes|} = decrypted.Plaintext.ToArray(); using var aes = Aes.Create(); aes.Key = bytes;")]
    [InlineData("var {|KMSG1010:bytes|} = decrypted.Plaintext.ToArray(); Seal(bytes);")]
    [InlineData("var {|KMSG1010:plaintextKey|} = decrypted.Plaintext.ToArray(); Show(plaintextKey);")]
    [InlineData("var {|KMSG1010:dekBytes|} = decrypted.Plaintext.ToArray(); Show(dekBytes);")]
    [InlineData("var r = await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(encryptedDataKey) }); Show({|KMSG1010:r.Plaintext.ToArray()|});")]
    [InlineData("var r = await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(Convert.FromBase64String(row.WrappedKey)) }).ConfigureAwait(false); Show({|KMSG1010:r.Plaintext.ToArray()|});")]
    [InlineData("var request = new DecryptRequest(); request.CiphertextBlob = new MemoryStream(encryptedDataKey); Show({|KMSG1010:kms.DecryptAsync(request).Result.Plaintext.ToArray()|});")]
    public async Task KMSG1010_Triggers_on_what_is_decrypted_and_is_a_key(string body) =>
        await Verify.Triggers<DataKeyNotCleared>(InService(body));

    [Theory]
    [InlineData("private async Task<byte[]> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return r.Plaintext.ToArray(); }", "var {|KMSG1010:bytes|} = await Fetch(); Show(bytes);")]
    [InlineData("private async Task<byte[]> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); var inner = r.Plaintext.ToArray(); return inner; }", "Show(await {|KMSG1010:Fetch()|});")]
    [InlineData("private async Task<(byte[] Plain, byte[] Wrapped)> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return (r.Plaintext.ToArray(), r.CiphertextBlob.ToArray()); }", "var ({|KMSG1010:bytes|}, _) = await Fetch(); Show(bytes);")]
    [InlineData("private async Task<(MemoryStream Plain, byte[] Wrapped)> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return (r.Plaintext, r.CiphertextBlob.ToArray()); }", "var fetched = await Fetch(); Show(fetched.Wrapped); Show({|KMSG1010:fetched.Plain.ToArray()|});")]
    [InlineData("private static byte[] All(Stream stream) { using var copy = new MemoryStream(); stream.CopyTo(copy); return copy.ToArray(); }", "var {|KMSG1010:bytes|} = All(generated.Plaintext); Show(bytes);")]
    [InlineData("private async Task<T> Retry<T>(Func<Task<T>> action) => await action();", "var r = await Retry(() => kms.GenerateDataKeyAsync(given)); var {|KMSG1010:bytes|} = r.Plaintext.ToArray(); Show(bytes);")]
    [InlineData("private async Task<T> Retry<T>(Func<Task<T>> action) => await action();", "var {|KMSG1010:bytes|} = await Retry(async () => { var r = await kms.GenerateDataKeyAsync(given); return r.Plaintext.ToArray(); }); Show(bytes);")]
    public async Task KMSG1010_Triggers_where_a_helper_fetches_the_key(string members, string body) =>
        await Verify.Triggers<DataKeyNotCleared>(InService(body, members));

    [Fact]
    public async Task KMSG1010_Triggers_on_a_parameter_that_is_given_the_key() => await Verify.Triggers<DataKeyNotCleared>(InService(
        "", "void Open(GenerateDataKeyResponse r, byte[] {|KMSG1010:key|}) { key = r.Plaintext.ToArray(); Seal(key); }"));

    [Theory]
    [InlineData("CryptographicOperations.ZeroMemory(dek);")]
    [InlineData("CryptographicOperations.ZeroMemory(dek.AsSpan());")]
    [InlineData("CryptographicOperations.ZeroMemory(new Span<byte>(dek, 0, 32));")]
    [InlineData("Array.Clear(dek, 0, dek.Length);")]
    [InlineData("Array.Clear(dek);")]
    [InlineData("dek.AsSpan().Clear();")]
    [InlineData("dek.AsSpan().Fill(0);")]
    [InlineData("Array.Fill(dek, (byte)0);")]
    [InlineData("for (var i = 0; i < dek.Length; i++) dek[i] = 0;")]
    [InlineData("RandomNumberGenerator.Fill(dek);")]
    [InlineData("System.Runtime.CompilerServices.Unsafe.InitBlock(ref dek[0], 0, 32);")]
    [InlineData("Wipe(dek);")]
    [InlineData("Tidy(dek);")]
    [InlineData("BufferUtils.WipeByteArray(dek);")]
    [InlineData("System.Buffers.ArrayPool<byte>.Shared.Return(dek, clearArray: true);")]
    [InlineData("var same = dek; Array.Clear(same, 0, same.Length);")]
    public async Task KMSG1010_DoesNotTrigger_on_a_key_that_is_cleared(string clear)
    {
        const string Members = "private static void Wipe(byte[] bytes) { } private static void Tidy(byte[] bytes) { Array.Clear(bytes, 0, bytes.Length); } static class BufferUtils { public static void WipeByteArray(byte[] bytes) { } }";

        await Verify.Silent<DataKeyNotCleared>(InService($"var dek = generated.Plaintext.ToArray(); try {{ Seal(dek); }} finally {{ {clear} }}", Members));
        await Verify.Silent<DataKeyNotCleared>(InService($"byte[] dek; using (var stream = decrypted.Plaintext) {{ dek = stream.GetBuffer(); try {{ Seal(dek); }} finally {{ {clear} }} }}", Members));
    }

    [Theory]
    [InlineData("var text = Encoding.UTF8.GetString(decrypted.Plaintext.ToArray()); Show(decrypted.Plaintext.ToArray());")]
    [InlineData("var secret = decrypted.Plaintext.ToArray(); Show(secret);")]
    [InlineData("var apiKeyBytes = decrypted.Plaintext.ToArray(); Show(apiKeyBytes);")]
    [InlineData("var document = System.Xml.Linq.XElement.Load(decrypted.Plaintext);")]
    [InlineData("var r = await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(Convert.FromBase64String(row.Secret)) }); Show(r.Plaintext.ToArray());")]
    [InlineData("var r = await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(Convert.FromBase64String(row.EncryptedKeyId)) }); Show(r.Plaintext.ToArray());")]
    [InlineData("var r = await kms.DecryptAsync(new DecryptRequest { KeyId = row.WrappedKey, CiphertextBlob = new MemoryStream() }); Show(r.Plaintext.ToArray());")]
    [InlineData("var size = generated.Plaintext.Length; Show(generated.CiphertextBlob.ToArray());")]
    [InlineData("var dek = generated.Plaintext.ToArray(); using var owner = new Owner(dek);")]
    [InlineData("var dek = generated.Plaintext.ToArray(); Action<byte[]> use = bytes => { }; use(dek);")]
    [InlineData("var dek = generated.Plaintext.ToArray(); Func<byte[]> get = () => dek; Show(get());")]
    [InlineData("var answer = new GenerateDataKeyResponse { Plaintext = new MemoryStream(new byte[32]) }; answer.Plaintext = null;")]
    [InlineData("var dek = generated.Plaintext.ToArray(); var owner = Factory(dek); owner.Dispose();")]
    [InlineData("var dek = generated.Plaintext.ToArray(); var owner = vault.Import(dek);")]
    [InlineData("var dek = generated.Plaintext.ToArray(); Change(dek);")]
    [InlineData("var random = (await kms.GenerateRandomAsync(new GenerateRandomRequest())).Plaintext.ToArray(); Show(random);")]
    [InlineData("var text = Convert.ToBase64String(generated.Plaintext.ToArray()); Show(null);")]
    [InlineData("Show(new Other.GenerateDataKeyResponse().Plaintext.ToArray());")]
    public async Task KMSG1010_DoesNotTrigger_on_data_or_where_the_key_goes_elsewhere(string body) =>
        await Verify.Silent<DataKeyNotCleared>(InService(body, "static Owner Factory(byte[] key) => new(key); static void Change(byte[] key) { key = new byte[1]; } sealed class Owner(byte[] bytes) : IDisposable { public void Dispose() => Array.Clear(bytes, 0, bytes.Length); }")
            + "namespace Other { class GenerateDataKeyResponse { public MemoryStream Plaintext { get; set; } } }");

    [Fact]
    public async Task KMSG1010_Triggers_on_a_span_unless_it_is_cleared() =>
        await Verify.Triggers<DataKeyNotCleared>("""
            class Service
            {
                void Run(GenerateDataKeyResponse generated)
                {
                    Span<byte> {|KMSG1010:left|} = stackalloc byte[32];
                    generated.Plaintext.ReadExactly(left);
                    Span<byte> cleared = stackalloc byte[32];
                    generated.Plaintext.ReadExactly(cleared);
                    cleared.Clear();
                    var array = generated.Plaintext.ToArray();
                    Span<byte> span = array;
                    span.Clear();
                }
            }
            """);

    [Fact]
    public async Task KMSG1010_Triggers_through_the_shared_interface() =>
        await Verify.OnlyWith<DataKeyNotCleared>(Aws.V3, """
            class Service
            {
                void Run(Amazon.Runtime.SharedInterfaces.ICoreAmazonKMS kms, byte[] data)
                {
                    byte[] {|KMSG1010:dek|} = kms.GenerateDataKey("key", null, "AES_256").KeyPlaintext;
                    Use(dek);
                    byte[] {|KMSG1010:unwrapped|} = kms.Decrypt(data, null);
                    Use(unwrapped);
                    byte[] wiped = kms.Decrypt(data, null);
                    try { Use(wiped); } finally { Array.Clear(wiped, 0, wiped.Length); }
                }

                static void Use(byte[] key) { }
            }
            """);

    [Theory]
    [InlineData("public async Task<byte[]> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return {|KMSG1060:r.Plaintext|}.ToArray(); }")]
    [InlineData("public async Task<(byte[], byte[])> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return ({|KMSG1060:r.Plaintext|}.ToArray(), r.CiphertextBlob.ToArray()); }")]
    [InlineData("internal async Task<MemoryStream> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return {|KMSG1060:r.Plaintext|}; }")]
    [InlineData("private byte[] _dek; async Task Fetch() { var r = await _kms.GenerateDataKeyAsync(null); _dek = {|KMSG1060:r.Plaintext|}.ToArray(); }")]
    [InlineData("static byte[] Dek { get; set; } async Task Fetch() { var r = await _kms.GenerateDataKeyAsync(null); Dek = {|KMSG1060:r.Plaintext|}.ToArray(); }")]
    [InlineData("async Task<Holder> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return new Holder({|KMSG1060:r.Plaintext|}.ToArray()); } class Holder(byte[] key) { public byte[] Key => key; }")]
    [InlineData("async Task<Holder> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); var dek = {|KMSG1060:r.Plaintext|}.ToArray(); return new Holder { Key = dek }; } class Holder { public byte[] Key { get; set; } }")]
    [InlineData("readonly Dictionary<string, byte[]> _cache = new(); async Task Fetch() { var r = await _kms.GenerateDataKeyAsync(null); _cache[\"a\"] = {|KMSG1060:r.Plaintext|}.ToArray(); _cache.Add(\"b\", null); }")]
    [InlineData("readonly Dictionary<string, byte[]> _cache = new(); async Task Fetch() { var r = await _kms.GenerateDataKeyAsync(null); _cache.Add(\"a\", {|KMSG1060:r.Plaintext|}.ToArray()); _cache.Clear(); }")]
    [InlineData("public async Task<byte[]> UnwrapKeyAsync(MemoryStream blob) => (await _kms.DecryptAsync(new DecryptRequest { CiphertextBlob = blob })).{|KMSG1060:Plaintext|}.ToArray();")]
    [InlineData("async Task Fetch(IVault vault) { var r = await _kms.GenerateDataKeyAsync(null); vault.Store({|KMSG1060:r.Plaintext|}.ToArray()); }")]
    [InlineData("async Task<object> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return new KeyValuePair<string, byte[]>(\"a\", {|KMSG1060:r.Plaintext|}.ToArray()); }")]
    [InlineData("public void Fetch(GenerateDataKeyResponse r, out byte[] key) => key = {|KMSG1060:r.Plaintext|}.ToArray();")]
    public async Task KMSG1060_Triggers_on_a_key_that_is_returned_or_kept(string members) =>
        await Verify.Triggers<DataKeyNotCleared>(InService("", members.Replace("(await _kms.DecryptAsync(new DecryptRequest { CiphertextBlob = blob })).{|KMSG1060:Plaintext|}", "{|KMSG1060:(await _kms.DecryptAsync(new DecryptRequest { CiphertextBlob = blob })).Plaintext|}", StringComparison.Ordinal)));

    [Theory]
    [InlineData("public async Task<byte[]> DecryptAsync(MemoryStream blob) => (await _kms.DecryptAsync(new DecryptRequest { CiphertextBlob = blob })).Plaintext.ToArray();")]
    [InlineData("private byte[] _dek; async Task Fetch() { var r = await _kms.GenerateDataKeyAsync(null); _dek = r.Plaintext.ToArray(); } void Dispose() => CryptographicOperations.ZeroMemory(_dek);")]
    [InlineData("private byte[] _dek; async Task Fetch() { var r = await _kms.GenerateDataKeyAsync(null); _dek = r.Plaintext.ToArray(); } void Dispose() { if (_dek != null) Array.Clear(_dek, 0, _dek.Length); }")]
    [InlineData("async Task<Holder> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return new Holder { Key = r.Plaintext.ToArray() }; } void OnEvicted(object value) { if (value is Holder holder) Array.Clear(holder.Key, 0, holder.Key.Length); } class Holder { public byte[] Key { get; set; } }")]
    [InlineData("async Task<Holder> Fetch() { var r = await _kms.GenerateDataKeyAsync(null); return new Holder(r.Plaintext.ToArray()); } sealed class Holder(byte[] key) : IDisposable { public byte[] Key => key; public void Dispose() { } }")]
    [InlineData("public Task<GenerateDataKeyResponse> Fetch() => _kms.GenerateDataKeyAsync(null);")]
    public async Task KMSG1060_DoesNotTrigger_on_data_or_where_the_holder_clears_it(string members) =>
        await Verify.Silent<DataKeyNotCleared>(InService("", members));

    private static string InService(string body, string members = "") => $$"""
        using System.Security.Cryptography;

        class Service
        {
            private readonly IAmazonKeyManagementService _kms;

            async Task Run(IAmazonKeyManagementService kms, GenerateDataKeyResponse generated, DecryptResponse decrypted, GenerateDataKeyRequest given, IVault vault, byte[] encryptedDataKey, Row row)
            {
                {{body}}
                await Task.Yield();
            }

            {{members}}

            static void Seal(byte[] key) { }
            static void Show(byte[] bytes) { }
        }

        class Row { public string WrappedKey, Secret, EncryptedKeyId; }
        interface IVault { StringBuilder Import(byte[] key); void Store(byte[] key); }

        """;
}
