using System.Collections.Immutable;
using System.Security.Cryptography;

namespace KmsGuard.Interop.Tests;

/// <summary>The vectors' key encryption keys, each as a local keyring; together they answer as one.</summary>
internal sealed class VectorKeyrings : IKeyring, IDisposable
{
    private readonly LocalKeyring[] _keyrings;

    internal VectorKeyrings(params IEnumerable<string> keyIds) => _keyrings = [.. keyIds.Select(Open)];

    internal static VectorKeyrings All() => new(Vectors.All.Keks.Keys);

    /// <summary>The file's one line, as docs/formats.md gives it.</summary>
    internal static string KeyFileLine(string keyId)
    {
        var check = SHA256.HashData(Convert.FromHexString(keyId + Vectors.All.Keks[keyId]));
        return $"kmsguard-development-key-1 {keyId} {Vectors.All.Keks[keyId]} {Convert.ToHexStringLower(check.AsSpan(0, 8))}";
    }

    public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => _keyrings[0].GenerateAsync(request, cancellationToken);

    public async ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        Exception? error = null;
        foreach (var keyring in _keyrings)
        {
            try
            {
                return await keyring.UnwrapAsync(request, cancellationToken);
            }
            catch (KeyUnavailableException e)
            {
                error ??= e;
            }
            catch (CiphertextAuthenticationException e)
            {
                error = e;
            }
        }
        throw error!;
    }

    public void Dispose()
    {
        foreach (var keyring in _keyrings)
            keyring.Dispose();
    }

    private static LocalKeyring Open(string keyId)
    {
        var folder = Directory.CreateTempSubdirectory("kmsguard-interop-");
        try
        {
            var path = Path.Combine(folder.FullName, keyId);
            File.WriteAllText(path, KeyFileLine(keyId) + "\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return LocalKeyring.ForDevelopment(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>Gives one data key with its EDKs, and remembers the context it was asked for.</summary>
internal sealed class FixedKeyring(byte[] dataKey, ImmutableArray<EncryptedDataKey> edks) : IKeyring
{
    internal byte[] AskedFor { get; private set; } = [];

    /// <summary>Whether it keeps to the contract; the runtime must not rely on that.</summary>
    internal bool AsksAccept { get; init; } = true;

    public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        AskedFor = request.Context.CanonicalBytes.ToArray();
        return new ValueTask<DataKeyLease>(DataKeyLease.Create(dataKey, edks));
    }

    public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        var lease = DataKeyLease.Create(dataKey, edks);
        if (!AsksAccept || request.Accept(lease))
            return new ValueTask<DataKeyLease>(lease);
        lease.Dispose();
        throw new CiphertextAuthenticationException();
    }
}
