using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class CallPerItemTests
{
    private const string Encrypt = "kms.{|KMSG1009:EncryptAsync|}(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(item) })";

    [Theory]
    [InlineData("foreach (var item in items) await ENCRYPT;")]
    [InlineData("foreach (var item in items) { if (item.Length == 0) continue; var response = await ENCRYPT; Console.WriteLine(response); }")]
    [InlineData("foreach (var (item, entries) in named) await ENCRYPT;")]
    [InlineData("foreach (var client in items) { var item = client; await ENCRYPT; }")]
    [InlineData("foreach (var item in items) { using (var copy = new MemoryStream(item)) await ENCRYPT; }")]
    [InlineData("foreach (var item in items) { try { await ENCRYPT; } catch (Exception) { return; } }")]
    [InlineData("foreach (var (item, name) in named) await ENCRYPT;")]
    [InlineData("for (var i = 0; i < items.Count; i++) { var item = items[i]; await ENCRYPT; }")]
    [InlineData("while (queue.TryDequeue(out var item)) await ENCRYPT;")]
    [InlineData("await Task.WhenAll(items.Select(item => ENCRYPT));")]
    [InlineData("await Task.WhenAll(items.Select(async item => { return await ENCRYPT; }));")]
    [InlineData("await Task.WhenAll(from item in items select ENCRYPT);")]
    [InlineData("Parallel.ForEach(items, item => ENCRYPT.Wait());")]
    [InlineData("await Parallel.ForEachAsync(items, async (item, cancel) => await ENCRYPT);")]
    [InlineData("items.ForEach(item => ENCRYPT.Wait());")]
    [InlineData("foreach (var item in items) await Retry(() => ENCRYPT);")]
    [InlineData("foreach (var item in items) for (var attempt = 0; attempt < 3; attempt++) await ENCRYPT;")]
    [InlineData("foreach (var item in items) { foreach (var part in item) { if (part == 0) break; } await ENCRYPT; }")]
    public async Task KMSG1009_Triggers_on_a_call_for_each_item(string body) =>
        await Verify.Triggers<CallPerItem>(InMethod(body.Replace("ENCRYPT", Encrypt, StringComparison.Ordinal)));

    [Theory]
    [InlineData("foreach (var item in items) { var data = item.ToArray(); var stream = new MemoryStream(data); await kms.{|KMSG1009:DecryptAsync|}(new DecryptRequest { CiphertextBlob = stream }); }")]
    [InlineData("var request = new EncryptRequest { KeyId = key }; foreach (var item in items) { request.Plaintext = new MemoryStream(item); await kms.{|KMSG1009:EncryptAsync|}(request); }")]
    [InlineData("foreach (var item in items) await kms.{|KMSG1009:GenerateDataKeyAsync|}(new GenerateDataKeyRequest { KeyId = key, EncryptionContext = new() { [\"id\"] = item.Length.ToString() } });")]
    [InlineData("foreach (var item in items) await kms.{|KMSG1009:ReEncryptAsync|}(new ReEncryptRequest { CiphertextBlob = new MemoryStream(item), DestinationKeyId = key });")]
    public async Task KMSG1009_Triggers_on_every_operation_that_works_on_an_item(string body) => await Verify.Triggers<CallPerItem>(InMethod(body));

    [Theory]
    [InlineData("foreach (var item in items) await One(kms, item);")]
    [InlineData("foreach (var item in items) { var copy = item.ToArray(); await this.One(kms, copy); }")]
    [InlineData("await Task.WhenAll(items.Select(item => One(kms, item)));")]
    [InlineData("await Task.WhenAll(items.Select(item => { return this.One(kms, item); }));")]
    public async Task KMSG1009_Triggers_in_a_method_that_a_loop_of_the_type_calls(string body) => await Verify.Triggers<CallPerItem>(InMethod(body + """
        }
        Task One(IAmazonKeyManagementService kms, byte[] data)
        {
            return kms.{|KMSG1009:EncryptAsync|}(new EncryptRequest { Plaintext = new MemoryStream(data) });
        """));

    [Fact]
    public async Task KMSG1009_Triggers_in_a_method_that_is_given_to_LINQ() => await Verify.Triggers<CallPerItem>(InMethod("""
        await Task.WhenAll(items.Select(One));
        Task One(byte[] data) => kms.{|KMSG1009:EncryptAsync|}(new EncryptRequest { Plaintext = new MemoryStream(data) });
        """));

    [Theory]
    [InlineData("foreach (var region in new[] { \"eu\", \"us\" }) await kms.EncryptAsync(new EncryptRequest { KeyId = region, Plaintext = new MemoryStream(items[0]) });")]
    [InlineData("foreach (var client in clients) await client.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(items[0]) });")]
    [InlineData("foreach (var one in clients) await one.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(Blob(one)) });")]
    [InlineData("foreach (var target in keys) await kms.EncryptAsync(new EncryptRequest { KeyId = target, Plaintext = new MemoryStream(items[0]) });")]
    [InlineData("foreach (var wrapped in items) { try { var one = await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(wrapped) }); return; } catch (Exception) { } }")]
    [InlineData("foreach (var wrapped in items) { var one = await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(wrapped) }); if (one.Plaintext != null) break; }")]
    [InlineData("for (var attempt = 0; attempt < 3; attempt++) await kms.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(items[0]) });")]
    [InlineData("for (var i = 0; i < 3; i++) await kms.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(items[0]) });")]
    [InlineData("while (true) { await kms.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(items[0]) }); }")]
    [InlineData("await Retry(() => kms.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(items[0]) }));")]
    [InlineData("foreach (var page in items) await kms.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(page) });")]
    [InlineData("foreach (var alias in keys) await kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = alias });")]
    [InlineData("foreach (var item in items) await vault.EncryptAsync(item);")]
    [InlineData("foreach (var item in await Task.WhenAll(kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(items[0]) }))) Console.WriteLine(item);")]
    [InlineData("var dataKey = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key }); foreach (var item in items) Console.WriteLine(dataKey);")]
    [InlineData("foreach (var item in items) await Wrap(kms, key, items[0]); } Task Wrap(IAmazonKeyManagementService kms, string key, byte[] data) { return kms.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(data) });")]
    [InlineData("foreach (var target in clients) await Wrap(target, items[0]); } Task Wrap(IAmazonKeyManagementService kms, byte[] data) { return kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(data) });")]
    [InlineData("foreach (var item in items) await Cached(kms, item); } async Task Cached(IAmazonKeyManagementService kms, byte[] data) { if (known.TryGetValue(data.Length, out _)) return; await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(data) });")]
    public async Task KMSG1009_DoesNotTrigger_on_loops_over_places_tries_and_pages(string body) => await Verify.Silent<CallPerItem>(InMethod(body));

    private static string InMethod(string body) => $$"""
        class Service
        {
            private readonly Dictionary<int, byte[]> known = new();

            async Task Run(IAmazonKeyManagementService kms, string key, List<byte[]> items, List<(byte[], string)> named, string[] keys, List<IAmazonKeyManagementService> clients, Queue<byte[]> queue, Vault vault)
            {
                await Task.Yield();
                {{body}}
            }

            static byte[] Blob(object of) => null;
            static Task Retry(Func<Task> action) => action();
        }
        class Vault { public Task EncryptAsync(byte[] data) => Task.CompletedTask; }
        """;
}
