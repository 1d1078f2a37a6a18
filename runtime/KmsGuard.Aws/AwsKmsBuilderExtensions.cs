using Amazon.KeyManagementService;
using KmsGuard.Aws.Kms;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard;

/// <summary>Takes an application's keys from AWS KMS.</summary>
public static class AwsKmsBuilderExtensions
{
    /// <summary>Adds an <see cref="AwsKmsKeyring"/> over the application's own <see cref="IAmazonKeyManagementService"/>, as configured: <c>Keys:NAME:Kms:KeyArn</c> or <c>Alias</c>, <c>AlsoEncryptWith</c>, <c>AlsoDecryptWith</c>, <c>GrantTokens</c>, and <c>Kms:CallTimeout</c> for all.</summary>
    /// <remarks>For keys in several Regions register a client for each, with the Region as its service key: <c>services.AddKeyedSingleton&lt;IAmazonKeyManagementService&gt;("us-east-1", ...)</c>. A Region without one has the client that is registered without a key.</remarks>
    /// <param name="builder">What <c>AddKmsGuard</c> returned.</param>
    /// <param name="configure">Sets keys in code, beside those configured.</param>
    /// <exception cref="InvalidOperationException">A setting is not valid, there is no key, or the keyring was added before.</exception>
    public static KmsGuardBuilder AddAwsKms(this KmsGuardBuilder builder, Action<AwsKmsKeyringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new AwsKmsKeyringOptions();
        var settings = builder.Settings.Section("Kms");
        options.CallTimeout = settings.Duration(nameof(options.CallTimeout), AwsKmsKeyringOptions.LeastCallTimeout, AwsKmsKeyringOptions.MostCallTimeout) ?? options.CallTimeout;
        settings.RefuseUnknown();
        foreach (var (name, section) in builder.KeysWith("Kms"))
            options.Keys[name] = Read(section);
        configure?.Invoke(options);
        if (options.Keys.Count == 0)
            throw builder.Settings.Error("Keys", "names no AWS KMS key; set Keys:<name>:Kms:KeyArn for each logical key name, or AddAwsKms(options => options.Keys[\"<name>\"] = ...)");
        return builder.AddKeyring(AwsKmsKeyring.ProviderId, provider => new AwsKmsKeyring(region => Client(provider, region), options, provider.GetService<TimeProvider>()), options.Keys.Keys);
    }

    private static AwsKmsKeyOptions Read(KmsGuardSettings section)
    {
        var key = new AwsKmsKeyOptions { KeyArn = section.Text(nameof(AwsKmsKeyOptions.KeyArn)), Alias = section.Text(nameof(AwsKmsKeyOptions.Alias)) };
        Add(key.AlsoEncryptWith, nameof(key.AlsoEncryptWith));
        Add(key.AlsoDecryptWith, nameof(key.AlsoDecryptWith));
        Add(key.GrantTokens, nameof(key.GrantTokens));
        section.RefuseUnknown();
        return KmsOptionsProblem.Of(key) is { } problem ? throw section.Error(problem.Property, problem.What) : key;

        void Add(IList<string> list, string name)
        {
            foreach (var text in section.Texts(name))
                list.Add(text);
        }
    }

    private static IAmazonKeyManagementService Client(IServiceProvider provider, string region) =>
        (provider as IKeyedServiceProvider)?.GetKeyedService<IAmazonKeyManagementService>(region)
        ?? provider.GetService<IAmazonKeyManagementService>()
        ?? throw new InvalidOperationException("There is no AWS KMS client among the application's services. Register one: services.AddSingleton<IAmazonKeyManagementService>(new AmazonKeyManagementServiceClient(...)).");
}
