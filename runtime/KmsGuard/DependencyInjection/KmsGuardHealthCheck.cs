using System.Security.Cryptography;
using KmsGuard.Context;
using KmsGuard.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KmsGuard;

/// <summary>Makes a data key with each keyring of the application and opens it again, past every cache: <c>services.AddHealthChecks().AddCheck&lt;KmsGuardHealthCheck&gt;("kmsguard")</c>.</summary>
/// <remarks>Two calls for each keyring and key name, each time. Their encryption context is <c>kmsguard-use = health/1:NAME</c> and the pairs of the setting <c>HealthCheck:Context</c>: a key policy with conditions on the context must allow it.</remarks>
public sealed class KmsGuardHealthCheck : IHealthCheck
{
    /// <summary>For a keyring that has a key for every name.</summary>
    private static readonly string[] AnyKeyName = ["default"];

    private readonly IServiceProvider _services;
    private readonly string? _only;

    /// <summary>Checks all keyrings of an application.</summary>
    /// <param name="services">The application's services.</param>
    public KmsGuardHealthCheck(IServiceProvider services)
        : this(services, only: null)
    {
    }

    private KmsGuardHealthCheck(IServiceProvider services, string? only)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        _only = only;
    }

    /// <summary>A check of one keyring alone, to be given to <c>AddHealthChecks().Add</c>: where several are together, the loss of one may only be degraded health.</summary>
    /// <param name="keyring">The keyring's name, such as <c>aws-kms</c>.</param>
    /// <param name="failureStatus">What its failure is reported as; unhealthy when <see langword="null"/>.</param>
    public static HealthCheckRegistration For(string keyring, HealthStatus? failureStatus = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyring);
        return new HealthCheckRegistration($"kmsguard-{keyring}", services => new KmsGuardHealthCheck(services, keyring), failureStatus, tags: null);
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var set = _services.GetRequiredService<KeyringSet>();
        var keyrings = set.Each.Where(keyring => _only is null || keyring.Name == _only).ToArray();
        if (keyrings.Length == 0)
            throw new InvalidOperationException($"There is no keyring '{_only}' to check, but: {string.Join(", ", set.Each.Select(keyring => keyring.Name))}.");
        var probes = await Task.WhenAll(keyrings.SelectMany(keyring =>
            (keyring.KeyNames ?? (IEnumerable<string>)AnyKeyName).Select(keyName => ProbeAsync(keyring, keyName, set.HealthContext, cancellationToken)))).ConfigureAwait(false);
        var failures = probes.Where(probe => probe.Error is not null).ToArray();
        var data = probes.ToDictionary(probe => probe.What, probe => (object)probe.Outcome, StringComparer.Ordinal);
        return failures.Length == 0
            ? HealthCheckResult.Healthy($"{probes.Length} keys can be used.", data)
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(" ", failures.Select(failure => $"{failure.What}: {failure.Error!.Message}")), failures[0].Error, data);
    }

    private static async Task<Probe> ProbeAsync(RegisteredKeyring registered, string keyName, EncryptionContext pairs, CancellationToken cancellationToken)
    {
        var what = $"{registered.Name}/{keyName}";
        try
        {
            var context = EncryptionContext.FromChecked([.. pairs, KeyValuePair.Create(ContextPairs.UseKey, $"health/1:{keyName}")]);
            using var made = await registered.Keyring.GenerateAsync(new DataKeyRequest(keyName, context, RecordFormat1.Suite, Records: 1, Bytes: 0), cancellationToken).ConfigureAwait(false);
            var request = new UnwrapRequest(keyName, context, RecordFormat1.Suite, made.EncryptedDataKeys, opened => CryptographicOperations.FixedTimeEquals(opened.Key, made.Key));
            (await registered.Keyring.UnwrapAsync(request, cancellationToken).ConfigureAwait(false)).Dispose();
            return new Probe(what, "usable", Error: null);
        }
        catch (Exception e) when (e is KeyUnavailableException or CiphertextAuthenticationException)
        {
            return new Probe(what, (e as KeyUnavailableException)?.Reason.ToString() ?? "refused", e);
        }
    }

    private sealed record Probe(string What, string Outcome, Exception? Error);
}
