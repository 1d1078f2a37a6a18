using System.Diagnostics.Metrics;

namespace Quickstart;

/// <summary>Counts what KmsGuard does with keys, from its meter: the same numbers that OpenTelemetry would collect in production.</summary>
internal sealed class KeyOperations : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _generated;
    private long _unwrapped;
    private long _cached;

    public KeyOperations()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "KmsGuard")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.Start();
    }

    public KeyCounts Counts => new(Interlocked.Read(ref _generated), Interlocked.Read(ref _unwrapped), Interlocked.Read(ref _cached));

    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        switch (instrument.Name, Tag(tags, "operation"), Tag(tags, "outcome"))
        {
            case ("kmsguard.kek.operations", "generate", _):
                Interlocked.Add(ref _generated, value);
                break;
            case ("kmsguard.kek.operations", "unwrap", _):
                Interlocked.Add(ref _unwrapped, value);
                break;
            case ("kmsguard.data_key.cache", _, "hit"):
                Interlocked.Add(ref _cached, value);
                break;
        }
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return tag.Value as string;
        }
        return null;
    }
}

/// <param name="Generated">Data keys and branch keys made, each wrapped by the key-encryption key (KEK) once.</param>
/// <param name="Unwrapped">Those unwrapped by the KEK.</param>
/// <param name="Cached">Requests of records and of indexes that were served from a cache, without the KEK.</param>
internal readonly record struct KeyCounts(long Generated, long Unwrapped, long Cached)
{
    public static KeyCounts operator -(KeyCounts left, KeyCounts right) =>
        new(left.Generated - right.Generated, left.Unwrapped - right.Unwrapped, left.Cached - right.Cached);
}
