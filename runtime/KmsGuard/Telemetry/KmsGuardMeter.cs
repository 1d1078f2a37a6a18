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

    internal static void KekOperation(string keyring, string operation, bool succeeded)
    {
        if (KekOperationCounter.Enabled)
            KekOperationCounter.Add(1, new TagList { { "keyring", keyring }, { "operation", operation }, { "outcome", succeeded ? "success" : "failure" } });
    }

    internal static void Cache(string operation, string outcome)
    {
        if (CacheCounter.Enabled)
            CacheCounter.Add(1, new("operation", operation), new("outcome", outcome));
    }
}
