using KmsGuard.Pkcs11.Tests.Support;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>HSMs that make the IV themselves, played over SoftHSM, which does not: the module writes a random IV where it is given zeros.</summary>
public class ProfileTests
{
    [Fact]
    public async Task An_IV_that_the_HSM_writes_into_the_parameters_is_stored()
    {
        var token = new TestToken();
        token.Import();
        var ivs = new List<byte[]>();
        var module = new FaultyCryptoki { Encrypted = (Span<byte> iv, Span<byte> _, ref int _) => ivs.Add(iv.ToArray()) };
        await using var keyring = module.Keyring(token, options => options.Profile = Pkcs11Profile.AwsCloudHsm);
        var edk = await keyring.RoundTripAsync();
        Assert.Equal(2, ivs.Count);
        Assert.Equal(ivs[^1], edk.ProviderInfo.ToArray()[^12..]);

        // Byte for byte what a keyring that makes its IVs itself reads.
        await using var ordinary = token.Keyring();
        using var opened = await ordinary.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime();
        Assert.Equal(edk, Assert.Single(opened.EncryptedDataKeys));
    }

    [Fact]
    public async Task An_IV_that_the_HSM_puts_behind_the_tag_is_stored()
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki
        {
            Encrypted = static (Span<byte> iv, Span<byte> output, ref int length) =>
            {
                iv.CopyTo(output[length..]);
                length += iv.Length;
                iv.Clear();
            },
        };
        EncryptedDataKey before;
        await using (var ordinary = token.Keyring())
            before = await ordinary.RoundTripAsync();
        await using var keyring = module.Keyring(token, options => options.Profile = Pkcs11Profile.LunaFips);
        var edk = await keyring.RoundTripAsync();
        using (var opened = await keyring.UnwrapAsync(Requests.Unwrap(before)).AsTask().InTime())
            Assert.Equal(before, Assert.Single(opened.EncryptedDataKeys));
        Assert.Equal(48, edk.Ciphertext.Length);
        Assert.Equal([.. "kek"u8, 0, 0, 0, 128, 0, 0, 0, 16], edk.ProviderInfo.ToArray()[..11]);
        Assert.Equal(3 + 8 + 16, edk.ProviderInfo.Length);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => keyring.UnwrapAsync(Requests.Unwrap(edk) with { Context = EncryptionContext.Empty }).AsTask().InTime());
    }

    /// <summary>A null IV and no error is what SoftHSM gives where an HSM was expected to make one: the same IV for ever.</summary>
    [Fact]
    public async Task An_HSM_that_makes_no_IV_is_found_out_before_it_wraps_anything()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring(options => options.Profile = Pkcs11Profile.AwsCloudHsm);
        var error = await keyring.IsUnavailableAsync(KeyUnavailableReason.Disabled);
        Assert.Contains("made no IV", error.Message, StringComparison.Ordinal);
        Assert.Contains("Pkcs11Options.Profile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_HSM_that_makes_the_same_IV_again_is_refused()
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki { Encrypted = static (Span<byte> _, Span<byte> _, ref int _) => { }, MakeIv = static iv => iv.Fill(7) };
        await using var keyring = module.Keyring(token, options => options.Profile = Pkcs11Profile.AwsCloudHsm);
        var error = await keyring.IsUnavailableAsync(KeyUnavailableReason.Disabled);
        Assert.Contains("same IV", error.Message, StringComparison.Ordinal);
    }

    /// <summary>An HSM in FIPS mode that takes our IV and uses its own, or adds to the output.</summary>
    [Fact]
    public async Task An_HSM_of_another_profile_is_found_out_before_it_wraps_anything()
    {
        var token = new TestToken();
        token.Import();
        var appends = new FaultyCryptoki { Encrypted = static (Span<byte> _, Span<byte> _, ref int length) => length += 16 };
        await using (var keyring = appends.Keyring(token))
            Assert.Contains("64 bytes where 48 are due", (await keyring.IsUnavailableAsync(KeyUnavailableReason.Disabled)).Message, StringComparison.Ordinal);
        var replaces = new FaultyCryptoki { Encrypted = static (Span<byte> iv, Span<byte> _, ref int _) => iv[0] ^= 1 };
        await using (var keyring = replaces.Keyring(token))
            Assert.Contains("does not open what it has just wrapped", (await keyring.IsUnavailableAsync(KeyUnavailableReason.Disabled)).Message, StringComparison.Ordinal);
    }

    /// <summary>SoftHSM does not look at the field, but at the size of the structure that it is in.</summary>
    [Fact]
    public async Task The_field_of_the_IVs_bits_is_zero_or_absent_when_told_so()
    {
        var token = new TestToken();
        token.Import();
        await using (var zero = token.Keyring(options => options.Profile = new Pkcs11Profile { EncryptIvBits = Pkcs11IvBits.Zero, DecryptIvBits = Pkcs11IvBits.Zero }))
            await zero.RoundTripAsync();
        await using var absent = token.Keyring(options => options.Profile = new Pkcs11Profile { EncryptIvBits = Pkcs11IvBits.Absent, DecryptIvBits = Pkcs11IvBits.Absent });
        Assert.Contains("C_Encrypt", (await absent.IsUnavailableAsync(KeyUnavailableReason.Unreachable)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_session_is_a_read_write_one_when_told_so()
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki();
        await using (var keyring = module.Keyring(token))
            await keyring.RoundTripAsync();
        Assert.Equal(0, module.ReadWriteSessions);
        await using (var keyring = module.Keyring(token, options => options.Profile = new Pkcs11Profile { ReadWriteSessions = true }))
            await keyring.RoundTripAsync();
        Assert.Equal(2, module.ReadWriteSessions);
    }

    /// <summary>Random IVs of the operating system: none comes twice, none is zero.</summary>
    [Fact]
    public async Task Every_wrap_has_an_IV_of_its_own()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        var ivs = new HashSet<string>();
        for (var i = 0; i < 500; i++)
        {
            using var made = await keyring.GenerateAsync(Requests.Generate()).AsTask().InTime();
            Assert.True(ivs.Add(Convert.ToHexString(made.EncryptedDataKeys[0].ProviderInfo.Span[^12..])));
        }
    }
}
