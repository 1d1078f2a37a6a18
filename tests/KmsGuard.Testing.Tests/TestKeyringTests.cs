using System.Collections.Immutable;

namespace KmsGuard.Testing.Tests;

public sealed class TestKeyringTests
{
    private static readonly EncryptionContext Context = EncryptionContext.Of(("tenant", "t1"));

    [Fact]
    public async Task What_it_made_it_opens()
    {
        var keyring = new TestKeyring();
        using var made = await keyring.GenerateAsync(Request("pii", Context));
        using var opened = await keyring.UnwrapAsync(Unwrap("pii", Context, made.EncryptedDataKeys));
        Assert.Equal(made.Key, opened.Key);
        Assert.Equal(32, made.Key.Length);
        Assert.Equal((1, 1, 0), (keyring.GenerateCalls, keyring.UnwrapCalls, keyring.RewrapCalls));
    }

    [Fact]
    public async Task Every_run_makes_the_same_keys_and_no_key_twice()
    {
        var (one, two) = (new TestKeyring(), new TestKeyring());
        using var first = await one.GenerateAsync(Request("pii", Context));
        using var again = await two.GenerateAsync(Request("pii", Context));
        using var second = await one.GenerateAsync(Request("pii", Context));
        Assert.Equal(first.Key, again.Key);
        Assert.Equal(first.EncryptedDataKeys, again.EncryptedDataKeys);
        Assert.False(first.Key.SequenceEqual(second.Key));
        using var opened = await two.UnwrapAsync(Unwrap("pii", Context, second.EncryptedDataKeys));
        Assert.Equal(second.Key, opened.Key);
    }

    [Fact]
    public async Task Index_roots_follow_from_seed_key_name_and_context()
    {
        var keyring = new TestKeyring();
        using var root = await keyring.IndexRootAsync("pii", Context);
        using var again = await new TestKeyring().IndexRootAsync("pii", Context);
        using var other = await new TestKeyring("other").IndexRootAsync("pii", Context);
        using var tenant = await keyring.IndexRootAsync("pii", EncryptionContext.Of(("tenant", "t2")));
        Assert.Equal(32, root.Key.Length);
        Assert.True(root.Key.SequenceEqual(again.Key));
        Assert.False(root.Key.SequenceEqual(other.Key));
        Assert.False(root.Key.SequenceEqual(tenant.Key));
        Assert.Equal(0, keyring.GenerateCalls);
    }

    [Fact]
    public async Task Another_seed_context_or_byte_does_not_authenticate()
    {
        var keyring = new TestKeyring();
        using var made = await keyring.GenerateAsync(Request("pii", Context));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await new TestKeyring("other").UnwrapAsync(Unwrap("pii", Context, made.EncryptedDataKeys)));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.UnwrapAsync(Unwrap("pii", EncryptionContext.Of(("tenant", "t2")), made.EncryptedDataKeys)));
        var edk = made.EncryptedDataKeys[0];
        for (var i = 0; i < edk.Ciphertext.Length; i++)
        {
            var bytes = edk.Ciphertext.ToArray();
            bytes[i] ^= 1;
            await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.UnwrapAsync(Unwrap("pii", Context, [new EncryptedDataKey(edk.ProviderId, edk.ProviderInfo.Span, bytes)])));
        }
    }

    [Fact]
    public async Task A_key_name_is_a_key_of_its_own()
    {
        var keyring = new TestKeyring();
        using var made = await keyring.GenerateAsync(Request("pii", Context));
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.UnwrapAsync(Unwrap("cards", Context, made.EncryptedDataKeys)));
        Assert.Equal(KeyUnavailableReason.NotFound, error.Reason);
        var edk = made.EncryptedDataKeys[0];
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.UnwrapAsync(Unwrap("cards", Context, [new EncryptedDataKey(edk.ProviderId, "cards"u8, edk.Ciphertext.Span)])));
    }

    [Fact]
    public async Task What_the_caller_does_not_accept_is_passed_over()
    {
        var keyring = new TestKeyring();
        using var wrong = await keyring.GenerateAsync(Request("pii", Context));
        using var right = await keyring.GenerateAsync(Request("pii", Context));
        var key = right.Key.ToArray();
        var edks = wrong.EncryptedDataKeys.AddRange(right.EncryptedDataKeys);
        using var opened = await keyring.UnwrapAsync(new UnwrapRequest("pii", Context, 1, edks, candidate => candidate.Key.SequenceEqual(key)));
        Assert.Equal(right.EncryptedDataKeys, opened.EncryptedDataKeys);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.UnwrapAsync(new UnwrapRequest("pii", Context, 1, edks, _ => false)));
    }

    [Fact]
    public async Task Rewrapping_what_is_current_changes_nothing_and_drops_what_is_foreign()
    {
        var keyring = new TestKeyring();
        using var made = await keyring.GenerateAsync(Request("pii", Context));
        var edks = made.EncryptedDataKeys.Insert(0, new EncryptedDataKey("aws-kms", "arn"u8, [1]));
        Assert.Equal(made.EncryptedDataKeys, await keyring.RewrapAsync(Unwrap("pii", Context, edks)));
        Assert.Equal(1, keyring.RewrapCalls);
    }

    [Fact]
    public async Task Faults_come_as_ordered()
    {
        var keyring = new TestKeyring();
        keyring.FailNext(1, KeyUnavailableReason.Throttled);
        keyring.FailNext(1, KeyUnavailableReason.Disabled);
        Assert.Equal(KeyUnavailableReason.Throttled, (await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Request("pii", Context)))).Reason);
        Assert.Equal(KeyUnavailableReason.Disabled, (await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Request("pii", Context)))).Reason);
        using var made = await keyring.GenerateAsync(Request("pii", Context));
        Assert.Equal(3, keyring.GenerateCalls);
    }

    private static DataKeyRequest Request(string keyName, EncryptionContext context) => new(keyName, context, 1, 1, 1);

    private static UnwrapRequest Unwrap(string keyName, EncryptionContext context, ImmutableArray<EncryptedDataKey> edks) => new(keyName, context, 1, edks, _ => true);
}
