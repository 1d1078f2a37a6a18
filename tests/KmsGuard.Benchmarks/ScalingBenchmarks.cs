using BenchmarkDotNet.Attributes;

namespace KmsGuard.Benchmarks;

/// <summary>The same number of records by one thread and by two that share the encryptor: the ratio is the speed-up's inverse.</summary>
public class ScalingBenchmarks
{
    private const int Records = 20_000;

    private readonly FiveFields _model = FiveFields.New();
    private string _keyFile = "";
    private CachingKeyring _keyring = null!;
    private RecordEncryptor _encryptor = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _keyFile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _keyring = new CachingKeyring(LocalKeyring.ForDevelopment(_keyFile), new DataKeyCacheOptions { MaxAge = TimeSpan.FromHours(24), MaxRecords = 1L << 32, MaxBytes = 1L << 50 });
        _encryptor = new RecordEncryptor(_keyring);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _keyring.Dispose();
        File.Delete(_keyFile);
    }

    [Benchmark(Baseline = true)]
    public Task OneThread() => Task.Run(() => WorkAsync(Records));

    [Benchmark]
    public Task TwoThreads() => Task.WhenAll(Task.Run(() => WorkAsync(Records / 2)), Task.Run(() => WorkAsync(Records / 2)));

    private async Task WorkAsync(int records)
    {
        for (var i = 0; i < records; i++)
            await _encryptor.DecryptAsync(await _encryptor.EncryptAsync(_model));
    }
}
