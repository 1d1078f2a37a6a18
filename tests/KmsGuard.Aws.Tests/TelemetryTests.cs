using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Amazon.KeyManagementService;
using KmsGuard.Testing;

namespace KmsGuard.Aws.Tests;

public class TelemetryTests
{
    private const string KeyName = "telemetry";

    [Fact]
    public async Task Every_call_that_uses_a_key_is_counted_by_its_outcome()
    {
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "KmsGuard" && instrument.Name == "kmsguard.kek.operations")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var name = string.Join('/', tags.ToArray().Select(tag => tag.Value));
            if (name.Contains(KeyName, StringComparison.Ordinal))      // other tests run beside this one
                counts.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();

        var kms = new TestKms();
        using var client = kms.CreateClient(configure: config => config.MaxErrorRetry = 0);
        var old = kms.CreateKey();
        var keyring = new AwsKmsKeyring(client, Data.Options(new AwsKmsKeyOptions { KeyArn = old, AlsoEncryptWith = { kms.CreateKey() } }, KeyName));
        var (key, edks) = await Data.MakeAsync(keyring, keyName: KeyName);
        var rotated = new AwsKmsKeyring(client, Data.Options(new AwsKmsKeyOptions { KeyArn = kms.CreateKey(), AlsoDecryptWith = { old } }, KeyName));
        await rotated.RewrapAsync(Data.Stored(key, edks, keyName: KeyName));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await rotated.UnwrapAsync(Data.Stored(key, edks, EncryptionContext.Empty, KeyName)));
        kms.Faults.ThrottleNext(1);
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await rotated.GenerateAsync(Data.New(keyName: KeyName)));

        Assert.Equal(
            [
                "aws-kms/generate/failure/telemetry/Throttled 1",
                "aws-kms/generate/success/telemetry 1",
                "aws-kms/rewrap/success/telemetry 1",
                "aws-kms/unwrap/refused/telemetry 1",
                "aws-kms/unwrap/success/telemetry 1",
                "aws-kms/wrap/success/telemetry 1",
            ],
            counts.Select(count => $"{count.Key} {count.Value}").Order(StringComparer.Ordinal));
    }
}
