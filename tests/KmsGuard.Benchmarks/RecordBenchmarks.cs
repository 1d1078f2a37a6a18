using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.Benchmarks;

/// <summary>A record of five fields of 32 bytes under a cached data key, beside five bare AES-GCM calls (the floor's unit) and ASP.NET Core Data Protection of the same five values.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class RecordBenchmarks
{
    private readonly byte[][] _plaintexts = [.. Enumerable.Range(0, 5).Select(i => Encoding.ASCII.GetBytes(new string((char)('a' + i), 32)))];
    private readonly byte[][] _ciphertexts = [.. Enumerable.Range(0, 5).Select(_ => new byte[32])];
    private readonly byte[][] _tags = [.. Enumerable.Range(0, 5).Select(_ => new byte[16])];
    private readonly byte[] _iv = new byte[12];
    private readonly byte[] _opened = new byte[32];
    private readonly AesGcm _gcm = new(RandomNumberGenerator.GetBytes(32), 16);
    private readonly FiveFields _model = FiveFields.New();

    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("kmsguard-");

    private CachingKeyring _keyring = null!;
    private RecordEncryptor _encryptor = null!;
    private EncryptedFiveFields _stored = null!;
    private IDataProtector _protector = null!;
    private byte[][] _protected = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _keyring = new CachingKeyring(LocalKeyring.ForDevelopment(Path.Combine(_keys.FullName, "dev.key")), new DataKeyCacheOptions { MaxAge = TimeSpan.FromHours(24), MaxRecords = 1L << 32, MaxBytes = 1L << 50 });
        _encryptor = new RecordEncryptor(_keyring);
        _stored = _encryptor.EncryptAsync(_model).AsTask().Result;

        var services = new ServiceCollection();
        services.AddDataProtection()
            .PersistKeysToFileSystem(_keys)
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        _protector = services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("five");
        _protected = [.. _plaintexts.Select(_protector.Protect)];

        for (var i = 0; i < 5; i++)
            _gcm.Encrypt(_iv, _plaintexts[i], _ciphertexts[i], _tags[i]);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _keyring.Dispose();
        _gcm.Dispose();
        _keys.Delete(recursive: true);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Encrypt")]
    public void FiveAesGcmEncrypts()
    {
        for (var i = 0; i < 5; i++)
            _gcm.Encrypt(_iv, _plaintexts[i], _ciphertexts[i], _tags[i]);
    }

    [Benchmark, BenchmarkCategory("Encrypt")]
    public ValueTask<EncryptedFiveFields> EncryptRecord() => _encryptor.EncryptAsync(_model);

    [Benchmark, BenchmarkCategory("Encrypt")]
    public void DataProtectionProtect()
    {
        foreach (var plaintext in _plaintexts)
            _protector.Protect(plaintext);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Decrypt")]
    public void FiveAesGcmDecrypts()
    {
        for (var i = 0; i < 5; i++)
            _gcm.Decrypt(_iv, _ciphertexts[i], _tags[i], _opened);
    }

    [Benchmark, BenchmarkCategory("Decrypt")]
    public ValueTask<FiveFields> DecryptRecord() => _encryptor.DecryptAsync(_stored);

    [Benchmark, BenchmarkCategory("Decrypt")]
    public void DataProtectionUnprotect()
    {
        foreach (var value in _protected)
            _protector.Unprotect(value);
    }
}
