using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KmsGuard;

/// <summary>Takes an application's keys from a hardware security module (HSM).</summary>
public static partial class Pkcs11BuilderExtensions
{
    private const string Kind = "Pkcs11";

    /// <summary>Adds a <see cref="Pkcs11Keyring"/>, as configured: <c>Pkcs11:ModulePath</c>, <c>TokenLabel</c>, <c>TokenSerial</c>, <c>PinFile</c> or <c>PinVariable</c>, <c>Profile</c>, <c>Timeout</c>, <c>MaxSessions</c>, <c>KeyNamespace</c>, <c>MaxWraps</c>, <c>WarnAfterWraps</c>; and for each key <c>Keys:NAME:Pkcs11:Label</c>, <c>Id</c>, <c>Name</c>, <c>Retired:0:Label</c> ...</summary>
    /// <remarks>The PIN itself is no setting: configuration is copied to logs and dashboards. It comes from a file, an environment variable, or the callback <see cref="Pkcs11Options.Pin"/>.</remarks>
    /// <param name="builder">What <c>AddKmsGuard</c> returned.</param>
    /// <param name="configure">Sets what is not configured, such as the PIN's callback or attributes that are put up with.</param>
    /// <exception cref="InvalidOperationException">A setting is not valid, or the keyring was added before.</exception>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public static KmsGuardBuilder AddPkcs11(this KmsGuardBuilder builder, Action<Pkcs11Options>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Read(builder.Settings.Section(Kind));
        foreach (var (name, section) in builder.KeysWith(Kind))
        {
            var key = ReadKey(section);
            var retired = section.Section(nameof(key.Retired));
            foreach (var index in retired.Names)
                key.Retired.Add(ReadKey(retired.Section(index)));
            section.RefuseUnknown();
            options.Keys[name] = key;
        }
        configure?.Invoke(options);
        // Wrong options are found at start-up, not at the first record.
        options.Checked().ToKeks();
        return builder.AddKeyring("pkcs11", provider => Create(options, provider), options.Keys.Keys);
    }

    private static Pkcs11Keyring Create(Pkcs11Options options, IServiceProvider provider)
    {
        if (options.OnWrapWarning is null && provider.GetService<ILogger<Pkcs11Keyring>>() is { } logger)
            options.OnWrapWarning = key => LogWrapWarning(logger, key, options.WarnAfterWraps);
        return new Pkcs11Keyring(options, provider.GetService<TimeProvider>());
    }

    private static Pkcs11Options Read(KmsGuardSettings settings)
    {
        var options = new Pkcs11Options();
        options.ModulePath = settings.Text(nameof(options.ModulePath)) ?? options.ModulePath;
        options.TokenLabel = settings.Text(nameof(options.TokenLabel));
        options.TokenSerial = settings.Text(nameof(options.TokenSerial));
        options.Pin = ReadPin(settings);
        options.Profile = ReadProfile(settings);
        options.Timeout = settings.Duration(nameof(options.Timeout), Pkcs11Options.LeastTimeout, Pkcs11Options.MostTimeout) ?? options.Timeout;
        options.MaxSessions = (int)(settings.Number(nameof(options.MaxSessions), 1, Pkcs11Options.MostSessions) ?? options.MaxSessions);
        options.KeyNamespace = settings.Text(nameof(options.KeyNamespace)) ?? options.KeyNamespace;
        options.MaxWraps = settings.Number(nameof(options.MaxWraps), 1, Pkcs11Options.MostWraps) ?? options.MaxWraps;
        options.WarnAfterWraps = settings.Number(nameof(options.WarnAfterWraps), 1, long.MaxValue) ?? options.WarnAfterWraps;
        settings.RefuseUnknown();
        return options;
    }

    private static Func<CancellationToken, ValueTask<byte[]>>? ReadPin(KmsGuardSettings settings)
    {
        var file = settings.Text("PinFile");
        var variable = settings.Text("PinVariable");
        if (file is not null && variable is not null)
            throw settings.Error("PinVariable", "is set beside PinFile; the PIN comes from one of the two");
        return file is not null ? Pkcs11Pin.FromFile(file) : variable is not null ? Pkcs11Pin.FromEnvironment(variable) : null;
    }

    private static Pkcs11Profile ReadProfile(KmsGuardSettings settings) => settings.Text("Profile") switch
    {
        null or "Standard" => new Pkcs11Profile(),
        nameof(Pkcs11Profile.AwsCloudHsm) => Pkcs11Profile.AwsCloudHsm,
        nameof(Pkcs11Profile.LunaFips) => Pkcs11Profile.LunaFips,
        var other => throw settings.Error("Profile", $"is '{other}'; it must be Standard, {nameof(Pkcs11Profile.AwsCloudHsm)} or {nameof(Pkcs11Profile.LunaFips)}, or set Pkcs11Options.Profile in code"),
    };

    private static Pkcs11KeyOptions ReadKey(KmsGuardSettings section) => new()
    {
        Label = section.Text(nameof(Pkcs11KeyOptions.Label)),
        Id = section.Text(nameof(Pkcs11KeyOptions.Id)),
        Name = section.Text(nameof(Pkcs11KeyOptions.Name)),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The HSM key '{Key}' has wrapped {Wraps} data keys in this process; at most 2^32 in the whole fleet are safe. Make a new key (the old one goes to Retired), and put a cache or a hierarchy before it.")]
    private static partial void LogWrapWarning(ILogger logger, string key, long wraps);
}
