using KmsGuard.Pkcs11;

namespace KmsGuard;

/// <summary>Which PKCS#11 module, token and keys a <see cref="Pkcs11Keyring"/> uses, and how.</summary>
public sealed class Pkcs11Options
{
    /// <summary>NIST SP 800-38D section 8.3: at most 2^32 uses of one key with random 96-bit IVs.</summary>
    internal const long MostWraps = 1L << 32;

    internal const int MostSessions = 256;

    internal static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(10);

    internal static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The module's shared library, such as <c>/usr/lib/softhsm/libsofthsm2.so</c>.</summary>
    public string ModulePath { get; set; } = "";

    /// <summary>The token's label, without the spaces that pad it.</summary>
    public string? TokenLabel { get; set; }

    /// <summary>The token's serial number, where the label alone does not tell.</summary>
    public string? TokenSerial { get; set; }

    /// <summary>For each logical key name the key that wraps its data keys.</summary>
    public IDictionary<string, Pkcs11KeyOptions> Keys { get; } = new Dictionary<string, Pkcs11KeyOptions>(StringComparer.Ordinal);

    /// <summary>Gives the user's PIN, in UTF-8; asked at each login, and the array is wiped after it (<see cref="Pkcs11Pin"/> has the usual ones). Without it the token must need none, or have a PIN pad. The token passed ends with the keyring.</summary>
    public Func<CancellationToken, ValueTask<byte[]>>? Pin { get; set; }

    /// <summary>How the HSM differs from the standard.</summary>
    public Pkcs11Profile Profile { get; set; } = new();

    /// <summary>How long a call of the module may take, and how long it may wait for a session; 10 milliseconds to 10 minutes, default 10 seconds. A call that takes longer is given up with its session.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many sessions, each with a thread, are used at most, besides the one that keeps the token logged in; 1 to 256, default 8. Never more than the token allows.</summary>
    public int MaxSessions { get; set; } = 8;

    /// <summary>The provider id of the encrypted data keys ("key namespace" of the AWS Encryption SDK's raw AES keyring), so part of what is stored: keep it. Default <c>kmsguard-pkcs11</c>.</summary>
    public string KeyNamespace { get; set; } = "kmsguard-pkcs11";

    /// <summary>After how many wraps of one key by this process another is refused; default and at most 2^32, which is the limit for the whole fleet: with n processes, an nth of it.</summary>
    public long MaxWraps { get; set; } = MostWraps;

    /// <summary>After how many wraps of one key by this process <see cref="OnWrapWarning"/> is called, at the next wrap; default 2^31.</summary>
    public long WarnAfterWraps { get; set; } = MostWraps / 2;

    /// <summary>Called once in the process for each key that has wrapped <see cref="WarnAfterWraps"/> times, with its name: time for a new key, and for a cache or a hierarchy.</summary>
    public Action<string>? OnWrapWarning { get; set; }

