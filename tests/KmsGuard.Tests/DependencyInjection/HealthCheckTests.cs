using KmsGuard.Tests.Keyrings;
using KmsGuard.Tests.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KmsGuard.Tests.DependencyInjection;

/// <summary>Health checks ask each keyring itself.</summary>
public sealed class HealthCheckTests : IDisposable
{
    private readonly ScriptedKeyring _a = new("a");
    private readonly ScriptedKeyring _b = new("b");

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public async Task Keyrings_that_make_and_open_keys_are_healthy()
    {
        await using var provider = Provider(checks => checks.AddCheck<KmsGuardHealthCheck>("kmsguard"));
        var report = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(["a/cards", "a/pii", "b/default"], report.Entries["kmsguard"].Data.Keys.Order());
        Assert.Equal((2, 2), (_a.Generated, _a.Unwrapped));
        Assert.Equal((1, 1), (_b.Generated, _b.Unwrapped));
    }

    /// <summary>A cache would hide for minutes that a key is disabled.</summary>
    [Fact]
    public async Task A_disabled_key_is_unhealthy_although_the_cache_still_serves()
    {
        await using var provider = Provider(checks => checks.AddCheck<KmsGuardHealthCheck>("kmsguard"));
        var encryptor = provider.GetRequiredService<RecordEncryptor>();
        await encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "text" });
        _b.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "The key is disabled.");
        await encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "text" });
        var report = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("b/default: The key is disabled.", report.Entries["kmsguard"].Description, StringComparison.Ordinal);
        Assert.Equal("Disabled", report.Entries["kmsguard"].Data["b/default"]);
        Assert.Equal("usable", report.Entries["kmsguard"].Data["a/pii"]);
        _b.Fault = null;
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(provider)).Status);
    }

    /// <summary>Wrapping is not enough: a key that no longer opens what it made is the worst news.</summary>
    [Fact]
    public async Task A_key_that_makes_and_does_not_open_is_unhealthy()
    {
        await using var provider = Provider(checks => checks.AddCheck<KmsGuardHealthCheck>("kmsguard"));
        _b.FaultOf = call => call == 2 ? new CiphertextAuthenticationException() : null;
        var report = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Equal("refused", report.Entries["kmsguard"].Data["b/default"]);
    }

    [Fact]
    public async Task One_keyring_alone_may_only_degrade()
    {
        await using var provider = Provider(checks => checks.Add(KmsGuardHealthCheck.For("a")).Add(KmsGuardHealthCheck.For("b", HealthStatus.Degraded)));
        _b.Fault = new KeyUnavailableException(KeyUnavailableReason.Unreachable, "no answer");
        var report = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Equal(HealthStatus.Healthy, report.Entries["kmsguard-a"].Status);
    }

    [Fact]
    public async Task An_unknown_keyring_is_named()
    {
        await using var provider = Provider(checks => checks.Add(KmsGuardHealthCheck.For("c")));
        var report = await CheckAsync(provider);
        Assert.Contains("no keyring 'c' to check, but: a, b", report.Entries["kmsguard-c"].Exception!.Message, StringComparison.Ordinal);
    }

    /// <summary>Key policies with conditions on the context must be able to allow it.</summary>
    [Fact]
    public async Task The_context_is_its_own_and_bears_the_configured_pairs()
    {
        var seen = new ContextWatch();
        var services = Services();
        services.AddKmsGuard(SettingsTests.Section(("HealthCheck:Context:tenant", "health"))).AddKeyring("watch", _ => seen, ["pii"]);
        services.AddHealthChecks().AddCheck<KmsGuardHealthCheck>("kmsguard");
        await using var provider = services.BuildServiceProvider();
        await CheckAsync(provider);
        Assert.Equal("kmsguard-use=health/1:pii, tenant=health", seen.Context!.ToString());
    }

    private static Task<HealthReport> CheckAsync(ServiceProvider provider) => provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

    private static ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        return services;
    }

    private ServiceProvider Provider(Action<IHealthChecksBuilder> add)
    {
        var services = Services();
        services.AddKmsGuard().AddKeyring("a", _ => _a, ["pii", "cards"]).AddKeyring("b", _ => _b);
        add(services.AddHealthChecks());
        return services.BuildServiceProvider();
    }

    private sealed class ContextWatch : IKeyring
    {
        public EncryptionContext? Context { get; private set; }

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
        {
            Context = request.Context;
            throw new KeyUnavailableException("only watched");
        }

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
