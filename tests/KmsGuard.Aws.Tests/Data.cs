using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Aws.Tests;

/// <summary>What most tests ask a keyring for.</summary>
internal static class Data
{
    public static readonly EncryptionContext Context = EncryptionContext.Of(("tenant", "t1"), ("stage", "test"));

    public static DataKeyRequest New(EncryptionContext? context = null, string keyName = "pii") => new(keyName, context ?? Context, 1, 1, 1);

    /// <summary>A request that accepts just this key, as a record's commitment does.</summary>
    public static UnwrapRequest Stored(byte[] key, IEnumerable<EncryptedDataKey> edks, EncryptionContext? context = null, string keyName = "pii") =>
        new(keyName, context ?? Context, 1, [.. edks], candidate => candidate.Key.SequenceEqual(key));

    public static AwsKmsKeyringOptions Options(AwsKmsKeyOptions key, string keyName = "pii") => new() { Keys = { [keyName] = key } };

    public static AwsKmsKeyringOptions Options(string keyArn) => Options(new AwsKmsKeyOptions { KeyArn = keyArn });

    public static AwsKmsKeyring Keyring(IAmazonKeyManagementService client, string keyArn) => new(client, Options(keyArn));

    /// <summary>Makes a data key and gives what a database would hold of it, with the key for comparing.</summary>
    public static async Task<(byte[] Key, EncryptedDataKey[] Edks)> MakeAsync(IKeyring keyring, EncryptionContext? context = null, string keyName = "pii")
    {
        using var lease = await keyring.GenerateAsync(New(context, keyName)).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return (lease.Key.ToArray(), [.. lease.EncryptedDataKeys]);
    }

    /// <summary>A grant's token.</summary>
    public static async Task<string> GrantAsync(AmazonKeyManagementServiceClient client, string keyArn) =>
        (await client.CreateGrantAsync(new CreateGrantRequest { KeyId = keyArn, GranteePrincipal = "arn:aws:iam::111122223333:role/app", Operations = ["Decrypt"] })).GrantToken;

    public static async Task<byte[]> OpenAsync(IKeyring keyring, UnwrapRequest request)
    {
        using var lease = await keyring.UnwrapAsync(request).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return lease.Key.ToArray();
    }

    /// <summary>Lets time go by until a task has ended.</summary>
    public static async Task AdvanceUntilAsync(Task task, FakeTimeProvider time)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(1, limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
