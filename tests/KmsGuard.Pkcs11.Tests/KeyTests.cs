using KmsGuard.Pkcs11.Tests.Support;
using Net.Pkcs11Interop.Common;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>Which keys of a token are taken for key-encryption keys.</summary>
public class KeyTests
{
    public static TheoryData<CKA, object, string, Pkcs11KeyWeaknesses> WrongAttributes => new()
    {
        { CKA.CKA_SENSITIVE, false, "CKA_SENSITIVE is false", Pkcs11KeyWeaknesses.NotSensitive },
        { CKA.CKA_EXTRACTABLE, true, "CKA_EXTRACTABLE is true", Pkcs11KeyWeaknesses.Extractable },
        { CKA.CKA_WRAP, true, "CKA_WRAP is true", Pkcs11KeyWeaknesses.WrapCapable },
        { CKA.CKA_UNWRAP, true, "CKA_UNWRAP is true", Pkcs11KeyWeaknesses.UnwrapCapable },
        { CKA.CKA_ENCRYPT, false, "CKA_ENCRYPT is false", Pkcs11KeyWeaknesses.None },
        { CKA.CKA_DECRYPT, false, "CKA_DECRYPT is false", Pkcs11KeyWeaknesses.None },
        { CKA.CKA_VALUE, new byte[16], "CKA_VALUE_LEN is 16, not 32", Pkcs11KeyWeaknesses.None },
        { CKA.CKA_KEY_TYPE, CKK.CKK_GENERIC_SECRET, "CKA_KEY_TYPE is 16, not CKK_AES", Pkcs11KeyWeaknesses.None },
        { CKA.CKA_ALLOWED_MECHANISMS, new List<CKM> { CKM.CKM_AES_CBC, CKM.CKM_AES_CTR }, "CKA_ALLOWED_MECHANISMS do not hold CKM_AES_GCM", Pkcs11KeyWeaknesses.None },
    };

    [Theory]
    [MemberData(nameof(WrongAttributes))]
    public async Task A_key_with_a_wrong_attribute_is_refused_and_the_attribute_named(CKA attribute, object value, string problem, Pkcs11KeyWeaknesses allow)
    {
        var token = new TestToken();
        token.Import(changes: (attribute, value));
        await using (var keyring = token.Keyring())
        {
            var error = await keyring.IsUnavailableAsync(KeyUnavailableReason.Disabled);
            Assert.Contains("'kek'", error.Message, StringComparison.Ordinal);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
            Assert.False(error.IsTransient);
        }
        if (allow == Pkcs11KeyWeaknesses.None)
            return;

        // Put up with when told to, by that flag and no other.
        await using (var keyring = token.Keyring(options => options.Keys["pii"].Allow = ~allow))
            await keyring.IsUnavailableAsync(KeyUnavailableReason.Disabled);
        await using (var keyring = token.Keyring(options => options.Keys["pii"].Allow = allow))
            await keyring.RoundTripAsync();
    }

    [Fact]
    public async Task A_key_whose_list_of_mechanisms_holds_GCM_is_taken()
    {
        var token = new TestToken();
        token.Import(changes: (CKA.CKA_ALLOWED_MECHANISMS, new List<CKM> { CKM.CKM_AES_CBC, CKM.CKM_AES_GCM }));
        await using var keyring = token.Keyring();
        await keyring.RoundTripAsync();
    }

