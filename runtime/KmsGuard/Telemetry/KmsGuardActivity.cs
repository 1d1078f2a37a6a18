using System.Diagnostics;

namespace KmsGuard.Telemetry;

/// <summary>The activity source <c>KmsGuard</c>: one span for each call to a key service.</summary>
internal static class KmsGuardActivity
{
    private static readonly ActivitySource Source = new("KmsGuard");

    internal static Activity? Start(string keyring, string operation, string keyName)
    {
        var activity = Source.StartActivity($"kmsguard {operation}", ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("kmsguard.keyring", keyring);
            activity.SetTag("kmsguard.operation", operation);
            activity.SetTag("kmsguard.key_name", keyName);
        }
        return activity;
    }
}