    internal Pkcs11Options Checked()
    {
        Require(!string.IsNullOrWhiteSpace(ModulePath), nameof(ModulePath), "is not set: name the module's shared library");
        Require(!string.IsNullOrWhiteSpace(TokenLabel) || !string.IsNullOrWhiteSpace(TokenSerial), nameof(TokenLabel), "is not set: name the token by its label, its serial number, or both");
        Require(Profile is not null, nameof(Profile), "is not set");
        Require(Enum.IsDefined(Profile!.IvSource) && Enum.IsDefined(Profile.EncryptIvBits) && Enum.IsDefined(Profile.DecryptIvBits), nameof(Profile), "has a value that is none of its kind");
        Require(Profile.IvSize is 12 || (Profile.IvSize is 16 && Profile.IvSource != Pkcs11IvSource.Caller), nameof(Profile), "has an IvSize other than 12, or than 16 where the HSM makes the IV");
        Require(Timeout >= LeastTimeout && Timeout <= MostTimeout, nameof(Timeout), $"is {Timeout}; it must be between 10 milliseconds and 10 minutes");
        Require(MaxSessions is >= 1 and <= MostSessions, nameof(MaxSessions), $"is {MaxSessions}; it must be between 1 and 256");
        Require(!string.IsNullOrEmpty(KeyNamespace) && KeyNamespace.All(char.IsAscii) && KeyNamespace.Length <= EncryptedDataKey.MaxProviderIdSize, nameof(KeyNamespace), $"must have 1 to {EncryptedDataKey.MaxProviderIdSize} ASCII characters");
        Require(!KeyNamespace.StartsWith("aws-kms", StringComparison.Ordinal), nameof(KeyNamespace), "begins with 'aws-kms', which belongs to AWS KMS");
        Require(MaxWraps is >= 1 and <= MostWraps, nameof(MaxWraps), $"is {MaxWraps}; it must be between 1 and 4,294,967,296");
        Require(WarnAfterWraps >= 1, nameof(WarnAfterWraps), $"is {WarnAfterWraps}; it must be at least 1");
        var copy = (Pkcs11Options)MemberwiseClone();
        copy.Profile = Profile.Copy();
        copy.TokenLabel = string.IsNullOrWhiteSpace(TokenLabel) ? null : TokenLabel.TrimEnd();
        copy.TokenSerial = string.IsNullOrWhiteSpace(TokenSerial) ? null : TokenSerial.TrimEnd();
        return copy;
    }

    /// <summary>For each logical key name its keys; the first wraps.</summary>
    internal Dictionary<string, Kek[]> ToKeks()
    {
        Require(Keys.Count > 0, nameof(Keys), "is empty: name at least one key");
        var keks = Keys.ToDictionary(
            pair => pair.Key,
            pair => pair.Value.Retired.Prepend(pair.Value).Select((key, i) => ToKek(i == 0 ? $"Keys:{pair.Key}" : $"Keys:{pair.Key}:Retired:{i - 1}", key, isRetired: i > 0)).ToArray(),
            StringComparer.Ordinal);
        foreach (var same in keks.Values.SelectMany(kek => kek).Distinct().GroupBy(kek => kek.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            throw new ArgumentException($"{nameof(Pkcs11Options)}.{nameof(Keys)} names two keys '{same.Key}'. Encrypted data keys carry this name: give each key a {nameof(Pkcs11KeyOptions.Name)} or an id of its own.");
        return keks;
    }

    private Kek ToKek(string setting, Pkcs11KeyOptions key, bool isRetired)
    {
        Require(!string.IsNullOrEmpty(key.Label) || !string.IsNullOrEmpty(key.Id), setting, "has neither Label nor Id: say which key of the token it is");
        Require(!isRetired || key.Retired.Count == 0, setting, "is a retired key and cannot have retired keys of its own: put all into one list");
        var label = string.IsNullOrEmpty(key.Label) ? null : key.Label;
        string? id = null;
        if (!string.IsNullOrEmpty(key.Id))
        {
            Require(key.Id.Length % 2 == 0 && key.Id.All(char.IsAsciiHexDigit), setting, "has an Id that is not hexadecimal");
            id = key.Id.ToUpperInvariant();
        }
#pragma warning disable CA1308 // Names in stored data have been given once: ids in lower case, as softhsm2-util and pkcs11-tool print them.
        var shownId = id?.ToLowerInvariant();
#pragma warning restore CA1308
        var name = !string.IsNullOrEmpty(key.Name) ? key.Name : label is null ? shownId! : shownId is null ? label : $"{label}/{shownId}";
        try
        {
            var kek = new Kek(label, id, name, key.Allow);
            Require(RawAesProviderInfo.SizeOf(kek.NameUtf8.Length, Profile.IvSize) <= EncryptedDataKey.MaxProviderInfoSize, setting, "has a name that is too long for the encrypted data keys: give it a Name of at most 400 bytes");
            return kek;
        }
        catch (System.Text.EncoderFallbackException e)
        {
            throw new ArgumentException($"{nameof(Pkcs11Options)}.{setting} has a Label or Name that is not valid Unicode.", e);
        }
    }

    private static void Require(bool holds, string name, string problem)
    {
        if (!holds)
            throw new ArgumentException($"{nameof(Pkcs11Options)}.{name} {problem}.");
    }
}