    [Fact]
    public async Task Of_two_keys_with_one_label_neither_is_used_until_an_id_tells_them_apart()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        await keyring.RoundTripAsync();
        token.Import(id: [0xAB, 0xCD]);
        // Those that hold the key's handle go on with it; whoever comes new is told.
        await using (var later = token.Keyring())
        {
            var error = await later.IsUnavailableAsync(KeyUnavailableReason.NotFound);
            Assert.Contains("Two secret keys 'kek'", error.Message, StringComparison.Ordinal);
        }
        await using (var byId = token.Keyring(options => options.Keys["pii"].Id = "abCD"))
        {
            var edk = await byId.RoundTripAsync();
            Assert.Equal("kek/abcd"u8.ToArray(), edk.ProviderInfo.ToArray()[..8]);
        }
        await using (var byIdAlone = token.Keyring(options => options.Keys["pii"] = new Pkcs11KeyOptions { Id = "ABCD", Name = "old kek" }))
        {
            var edk = await byIdAlone.RoundTripAsync();
            Assert.Equal("old kek"u8.ToArray(), edk.ProviderInfo.ToArray()[..7]);
        }
        token.Import(id: [3]);
        await using (var third = token.Keyring())
            Assert.Contains("Several secret keys", (await third.IsUnavailableAsync(KeyUnavailableReason.NotFound)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_is_named_and_found_as_soon_as_it_is_there()
    {
        var token = new TestToken();
        await using var keyring = token.Keyring();
        var error = await keyring.IsUnavailableAsync(KeyUnavailableReason.NotFound);
        Assert.Contains("no secret key 'kek'", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.CheckAsync().AsTask().InTime());
        token.Import();
        await keyring.RoundTripAsync();
        await keyring.CheckAsync().AsTask().InTime();
        Assert.Equal(1, token.PinsAsked);
    }

    /// <summary>A check looks anew, though the connection knows the key.</summary>
    [Fact]
    public async Task A_check_finds_what_has_changed_since()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        await keyring.CheckAsync().AsTask().InTime();
        token.Import(id: [2]);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.CheckAsync().AsTask().InTime());
        Assert.Equal(KeyUnavailableReason.NotFound, error.Reason);
    }

    [Fact]
    public async Task A_key_that_the_keyring_makes_has_the_right_attributes()
    {
        var token = new TestToken();
        await using var keyring = token.Keyring(options => options.Keys["pii"].Id = "0102");
        await keyring.CreateKeyAsync("pii").AsTask().InTime();
        await keyring.RoundTripAsync();
        CKA[] yes = [CKA.CKA_TOKEN, CKA.CKA_PRIVATE, CKA.CKA_SENSITIVE, CKA.CKA_ALWAYS_SENSITIVE, CKA.CKA_NEVER_EXTRACTABLE, CKA.CKA_ENCRYPT, CKA.CKA_DECRYPT];
        CKA[] no = [CKA.CKA_EXTRACTABLE, CKA.CKA_WRAP, CKA.CKA_UNWRAP, CKA.CKA_SIGN, CKA.CKA_VERIFY, CKA.CKA_DERIVE];
        var flags = token.Flags("kek", [.. yes, .. no]);
        Assert.All(yes, attribute => Assert.True(flags[attribute], attribute.ToString()));
        Assert.All(no, attribute => Assert.False(flags[attribute], attribute.ToString()));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => keyring.CreateKeyAsync("pii").AsTask().InTime());
        Assert.Contains("'kek' (id 0102)", error.Message, StringComparison.Ordinal);
        Assert.Contains("already", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Whether a key was made cannot be known when the session ends meanwhile: it is not made twice.</summary>
    [Fact]
    public async Task The_making_of_a_key_is_not_repeated()
    {
        var token = new TestToken();
        var module = new FaultyCryptoki { Before = static function => function == "C_GenerateKey" ? 0xB3u : null };
        await using var keyring = module.Keyring(token);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.CreateKeyAsync("pii").AsTask().InTime());
        Assert.Equal(KeyUnavailableReason.HsmSessionLost, error.Reason);
        Assert.Equal(1, module.Calls("C_GenerateKey"));
    }

