using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KmsGuard.Telemetry;

/// <summary>The meter <c>KmsGuard</c>: what an operator watches.</summary>
internal static class KmsGuardMeter
{
    private static readonly Meter Meter = new("KmsGuard");

    private static readonly Counter<long> KekOperationCounter = Meter.CreateCounter<long>(
        "kmsguard.kek.operations", "{operation}", "Uses of a key-encryption key: calls to AWS KMS, an HSM, or the local key.");

    private static readonly Counter<long> CacheCounter = Meter.CreateCounter<long>(
        "kmsguard.data_key.cache", "{request}", "Requests for a data key, by how the cache served them: hit, miss, or wait (for another caller's miss).");

    private static readonly Histogram<double> KekDuration = Meter.CreateHistogram<double>(
        "kmsguard.kek.duration", "s", "How long uses of a key-encryption key take.");

    internal static void KekOperation(string keyring, string operation, string keyName, string outcome, KeyUnavailableReason? reason, TimeSpan duration)
    {
        if (!KekOperationCounter.Enabled && !KekDuration.Enabled)
            return;
        var tags = new TagList { { "keyring", keyring }, { "operation", operation }, { "outcome", outcome } };
        KekDuration.Record(duration.TotalSeconds, tags);
        tags.Add("key_name", keyName);
        if (reason is { } why)
            tags.Add("reason", why.ToString());
        KekOperationCounter.Add(1, tags);
    }

    internal static void Cache(string operation, string outcome)
    {
        if (CacheCounter.Enabled)
            CacheCounter.Add(1, new("operation", operation), new("outcome", outcome));
    }
}
