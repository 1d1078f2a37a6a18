using KmsGuard.Pkcs11.Tests.Support;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>What is not opened, on SoftHSM 2, which tells a wrong tag from a broken device by nothing.</summary>
public class RefusalTests
{
    [Fact]
    public async Task A_wrapped_key_opens_only_under_its_context()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        var edk = await keyring.RoundTripAsync();
        await RefusedAsync(keyring, Requests.Unwrap(edk) with { Context = EncryptionContext.Of(("tenant", "t2")) });
        await RefusedAsync(keyring, Requests.Unwrap(edk) with { Context = EncryptionContext.Empty });
        await keyring.RoundTripAsync();
    }

    [Fact]
    public async Task Every_changed_byte_and_every_cut_is_refused()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        var edk = await keyring.RoundTripAsync();
        for (var i = 0; i < edk.Ciphertext.Length; i++)
        {
            var changed = edk.Ciphertext.ToArray();
            changed[i] ^= 1;
            await RefusedAsync(keyring, Requests.Unwrap(new EncryptedDataKey(edk.ProviderId, edk.ProviderInfo.Span, changed)));
            await RefusedAsync(keyring, Requests.Unwrap(new EncryptedDataKey(edk.ProviderId, edk.ProviderInfo.Span, edk.Ciphertext.Span[..i])));
        }
        await RefusedAsync(keyring, Requests.Unwrap(new EncryptedDataKey(edk.ProviderId, edk.ProviderInfo.Span, [.. edk.Ciphertext.Span, 0])));
        for (var i = 11; i < edk.ProviderInfo.Length; i++)
            await RefusedAsync(keyring, Requests.Unwrap(new EncryptedDataKey(edk.ProviderId, Changed(edk.ProviderInfo, i), edk.Ciphertext.Span)));
    }

    /// <summary>A name, a tag size or an IV size that is not ours: nothing of this keyring, and no call.</summary>
    [Fact]
    public async Task Encrypted_data_keys_of_others_cost_no_call()
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(token);
        var edk = await keyring.RoundTripAsync();
        var calls = module.Calls("C_Decrypt");
        for (var i = 0; i < 11; i++)
            await ForeignAsync(new EncryptedDataKey(edk.ProviderId, Changed(edk.ProviderInfo, i), edk.Ciphertext.Span));
        await ForeignAsync(new EncryptedDataKey(edk.ProviderId, edk.ProviderInfo.Span[..^1], edk.Ciphertext.Span));
        await ForeignAsync(new EncryptedDataKey(edk.ProviderId, [.. edk.ProviderInfo.Span, 0], edk.Ciphertext.Span));
        await ForeignAsync(new EncryptedDataKey(edk.ProviderId, [], edk.Ciphertext.Span));
        await ForeignAsync(new EncryptedDataKey("kmsguard-pkcs12", edk.ProviderInfo.Span, edk.Ciphertext.Span));
        await ForeignAsync(new EncryptedDataKey("aws-kms", edk.ProviderInfo.Span, edk.Ciphertext.Span));
        await ForeignAsync([]);
        Assert.Equal(calls, module.Calls("C_Decrypt"));

        using var opened = await keyring.UnwrapAsync(Requests.Unwrap(new EncryptedDataKey("aws-kms", [1], [2]), edk)).AsTask().InTime();
        Assert.Equal(edk, Assert.Single(opened.EncryptedDataKeys));
        Assert.Equal(calls + 1, module.Calls("C_Decrypt"));

        async Task ForeignAsync(params EncryptedDataKey[] edks)
        {
            var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.UnwrapAsync(Requests.Unwrap(edks)).AsTask().InTime());
            Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
            Assert.Contains("kmsguard-pkcs11/kek", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_flood_of_encrypted_data_keys_costs_no_call()
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(token);
        var edk = await keyring.RoundTripAsync();
        var calls = module.Calls("C_Decrypt");
        await Assert.ThrowsAsync<CiphertextFormatException>(() => keyring.UnwrapAsync(Requests.Unwrap([.. Enumerable.Repeat(edk, 65_535)])).AsTask().InTime());
        await Assert.ThrowsAsync<CiphertextFormatException>(() => keyring.UnwrapAsync(Requests.Unwrap([.. Enumerable.Repeat(edk, 9)])).AsTask().InTime());
        Assert.Equal(calls, module.Calls("C_Decrypt"));
        using var opened = await keyring.UnwrapAsync(Requests.Unwrap([.. Enumerable.Repeat(edk, 8)])).AsTask().InTime();
        Assert.Equal(calls + 1, module.Calls("C_Decrypt"));
    }

    [Fact]
    public async Task A_candidate_that_is_not_accepted_does_not_mask_the_next_and_is_wiped()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        using var other = await keyring.GenerateAsync(Requests.Generate()).AsTask().InTime();
        using var meant = await keyring.GenerateAsync(Requests.Generate()).AsTask().InTime();
        var key = meant.Key.ToArray();
        var candidates = new List<DataKeyLease>();
        var request = Requests.Unwrap(other.EncryptedDataKeys[0], meant.EncryptedDataKeys[0]) with
        {
            Accept = candidate =>
            {
                candidates.Add(candidate);
                return candidate.Key.SequenceEqual(key);
            },
        };
        using var found = await keyring.UnwrapAsync(request).AsTask().InTime();
        Assert.Equal(key, found.Key.ToArray());
        Assert.Equal(2, candidates.Count);
        Assert.Throws<ObjectDisposedException>(() => candidates[0].Key.Length);
        await RefusedAsync(keyring, request with { Accept = static _ => false });
    }

    /// <summary>The error that SoftHSM gives for a wrong tag, from a device that opens nothing any more: not a word of tampering.</summary>
    [Theory]
    [InlineData(0x05u)]
    [InlineData(0x06u)]
    [InlineData(0x30u)]
    public async Task A_broken_device_is_not_taken_for_a_changed_ciphertext(uint error)
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(token);
        var edk = await keyring.RoundTripAsync();
        module.Decrypting = _ => error;
        await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime());
        module.Decrypting = static _ => null;
        await keyring.RoundTripAsync();
    }

    /// <summary>The errors that mean a wrong tag, or may mean it, from a device that opens what it should.</summary>
    [Theory]
    [InlineData(0x05u)]
    [InlineData(0x06u)]
    [InlineData(0x20u)]
    [InlineData(0x30u)]
    [InlineData(0x40u)]
    [InlineData(0x41u)]
    [InlineData(0x42u)]
    [InlineData(0xC0u)]
    public async Task Each_way_to_tell_of_a_wrong_tag_is_understood(uint error)
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(token);
        var edk = await keyring.RoundTripAsync();
        module.Decrypting = ciphertext => ciphertext.AsSpan().SequenceEqual(edk.Ciphertext.Span) ? error : null;
        var connections = module.Calls("C_Login");
        await RefusedAsync(keyring, Requests.Unwrap(edk));
        Assert.Equal(connections, module.Calls("C_Login"));
    }

    [Fact]
    public async Task A_key_made_anew_under_the_same_label_opens_nothing_of_the_old()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        var old = await keyring.RoundTripAsync();
        token.DeleteKeys();
        token.Import();
        var renewed = await keyring.RoundTripAsync();
        await RefusedAsync(keyring, Requests.Unwrap(old));
        using var opened = await keyring.UnwrapAsync(Requests.Unwrap(old, renewed)).AsTask().InTime();
        Assert.Equal(renewed, Assert.Single(opened.EncryptedDataKeys));
    }

    /// <summary>One key is there and refuses, another is missing and might have opened it: not conclusive.</summary>
    [Fact]
    public async Task A_missing_key_is_told_though_another_refused()
    {
        var token = new TestToken();
        token.Import();
        token.Import("old", id: [2]);
        EncryptedDataKey ofOld;
        await using (var former = token.Keyring(options => options.Keys["pii"].Label = "old"))
            ofOld = await former.RoundTripAsync();
        await using var keyring = token.Keyring(options => options.Keys["pii"].Retired.Add(new Pkcs11KeyOptions { Label = "old" }));
        var edk = await keyring.RoundTripAsync();
        using (var opened = await keyring.UnwrapAsync(Requests.Unwrap(ofOld)).AsTask().InTime())
            Assert.Equal(ofOld, Assert.Single(opened.EncryptedDataKeys));

        token.DeleteKeys("old");
        var changed = new EncryptedDataKey(edk.ProviderId, edk.ProviderInfo.Span, Changed(edk.Ciphertext, 0));
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.UnwrapAsync(Requests.Unwrap(ofOld, changed)).AsTask().InTime());
        Assert.Equal(KeyUnavailableReason.NotFound, error.Reason);
        Assert.Contains("'old'", error.Message, StringComparison.Ordinal);
        using var still = await keyring.UnwrapAsync(Requests.Unwrap(ofOld, edk)).AsTask().InTime();
        Assert.Equal(edk, Assert.Single(still.EncryptedDataKeys));
    }

    private static byte[] Changed(ReadOnlyMemory<byte> bytes, int at)
    {
        var changed = bytes.ToArray();
        changed[at] ^= 1;
        return changed;
    }

    private static async Task RefusedAsync(Pkcs11Keyring keyring, UnwrapRequest request) =>
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => keyring.UnwrapAsync(request).AsTask().InTime());
}