    [Fact]
    public async Task A_key_name_that_is_not_configured_is_named()
    {
        await using var keyring = new TestToken().Keyring();
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.GenerateAsync(Requests.Generate() with { KeyName = "payroll" }).AsTask());
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
        Assert.Contains("'payroll', but for: pii", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rewrap_moves_the_data_key_to_the_present_key()
    {
        var token = new TestToken();
        token.Import("old");
        token.Import("new");
        EncryptedDataKey old;
        byte[] dataKey;
        await using (var former = token.Keyring(options => options.Keys["pii"].Label = "old"))
        {
            using var made = await former.GenerateAsync(Requests.Generate()).AsTask().InTime();
            old = made.EncryptedDataKeys[0];
            dataKey = made.Key.ToArray();
        }
        await using var keyring = token.Keyring(options =>
        {
            options.Keys["pii"].Label = "new";
            options.Keys["pii"].Retired.Add(new Pkcs11KeyOptions { Label = "old" });
        });
        var request = Requests.Unwrap(old) with { Accept = candidate => candidate.Key.SequenceEqual(dataKey) };
        var rewrapped = Assert.Single(await keyring.RewrapAsync(request).AsTask().InTime());
        Assert.Equal("new"u8.ToArray(), rewrapped.ProviderInfo.ToArray()[..3]);
        await using (var present = token.Keyring(options => options.Keys["pii"].Label = "new"))
        {
            using var opened = await present.UnwrapAsync(request with { EncryptedDataKeys = [rewrapped] }).AsTask().InTime();
            Assert.Equal(dataKey, opened.Key.ToArray());
        }

        // Current already: as it was. Of another data key: refused.
        Assert.Equal([rewrapped], await keyring.RewrapAsync(request with { EncryptedDataKeys = [rewrapped] }).AsTask().InTime());
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => keyring.RewrapAsync(request with { Accept = static _ => false }).AsTask().InTime());
    }

    /// <summary>What is new is opened again and judged before it may take the place of the old.</summary>
    [Fact]
    public async Task A_rewrap_that_cannot_be_opened_again_is_not_given_out()
    {
        var token = new TestToken();
        token.Import("old");
        token.Import("new");
        EncryptedDataKey old;
        await using (var former = token.Keyring(options => options.Keys["pii"].Label = "old"))
            old = await former.RoundTripAsync();
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(token, options =>
        {
            options.Keys["pii"].Label = "new";
            options.Keys["pii"].Retired.Add(new Pkcs11KeyOptions { Label = "old" });
        });
        await keyring.CheckAsync().AsTask().InTime();
        module.Encrypted = static (Span<byte> _, Span<byte> output, ref int _) => output[0] ^= 1;
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.RewrapAsync(Requests.Unwrap(old)).AsTask().InTime());
        Assert.Equal(KeyUnavailableReason.Damaged, error.Reason);
    }

    [Fact]
    public async Task Wraps_are_counted_warned_of_and_limited_across_keyrings()
    {
        var token = new TestToken();
        token.Import();
        var warned = new List<string>();
        void Limits(Pkcs11Options options)
        {
            options.MaxWraps = 6;
            options.WarnAfterWraps = 3;
            options.OnWrapWarning = warned.Add;
        }
        EncryptedDataKey edk;
        await using (var first = token.Keyring(Limits))
        {
            Assert.Equal(0, first.WrapCount("pii"));
            edk = await first.RoundTripAsync();
            // The keyring's own check of the key is a wrap as well.
            Assert.Equal(2, first.WrapCount("pii"));
            await first.RoundTripAsync();
            Assert.Empty(warned);
            await first.RoundTripAsync();
            Assert.Equal(["kek"], warned);
        }
        await using var second = token.Keyring(Limits);
        Assert.Equal(4, second.WrapCount("pii"));
        await second.RoundTripAsync();
        var error = await second.IsUnavailableAsync(KeyUnavailableReason.Disabled);
        Assert.Contains("6 times under the key 'kek'", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, second.WrapCount("pii"));
        Assert.Equal(["kek"], warned);
        // What was wrapped is opened for ever, over new connections too.
        for (var i = 0; i < 3; i++)
        {
            token.Slot.CloseAllSessions();
            using var opened = await second.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime();
        }
        await second.IsUnavailableAsync(KeyUnavailableReason.Disabled);
    }
}
