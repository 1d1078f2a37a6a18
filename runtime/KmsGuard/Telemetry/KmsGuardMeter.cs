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
        "kmsguard.data_key.cache", "{request}", "Requests for a data key, or for the key of a blind index (operation index), by how the cache served them: hit, miss, or wait (for another caller's miss).");

    private static readonly Histogram<double> KekDuration = Meter.CreateHistogram<double>(
        "kmsguard.kek.duration", "s", "How long uses of a key-encryption key take.");

    private static readonly Histogram<double> DataKeyAge = Meter.CreateHistogram<double>(
        "kmsguard.data_key.age", "s", "How old keys from the cache are when they serve.");

    private static readonly UpDownCounter<long> DataKeysHeld = Meter.CreateUpDownCounter<long>(
        "kmsguard.data_key.held", "{key}", "Data keys in caches, by use: encrypt or decrypt.");

    private static readonly Histogram<long> DataKeyRecords = Meter.CreateHistogram<long>(
        "kmsguard.data_key.records", "{record}", "How many records were encrypted under a data key when the cache let it go.");

    private static readonly Histogram<long> DataKeyBytes = Meter.CreateHistogram<long>(
        "kmsguard.data_key.bytes", "By", "How many bytes of plaintext were encrypted under a data key when the cache let it go.");

    private static readonly Counter<long> RefreshCounter = Meter.CreateCounter<long>(
        "kmsguard.data_key.refreshes", "{refresh}", "Keys that were to be replaced in the background before their age, by outcome.");

    private static readonly Counter<long> BranchKeyVersionCounter = Meter.CreateCounter<long>(
        "kmsguard.branch_key.versions", "{version}", "Versions of branch keys that this process has made, by occasion: first, rotation, or again (after a deletion).");

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

    internal static void CacheHit(string operation, TimeSpan age)
    {
        Cache(operation, "hit");
        if (DataKeyAge.Enabled)
            DataKeyAge.Record(age.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
    }

    internal static void DataKeyHeld(bool encrypts) => DataKeysHeld.Add(1, Use(encrypts));

    internal static void DataKeyGone(bool encrypts, long records, long bytes)
    {
        DataKeysHeld.Add(-1, Use(encrypts));
        if (!encrypts)
            return;
        DataKeyRecords.Record(records);
        DataKeyBytes.Record(bytes);
    }

    internal static void Refresh(string operation, string outcome) => RefreshCounter.Add(1, new("operation", operation), new("outcome", outcome));

    internal static void BranchKeyVersion(string occasion) => BranchKeyVersionCounter.Add(1, new KeyValuePair<string, object?>("occasion", occasion));

    private static KeyValuePair<string, object?> Use(bool encrypts) => new("use", encrypts ? "encrypt" : "decrypt");
}
