using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class DataKeyCipherTests
{
    [Theory]
    [InlineData("using var aes = Aes.Create(); aes.Key = dek; using var encryptor = aes.{|KMSG1012:CreateEncryptor|}();")]
    [InlineData("using (var aes = Aes.Create()) { aes.Mode = CipherMode.CBC; using (var encryptor = aes.{|KMSG1012:CreateEncryptor|}(dek, iv)) { } }")]
    [InlineData("var aes = new AesManaged { Key = dek, Mode = CipherMode.ECB }; aes.{|KMSG1012:CreateEncryptor|}();")]
    [InlineData("using var aes = Aes.Create(); aes.Key = dek; var sealed1 = aes.{|KMSG1012:EncryptCbc|}(data, iv); aes.{|KMSG1012:EncryptEcb|}(data, PaddingMode.PKCS7); aes.{|KMSG1012:EncryptCfb|}(data, iv);")]
    [InlineData("using var des = TripleDES.Create(); des.Key = dek; des.{|KMSG1012:CreateEncryptor|}();")]
    [InlineData("Helper(dek);", "static void Helper(byte[] key) { using var aes = Aes.Create(); aes.Key = key; aes.{|KMSG1012:CreateEncryptor|}(); }")]
    public async Task KMSG1012_Triggers_on_a_cipher_that_does_not_authenticate(string body, string members = "") =>
        await Verify.Triggers<DataKeyCipher>(InService(body, members));

    [Theory]
    [InlineData("using var aes = new AesGcm(dek, 16);")]
    [InlineData("using var aes = Aes.Create(); aes.Key = dek; using var decryptor = aes.CreateDecryptor();")]
    [InlineData("using var aes = Aes.Create(); aes.Key = dek; aes.IV = iv;")]
    [InlineData("using var aes = Aes.Create(); aes.Key = data; aes.CreateEncryptor();")]
    [InlineData("using var aes = Aes.Create(); aes.CreateEncryptor(data, iv); Use(dek);")]
    [InlineData("using var aes = Aes.Create(); aes.Key = dek; aes.CreateEncryptor(); var mac = HMACSHA256.HashData(data, iv);")]
    [InlineData("using var aes = Aes.Create(); aes.Key = dek; aes.CreateEncryptor(); var mac = ComputeMac(data);", "static byte[] ComputeMac(byte[] data) => data;")]
    public async Task KMSG1012_DoesNotTrigger_on_authenticated_encryption_decryption_or_other_keys(string body, string members = "") =>
        await Verify.Silent<DataKeyCipher>(InService(body, members));

    [Theory]
    [InlineData("var nonce = new byte[12]; aes.Encrypt({|KMSG1013:nonce|}, data, data, tag);")]
    [InlineData("aes.Encrypt({|KMSG1013:new byte[12]|}, data, data, tag);")]
    [InlineData("aes.Encrypt({|KMSG1013:new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }|}, data, data, tag);")]
    [InlineData("aes.Encrypt({|KMSG1013:Nonce|}, data, data, tag);")]
    [InlineData("aes.Encrypt({|KMSG1013:Encoding.UTF8.GetBytes(\"twelve bytes\")|}, data, data, tag);")]
    [InlineData("aes.Encrypt({|KMSG1013:\"twelve bytes\"u8|}, data, data, tag);")]
    [InlineData("var nonce = Convert.FromHexString(\"000102030405060708090a0b\"); aes.Encrypt({|KMSG1013:nonce.AsSpan()|}, data, data, tag); Buffer.BlockCopy(nonce, 0, data, 0, 12); Use(Convert.ToBase64String(nonce));")]
    [InlineData("var nonce = new byte[AesGcm.NonceByteSizes.MaxSize]; aes.Encrypt({|KMSG1013:nonce|}, data, data, tag);")]
    public async Task KMSG1013_Triggers_on_a_nonce_that_never_changes(string body) =>
        await Verify.Triggers<DataKeyCipher>(InService("using var aes = new AesGcm(dek, 16); " + body));

    [Theory]
    [InlineData("var nonce = RandomNumberGenerator.GetBytes(12); foreach (var one in items) aes.Encrypt({|KMSG1013:nonce|}, one, one, tag);")]
    [InlineData("var nonce = new byte[12]; RandomNumberGenerator.Fill(nonce); for (var i = 0; i < 2; i++) { aes.Encrypt({|KMSG1013:nonce|}, data, data, tag); Use(Convert.ToBase64String(nonce)); }")]
    public async Task KMSG1013_Triggers_on_a_nonce_that_a_loop_uses_again(string body) =>
        await Verify.Triggers<DataKeyCipher>(InService("using var aes = new AesGcm(dek, 16); " + body));

    [Theory]
    [InlineData("using var aes = new ChaCha20Poly1305(dek); aes.Encrypt({|KMSG1013:new byte[12]|}, data, data, tag);")]
    [InlineData("using var aes = new AesCcm(dek); aes.Encrypt({|KMSG1013:new byte[12]|}, data, data, tag);")]
    [InlineData("new AesGcm(dek, 16).Encrypt({|KMSG1013:new byte[12]|}, data, data, tag);")]
    [InlineData("AesGcm aes; aes = new AesGcm(dek, 16); aes.Encrypt({|KMSG1013:new byte[12]|}, data, data, tag);")]
    [InlineData("Helper(dek, data);", "static void Helper(byte[] key, byte[] data) { using var aes = new AesGcm(key, 16); var tag = new byte[16]; aes.Encrypt({|KMSG1013:new byte[12]|}, data, data, tag); }")]
    public async Task KMSG1013_Triggers_whatever_holds_the_cipher(string body, string members = "") =>
        await Verify.Triggers<DataKeyCipher>(InService(body, members));

    [Theory]
    [InlineData("var nonce = RandomNumberGenerator.GetBytes(12); aes.Encrypt(nonce, data, data, tag);")]
    [InlineData("var nonce = new byte[12]; RandomNumberGenerator.Fill(nonce); aes.Encrypt(nonce, data, data, tag);")]
    [InlineData("var nonce = new byte[12]; using var random = RandomNumberGenerator.Create(); random.GetBytes(nonce); aes.Encrypt(nonce, data, data, tag);")]
    [InlineData("var nonce = new byte[12]; RandomNumberGenerator.Fill(nonce.AsSpan()); aes.Encrypt(nonce, data, data, tag);")]
    [InlineData("Span<byte> nonce = stackalloc byte[12]; RandomNumberGenerator.Fill(nonce); aes.Encrypt(nonce, data, data, tag.AsSpan());")]
    [InlineData("var nonce = new byte[12]; BitConverter.TryWriteBytes(nonce, counter++); aes.Encrypt(nonce, data, data, tag);")]
    [InlineData("var nonce = new byte[12]; nonce[0] = (byte)counter; aes.Encrypt(nonce, data, data, tag);")]
    [InlineData("var nonce = new byte[12]; Buffer.BlockCopy(data, 0, nonce, 0, 12); aes.Encrypt(nonce, data, data, tag);")]
    [InlineData("aes.Encrypt(iv, data, data, tag);")]
    [InlineData("aes.Encrypt(new byte[] { 0, (byte)counter }, data, data, tag);")]
    [InlineData("var nonce = new byte[12]; aes.Decrypt(nonce, data, tag, data);")]
    [InlineData("foreach (var one in items) { var nonce = RandomNumberGenerator.GetBytes(12); aes.Encrypt(nonce, one, one, tag); }")]
    [InlineData("var nonce = new byte[12]; foreach (var one in items) { RandomNumberGenerator.Fill(nonce); aes.Encrypt(nonce, one, one, tag); }")]
    [InlineData("var nonce = RandomNumberGenerator.GetBytes(12); foreach (var one in items) Use(Convert.ToBase64String(one)); aes.Encrypt(nonce, data, data, tag);")]
    [InlineData("var nonce = RandomNumberGenerator.GetBytes(12); foreach (var one in items) { using var own = new AesGcm(generated.Plaintext.ToArray(), 16); own.Encrypt(nonce, one, one, tag); }")]
    [InlineData("using var other = new AesGcm(data, 16); other.Encrypt(new byte[12], data, data, tag);")]
    public async Task KMSG1013_DoesNotTrigger_on_a_nonce_that_changes(string body) =>
        await Verify.Silent<DataKeyCipher>(InService("using var aes = new AesGcm(dek, 16); " + body));

    private static string InService(string body, string members = "") => $$"""
        using System.Security.Cryptography;

        class Service
        {
            private static readonly byte[] Nonce = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };

            void Run(GenerateDataKeyResponse generated, byte[] data, byte[] iv, byte[] tag, List<byte[]> items, int counter)
            {
                var dek = generated.Plaintext.ToArray();
                {{body}}
            }

            {{members}}
            static void Use(object value) { }
        }

        """;
}
