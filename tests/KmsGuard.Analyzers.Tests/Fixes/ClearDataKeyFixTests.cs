using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class ClearDataKeyFixTests
{
    [Fact]
    public async Task KMSG1010_Fixes_a_local_by_a_finally_block_around_the_rest() => await VerifyFix.Fixes<DataKeyNotCleared, ClearDataKeyFix>(
        InMethod("""
            var dek = generated.Plaintext.ToArray();

            // The cipher copies the key.
            using var aes = new AesGcm(dek, 16);
            aes.Encrypt(nonce, data, data, tag);
            return data;
            """),
        InMethod("""
            var dek = generated.Plaintext.ToArray();
            try
            {

                // The cipher copies the key.
                using var aes = new AesGcm(dek, 16);
                aes.Encrypt(nonce, data, data, tag);
                return data;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(dek);
            }
            """));

    [Fact]
    public async Task KMSG1010_Fixes_a_local_whose_try_block_is_there_already() => await VerifyFix.Fixes<DataKeyNotCleared, ClearDataKeyFix>(
        InMethod("""
            var dek = new byte[32];
            try
            {
                generated.Plaintext.Read(dek, 0, 32);
                return Seal(dek, data);
            }
            catch (IOException)
            {
                return null;
            }
            """),
        InMethod("""
            var dek = new byte[32];
            try
            {
                generated.Plaintext.Read(dek, 0, 32);
                return Seal(dek, data);
            }
            catch (IOException)
            {
                return null;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(dek);
            }
            """));

    [Fact]
    public async Task KMSG1010_Fixes_a_local_whose_finally_block_is_there_already() => await VerifyFix.Fixes<DataKeyNotCleared, ClearDataKeyFix>(
        InMethod("""
            var dek = generated.Plaintext.ToArray();
            try
            {
                return Seal(dek, data);
            }
            finally
            {
                Console.WriteLine("Done.");
            }
            """),
        InMethod("""
            var dek = generated.Plaintext.ToArray();
            try
            {
                return Seal(dek, data);
            }
            finally
            {
                Console.WriteLine("Done.");
                CryptographicOperations.ZeroMemory(dek);
            }
            """));

    [Fact]
    public async Task KMSG1010_Fixes_a_span() => await VerifyFix.Fixes<DataKeyNotCleared, ClearDataKeyFix>(
        InMethod("""
            Span<byte> dek = stackalloc byte[32];
            generated.Plaintext.ReadExactly(dek);
            return Seal(dek.ToArray(), data);
            """),
        InMethod("""
            Span<byte> dek = stackalloc byte[32];
            try
            {
                generated.Plaintext.ReadExactly(dek);
                return Seal(dek.ToArray(), data);
            }
            finally
            {
                dek.Clear();
            }
            """));

    [Fact]
    public async Task KMSG1010_Fixes_a_copy_that_no_local_holds() => await VerifyFix.Fixes<DataKeyNotCleared, ClearDataKeyFix>(
        InMethod("""
            var dataKey = "taken";
            using var aes = new AesGcm(generated.Plaintext.ToArray(), 16);
            aes.Encrypt(nonce, data, data, tag);
            return data;
            """),
        InMethod("""
            var dataKey = "taken";
            var dataKey2 = generated.Plaintext.ToArray();
            try
            {
                using var aes = new AesGcm(dataKey2, 16);
                aes.Encrypt(nonce, data, data, tag);
                return data;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(dataKey2);
            }
            """));

    [Fact]
    public async Task KMSG1010_Fixes_by_what_an_older_framework_has() => Assert.Contains(
        "Array.Clear(dek, 0, dek.Length);",
        await VerifyFix.Fixed<DataKeyNotCleared, ClearDataKeyFix>("""
            class Service
            {
                byte[] Run(GenerateDataKeyResponse generated, byte[] data)
                {
                    var dek = generated.Plaintext.ToArray();
                    return Seal(dek, data);
                }

                static byte[] Seal(byte[] key, byte[] data) => data;
            }
            """, Aws.V3, without: "System.Security.Cryptography"),
        StringComparison.Ordinal);

    [Fact]
    public async Task KMSG1010_FixesAll_keys_of_a_block() => await VerifyFix.FixesAll<DataKeyNotCleared, ClearDataKeyFix>(
        InMethod("""
            var first = generated.Plaintext.ToArray();
            data = Seal(first, data);
            var second = generated.Plaintext.ToArray();
            return Seal(second, data);
            """),
        InMethod("""
            var first = generated.Plaintext.ToArray();
            try
            {
                data = Seal(first, data);
                var second = generated.Plaintext.ToArray();
                try
                {
                    return Seal(second, data);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(second);
                }
            }
            finally
            {
                CryptographicOperations.ZeroMemory(first);
            }
            """));

    [Theory]
    [InlineData("byte[] dek; dek = generated.Plaintext.ToArray(); return Seal(dek, data);")]
    [InlineData("byte[] dek = null; if (data != null) dek = generated.Plaintext.ToArray(); return Seal(dek, data);")]
    [InlineData("var dek = generated?.Plaintext.ToArray(); return Seal(dek, data);")]
    [InlineData("var dek = generated.Plaintext.ToArray(); byte[] Local() => data; return Seal(dek, Local());")]
    [InlineData("return data == null ? Seal(generated.Plaintext.ToArray(), data) : data;")]
    [InlineData("if (data == null) return Seal(generated.Plaintext.ToArray(), data); return data;")]
    [InlineData("var (dek, other) = (generated.Plaintext.ToArray(), 1); return Seal(dek, data);")]
    public async Task KMSG1010_DoesNotFix_where_the_rest_cannot_be_moved(string body) =>
        await VerifyFix.NotOffered<DataKeyNotCleared, ClearDataKeyFix>(InMethod(body));

    private static string InMethod(string body) => $$"""
        using System.Security.Cryptography;

        class Service
        {
            byte[] Run(GenerateDataKeyResponse generated, byte[] data, byte[] nonce, byte[] tag)
            {
                {{body.ReplaceLineEndings("\n        ").Replace("        \n", "\n", StringComparison.Ordinal)}}
            }

            static byte[] Seal(byte[] key, byte[] data) => data;
        }
        """;
}
