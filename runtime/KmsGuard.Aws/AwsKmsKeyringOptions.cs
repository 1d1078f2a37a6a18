namespace KmsGuard;

/// <summary>Which AWS KMS keys an <see cref="AwsKmsKeyring"/> uses.</summary>
public sealed class AwsKmsKeyringOptions
{
    internal static readonly TimeSpan LeastCallTimeout = TimeSpan.FromMilliseconds(100);
    internal static readonly TimeSpan MostCallTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The keys of each logical key name, as in <see cref="EncryptedModelAttribute.KeyName"/>.</summary>
    public IDictionary<string, AwsKmsKeyOptions> Keys { get; } = new Dictionary<string, AwsKmsKeyOptions>(StringComparer.Ordinal);

    /// <summary>How long one call may take, the client's own retries and waits included; 100 milliseconds to 10 minutes, default 30 seconds.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
