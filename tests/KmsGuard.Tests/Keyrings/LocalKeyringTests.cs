using System.Security.Cryptography;
using System.Text;

namespace KmsGuard.Tests.Keyrings;

public sealed class LocalKeyringTests : IDisposable
{
    private static readonly EncryptionContext Context = EncryptionContext.Of(("tenant", "t1"));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-");

    private string KeyFile => Path.Combine(_folder.FullName, "dev.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_one_instance_wrapped_another_over_the_same_file_opens()
    {
        using var writer = LocalKeyring.ForDevelopment(KeyFile);
        using var reader = LocalKeyring.ForDevelopment(KeyFile);
        using var generated = await writer.GenerateAsync(Request(Context), TestContext.Current.CancellationToken);
        using var unwrapped = await reader.UnwrapAsync(Unwrap(Context, [.. generated.EncryptedDataKeys]), TestContext.Current.CancellationToken);
        Assert.Equal(generated.Key.ToArray(), unwrapped.Key.ToArray());
        Assert.Equal(writer.KeyId, reader.KeyId);
    }

    /// <summary>Raw AES keyring of the AWS Encryption SDK: name || 128 || 12 || IV, and AAD = the serialised context.</summary>
    [Fact]
    public async Task Encrypted_data_keys_are_laid_out_as_raw_AES_keyrings_do()
    {
        using var keyring = LocalKeyring.ForDevelopment(KeyFile);
        using var generated = await keyring.GenerateAsync(Request(Context), TestContext.Current.CancellationToken);
        var edk = Assert.Single(generated.EncryptedDataKeys);
        Assert.Equal("kmsguard-local", edk.ProviderId);
        Assert.Equal([.. Encoding.ASCII.GetBytes(keyring.KeyId), 0, 0, 0, 128, 0, 0, 0, 12], edk.ProviderInfo.ToArray()[..24]);
        Assert.Equal(36, edk.ProviderInfo.Length);

        var kek = Convert.FromHexString((await File.ReadAllTextAsync(KeyFile, TestContext.Current.CancellationToken)).Split(' ')[2]);
        var dataKey = new byte[32];
        using (var gcm = new AesGcm(kek, 16))
            gcm.Decrypt(edk.ProviderInfo.Span[24..], edk.Ciphertext.Span[..32], edk.Ciphertext.Span[32..], dataKey, Context.CanonicalBytes.Span);
        Assert.Equal(generated.Key.ToArray(), dataKey);
    }

    [Fact]
    public async Task A_wrapped_key_opens_only_under_its_context()
    {
        using var keyring = LocalKeyring.ForDevelopment(KeyFile);
        using var generated = await keyring.GenerateAsync(Request(Context), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
            await keyring.UnwrapAsync(Unwrap(EncryptionContext.Of(("tenant", "t2")), [.. generated.EncryptedDataKeys])));
    }

    [Fact]
    public async Task A_candidate_that_is_not_accepted_does_not_mask_the_next()
    {
        using var keyring = LocalKeyring.ForDevelopment(KeyFile);
        using var other = await keyring.GenerateAsync(Request(Context), TestContext.Current.CancellationToken);
        using var meant = await keyring.GenerateAsync(Request(Context), TestContext.Current.CancellationToken);
        var key = meant.Key.ToArray();
        var request = new UnwrapRequest("pii", Context, 1, [other.EncryptedDataKeys[0], meant.EncryptedDataKeys[0]], candidate => candidate.Key.SequenceEqual(key));
        using var found = await keyring.UnwrapAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(key, found.Key.ToArray());
        Assert.Equal([meant.EncryptedDataKeys[0]], found.EncryptedDataKeys);
    }

    [Fact]
    public async Task A_changed_encrypted_data_key_is_refused()
    {
        using var keyring = LocalKeyring.ForDevelopment(KeyFile);
        using var generated = await keyring.GenerateAsync(Request(Context), TestContext.Current.CancellationToken);
        var edk = generated.EncryptedDataKeys[0];
        for (var i = 0; i < edk.Ciphertext.Length; i++)
        {
            var changed = edk.Ciphertext.ToArray();
            changed[i] ^= 1;
            await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
                await keyring.UnwrapAsync(Unwrap(Context, new EncryptedDataKey(edk.ProviderId, edk.ProviderInfo.Span, changed))));
            await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
                await keyring.UnwrapAsync(Unwrap(Context, new EncryptedDataKey(edk.ProviderId, edk.ProviderInfo.Span, changed.AsSpan(0, i)))));
        }
    }

    [Fact]
    public async Task A_key_file_that_was_lost_and_made_anew_is_named()
    {
        EncryptedDataKey edk;
        using (var lost = LocalKeyring.ForDevelopment(KeyFile))
        using (var generated = await lost.GenerateAsync(Request(Context), TestContext.Current.CancellationToken))
            edk = generated.EncryptedDataKeys[0];
        File.Delete(KeyFile);
        using var remade = LocalKeyring.ForDevelopment(KeyFile);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await remade.UnwrapAsync(Unwrap(Context, edk)));
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
        Assert.False(error.IsTransient);
        Assert.Contains(remade.KeyId, error.Message, StringComparison.Ordinal);
        Assert.Contains("kmsguard-local/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_file_is_the_owners_alone()
    {
        using var keyring = LocalKeyring.ForDevelopment(Path.Combine(_folder.FullName, "new", "dev.key"));
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.FullName, "new", "dev.key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder.FullName, "new")));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "new")));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.UserExecute)]
    public void A_key_file_that_others_may_use_is_refused(UnixFileMode extra)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        LocalKeyring.ForDevelopment(KeyFile).Dispose();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        var error = Assert.Throws<KeyUnavailableException>(() => LocalKeyring.ForDevelopment(KeyFile));
        Assert.Equal(KeyUnavailableReason.AccessDenied, error.Reason);
        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_file_cut_or_changed_anywhere_is_refused_and_left_as_it_is()
    {
        LocalKeyring.ForDevelopment(KeyFile).Dispose();
        var whole = File.ReadAllBytes(KeyFile);
        var secret = Encoding.ASCII.GetString(whole).Split(' ')[2];
        for (var i = 0; i < whole.Length; i++)
        {
            Damaged(whole[..i]);
            var changed = whole.ToArray();
            changed[i] = changed[i] == '0' ? (byte)'1' : (byte)'0';
            Damaged(changed);
        }
        Damaged([.. whole, (byte)'\n']);

        void Damaged(byte[] bytes)
        {
            File.WriteAllBytes(KeyFile, bytes);
            var error = Assert.Throws<KeyUnavailableException>(() => LocalKeyring.ForDevelopment(KeyFile));
            Assert.Equal(KeyUnavailableReason.Damaged, error.Reason);
            Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
            Assert.Equal(bytes, File.ReadAllBytes(KeyFile));
        }
    }

    [Fact]
    public void A_path_that_cannot_be_a_file_is_named()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "file"), "");
        var path = Path.Combine(_folder.FullName, "file", "dev.key");
        var error = Assert.Throws<KeyUnavailableException>(() => LocalKeyring.ForDevelopment(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Of many processes that start at once, one makes the key and all use it.</summary>
    [Fact]
    public async Task Starting_at_once_makes_one_key()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = Path.Combine(_folder.FullName, $"dev{round}.key");
            var start = new ManualResetEventSlim();
            var starts = Enumerable.Range(0, 6).Select(_ => Task.Run(() =>
            {
                start.Wait();
                using var keyring = LocalKeyring.ForDevelopment(path);
                return keyring.KeyId;
            })).ToArray();
            start.Set();
            Assert.Single((await Task.WhenAll(starts)).Distinct());
        }
        Assert.DoesNotContain(_folder.GetFiles(), file => file.Extension == ".new");
    }

    /// <summary>Who looks for the file and then moves its own there replaces a key that another has begun to use, and what was encrypted under it is lost.</summary>
    [Fact]
    public async Task A_key_that_another_process_is_making_is_waited_for()
    {
        using var other = LocalKeyring.ForDevelopment(Path.Combine(_folder.FullName, "other.key"));
        File.Copy(Path.Combine(_folder.FullName, "other.key"), KeyFile + ".new");
        var opening = Task.Run(() => LocalKeyring.ForDevelopment(KeyFile));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        File.Move(KeyFile + ".new", KeyFile, overwrite: false);
        using var opened = await opening;
        Assert.Equal(other.KeyId, opened.KeyId);
    }

    [Fact]
    public void What_a_process_that_died_left_behind_is_named()
    {
        File.WriteAllText(KeyFile + ".new", "");
        var error = Assert.Throws<KeyUnavailableException>(() => LocalKeyring.ForDevelopment(KeyFile));
        Assert.Contains($"'{KeyFile}.new'", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task A_disposed_keyring_does_nothing()
    {
        var keyring = LocalKeyring.ForDevelopment(KeyFile);
        using var generated = await keyring.GenerateAsync(Request(Context), TestContext.Current.CancellationToken);
        keyring.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await keyring.GenerateAsync(Request(Context)));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await keyring.UnwrapAsync(Unwrap(Context, [.. generated.EncryptedDataKeys])));
    }

    [Fact]
    public async Task Cancelled_requests_do_nothing()
    {
        using var keyring = LocalKeyring.ForDevelopment(KeyFile);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await keyring.GenerateAsync(Request(Context), new CancellationToken(canceled: true)));
    }

    private static DataKeyRequest Request(EncryptionContext context) => new("pii", context, 1, 1, 1);

    private static UnwrapRequest Unwrap(EncryptionContext context, params EncryptedDataKey[] edks) => new("pii", context, 1, [.. edks], _ => true);
}
