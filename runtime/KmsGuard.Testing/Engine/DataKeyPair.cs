using System.Security.Cryptography;
using System.Text.Json;

namespace KmsGuard.Testing.Engine;

/// <summary>A key pair for use outside of KMS: SubjectPublicKeyInfo and PKCS #8 (API_GenerateDataKeyPair).</summary>
internal sealed record DataKeyPair(byte[] PublicKey, byte[] PrivateKey)
{
    private static readonly Dictionary<string, Func<AsymmetricAlgorithm>> Specs = new(StringComparer.Ordinal)
    {
        ["RSA_2048"] = () => RSA.Create(2048),
        ["RSA_3072"] = () => RSA.Create(3072),
        ["RSA_4096"] = () => RSA.Create(4096),
        ["ECC_NIST_P256"] = () => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        ["ECC_NIST_P384"] = () => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        ["ECC_NIST_P521"] = () => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        ["ECC_SECG_P256K1"] = () => ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10")),
    };

    internal static string? Find(JsonElement spec) => spec.ValueKind == JsonValueKind.String ? Specs.Keys.FirstOrDefault(spec.ValueEquals) : null;

    internal static bool IsKnown(string spec) => Specs.ContainsKey(spec);

    internal static DataKeyPair Make(string spec)
    {
        using var pair = Specs[spec]();
        return new DataKeyPair(pair.ExportSubjectPublicKeyInfo(), pair.ExportPkcs8PrivateKey());
    }
}
