using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KmsGuard.Pkcs11.Tests.Support;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>What is wrapped, on SoftHSM 2.</summary>
public class WrapTests
{
    [Fact]
    public async Task What_one_keyring_wrapped_another_opens()
    {
        var token = new TestToken();
        token.Import();
        EncryptedDataKey edk;
        await using (var writer = token.Keyring())
            edk = await writer.RoundTripAsync();
        await using var reader = token.Keyring();
        using var opened = await reader.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime();
        Assert.Equal(edk, Assert.Single(opened.EncryptedDataKeys));
    }

    /// <summary>Raw AES keyring of the AWS Encryption SDK: name || 128 || 12 || IV, and AAD = the serialised context; opened by .NET's own AES-GCM.</summary>
    [Fact]
    public async Task Encrypted_data_keys_are_those_of_a_raw_AES_keyring()
    {
        var token = new TestToken();
        var kek = token.Import();
        await using var keyring = token.Keyring();
        using var made = await keyring.GenerateAsync(Requests.Generate()).AsTask().InTime();
        var edk = Assert.Single(made.EncryptedDataKeys);
        Assert.Equal("kmsguard-pkcs11", edk.ProviderId);
        Assert.Equal([.. Encoding.ASCII.GetBytes("kek"), 0, 0, 0, 128, 0, 0, 0, 12], edk.ProviderInfo.ToArray()[..11]);
        Assert.Equal(23, edk.ProviderInfo.Length);
        Assert.Equal(48, edk.Ciphertext.Length);
        var dataKey = new byte[32];
        using (var gcm = new AesGcm(kek, 16))
            gcm.Decrypt(edk.ProviderInfo.Span[11..], edk.Ciphertext.Span[..32], edk.Ciphertext.Span[32..], dataKey, Requests.Context.CanonicalBytes.Span);
        Assert.Equal(made.Key.ToArray(), dataKey);
    }

    /// <summary>And the other way: what another program wrapped under the key.</summary>
    [Fact]
    public async Task What_another_implementation_wrapped_is_opened()
    {
        var token = new TestToken();
        var kek = token.Import();
        await using var keyring = token.Keyring();
        var dataKey = RandomNumberGenerator.GetBytes(32);
        var info = new byte[23];
        Encoding.ASCII.GetBytes("kek", info);
        BinaryPrimitives.WriteUInt32BigEndian(info.AsSpan(3), 128);
        BinaryPrimitives.WriteUInt32BigEndian(info.AsSpan(7), 12);
        RandomNumberGenerator.Fill(info.AsSpan(11));
        var wrapped = new byte[48];
        using (var gcm = new AesGcm(kek, 16))
            gcm.Encrypt(info.AsSpan(11), dataKey, wrapped.AsSpan(0, 32), wrapped.AsSpan(32), Requests.Context.CanonicalBytes.Span);
        using var opened = await keyring.UnwrapAsync(Requests.Unwrap(new EncryptedDataKey("kmsguard-pkcs11", info, wrapped))).AsTask().InTime();
        Assert.Equal(dataKey, opened.Key.ToArray());
    }
}
