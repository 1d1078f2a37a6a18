using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KmsGuard.Generated;

namespace KmsGuard.Interop.Tests;

/// <summary>Random records, written by one implementation and read by the other. The seed is fixed, so that a failure comes back.</summary>
public sealed class NodeInteropTests : IDisposable
{
    private const int Seed = 20_260_101;
    private const int EdkIvOffset = 52 + 2 + 14 + 2 + 24;      // after the fixed part, the provider id, and of the provider info the key id and two lengths
    private static readonly string KeyId = Vectors.All.Keks.Keys.First();

    private readonly VectorKeyrings _keyrings = new(KeyId);
    private readonly RandomRecord[] _records = RandomRecord.Many(200, Seed);

    [Fact]
    public async Task The_second_implementation_passes_its_own_test() =>
        Assert.Contains("\"records read\"", await Node.RunAsync("record-format-1.mjs", "selftest", ""), StringComparison.Ordinal);

    [Fact]
    public async Task The_vectors_are_what_their_generator_prints() =>
        Assert.Equal(await File.ReadAllTextAsync(Vectors.PathTo("vectors", "record-format-1.json"), TestContext.Current.CancellationToken), await Node.RunAsync("make-vectors.mjs", "", ""));

    [Fact]
    public async Task Node_reads_what_dotnet_writes()
    {
        var written = await WriteAllAsync();
        var results = await Node.AskAsync("read", [.. _records.Zip(written, ReadRequest)]);
        foreach (var (record, result) in _records.Zip(results))
            Assert.Equal(record.Printed(record.Model), result.GetProperty("values").EnumerateArray().Select(Vectors.Normal));
    }

    [Fact]
    public async Task Node_refuses_what_dotnet_wrote_for_another_identity()
    {
        var written = await WriteAllAsync();
        var results = await Node.AskAsync("read", [.. _records.Zip(written, (record, stored) =>
        {
            var request = ReadRequest(record, stored);
            request["identity"] = new JsonObject { ["another"] = "identity" };
            return request;
        })]);
        Assert.All(results, result => Assert.Equal("authentication", result.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Node_and_dotnet_write_the_same_bytes_from_the_same_keys_ids_and_ivs()
    {
        var written = await WriteAllAsync();
        var requests = new List<JsonObject>();
        foreach (var (record, stored) in _records.Zip(written))
        {
            var request = WriteRequest(record, stored);
            var header = Convert.ToHexStringLower(stored.Header.Bytes.Span);
            request["recordId"] = header[6..38];
            request["edkIv"] = header.Substring(2 * EdkIvOffset, 24);
            request["dataKey"] = await DataKeyAsync(record, stored);
            requests.Add(request);
        }
        var results = await Node.AskAsync("write", requests);
        foreach (var (record, stored, result) in _records.Zip(written, results))
        {
            Assert.Equal(Text(stored.Header.Bytes), result.GetProperty("header").GetString());
            Assert.Equal(record.Schema.Fields.Select(field => Text(stored.Fields[field.Name])), result.GetProperty("fields").EnumerateArray().Select(field => field.GetString()));
        }
    }

    [Fact]
    public async Task Dotnet_reads_what_node_writes()
    {
        var results = await Node.AskAsync("write", [.. _records.Select(record => WriteRequest(record, null))]);
        foreach (var (record, result) in _records.Zip(results))
        {
            var ciphertexts = result.GetProperty("fields").EnumerateArray().Select(field => Base64Url.DecodeFromChars(field.GetString()));
            var stored = new VectorRecord
            {
                Context = record.Model.Context,
                Identity = record.Model.Identity,
                Header = JsonSerializer.Deserialize<RecordHeader>(result.GetProperty("header").GetRawText()),
                Fields = record.Schema.Fields.Zip(ciphertexts).ToDictionary(pair => pair.First.Name, pair => (ReadOnlyMemory<byte>)pair.Second),
            };
            var model = await RecordOperations.DecryptAsync(new RecordEncryptor(_keyrings), record.Schema, stored, null, TestContext.Current.CancellationToken);
            Assert.Equal(record.Printed(record.Model), record.Printed(model));
        }
    }

    public void Dispose() => _keyrings.Dispose();

    private async Task<VectorRecord[]> WriteAllAsync()
    {
        var written = new List<VectorRecord>();
        foreach (var record in _records)
            written.Add(await RecordOperations.EncryptAsync(new RecordEncryptor(_keyrings), record.Schema, record.Model, TestContext.Current.CancellationToken));
        return [.. written];
    }

    private static JsonObject ReadRequest(RandomRecord record, VectorRecord stored)
    {
        var request = record.Request(name => [("ciphertext", Text(stored.Fields[name]))]);
        request["keks"] = JsonSerializer.SerializeToNode(Vectors.All.Keks);
        request["header"] = Text(stored.Header.Bytes);
        return request;
    }

    /// <summary>With the IVs of a record already written, or with none, so that Node draws them.</summary>
    private static JsonObject WriteRequest(RandomRecord record, VectorRecord? stored)
    {
        var values = record.Schema.Fields.ToDictionary(field => field.Name, field => field.Field.Print(record.Model.Values[field.Name]));
        var request = record.Request(name => stored is null
            ? [("value", JsonSerializer.SerializeToNode(values[name]))]
            : [("value", JsonSerializer.SerializeToNode(values[name])), ("iv", Convert.ToHexStringLower(stored.Fields[name].Span[..12]))]);
        request["keyId"] = KeyId;
        request["kek"] = Vectors.All.Keks[KeyId];
        return request;
    }

    /// <summary>The data key that .NET drew, taken where the runtime asks its keyring for it.</summary>
    private async Task<string> DataKeyAsync(RandomRecord record, VectorRecord stored)
    {
        var spy = new SpyKeyring(_keyrings);
        await RecordOperations.DecryptAsync(new RecordEncryptor(spy), record.Schema, stored, null, TestContext.Current.CancellationToken);
        return spy.DataKey;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Base64Url.EncodeToString(bytes.Span);

    private sealed class SpyKeyring(IKeyring inner) : IKeyring
    {
        internal string DataKey { get; private set; } = "";

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => inner.GenerateAsync(request, cancellationToken);

        public async ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
        {
            var lease = await inner.UnwrapAsync(request, cancellationToken);
            DataKey = Convert.ToHexStringLower(lease.Key);
            return lease;
        }
    }
}
