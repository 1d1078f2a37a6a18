using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using KmsGuard.Pkcs11.Tests.Support;

namespace KmsGuard.Pkcs11.Tests;

public class TelemetryTests
{
    [Fact]
    public async Task Every_use_of_a_key_is_counted_with_its_outcome()
    {
        var token = new TestToken();
        token.Import();
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "KmsGuard", Name: "kmsguard.kek.operations" })
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var name = "";
            foreach (var (_, tag) in tags)
                name += "/" + tag;
            counts.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();
        await using (var keyring = token.Keyring())
        {
            var edk = await keyring.RoundTripAsync();
            await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => keyring.UnwrapAsync(Requests.Unwrap(edk) with { Context = EncryptionContext.Empty }).AsTask().InTime());
            token.DeleteKeys();
            await keyring.IsUnavailableAsync(KeyUnavailableReason.NotFound);
        }
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["/pkcs11/generate/failure/pii/NotFound"] = 1,
                ["/pkcs11/generate/success/pii"] = 1,
                ["/pkcs11/unwrap/refused/pii"] = 1,
                ["/pkcs11/unwrap/success/pii"] = 1,
            }.OrderBy(pair => pair.Key),
            counts.OrderBy(pair => pair.Key));
    }
}
