using System.Diagnostics;
using KmsGuard.Telemetry;

namespace KmsGuard;

/// <summary>One use of a key-encryption key (KEK): what a keyring tells the meter and the activity source <c>KmsGuard</c>. For authors of keyrings.</summary>
/// <remarks><c>using var operation = KekOperation.Start(...)</c>, then <see cref="Succeeded"/> or <see cref="Refused"/> or <see cref="Failed"/>; an operation that is disposed before counts as failed, without a reason (as when it was cancelled).</remarks>
public sealed class KekOperation : IDisposable
{
    private readonly string _keyring;
    private readonly string _operation;
    private readonly string _keyName;
    private readonly Activity? _activity;
    private readonly long _start;
    private string _outcome = "failure";
    private KeyUnavailableReason? _reason;

    private KekOperation(string keyring, string operation, string keyName)
    {
        _keyring = keyring;
        _operation = operation;
        _keyName = keyName;
        _activity = KmsGuardActivity.Start(keyring, operation, keyName);
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Begins to watch a use of a KEK.</summary>
    /// <param name="keyring">Which kind of keyring, such as <c>aws-kms</c>; few values, for they become a tag.</param>
    /// <param name="operation"><c>generate</c>, <c>wrap</c>, <c>unwrap</c> or <c>rewrap</c>.</param>
    /// <param name="keyName">The logical key name.</param>
    public static KekOperation Start(string keyring, string operation, string keyName)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(keyName);
        return new KekOperation(keyring, operation, keyName);
    }

    /// <summary>The KEK did what was asked.</summary>
    public void Succeeded() => _outcome = "success";

    /// <summary>The KEK answered that the ciphertext is not its own, or was changed.</summary>
    public void Refused() => _outcome = "refused";

    /// <summary>The KEK could not be used.</summary>
    public void Failed(KeyUnavailableReason reason)
    {
        _outcome = "failure";
        _reason = reason;
    }

    /// <summary>Ends the operation and reports it.</summary>
    public void Dispose()
    {
        KmsGuardMeter.KekOperation(_keyring, _operation, _keyName, _outcome, _reason, Stopwatch.GetElapsedTime(_start));
        if (_activity is null)
            return;
        if (_outcome == "failure")
            _activity.SetStatus(ActivityStatusCode.Error, _reason?.ToString());
        _activity.SetTag("kmsguard.outcome", _outcome);
        _activity.Dispose();
    }
}
