using Microsoft.Extensions.Logging;

namespace KmsGuard.Telemetry;

/// <summary>Every log message of the runtime: Debug unless somebody must act.</summary>
internal static partial class KmsGuardLog
{
    [LoggerMessage(1, LogLevel.Warning, "Keyring '{Member}' cannot be used ({Reason}). What is read or written now depends on the other keyrings alone; it is tried again")]
    internal static partial void MemberDown(ILogger logger, string member, KeyUnavailableReason reason, Exception error);

    [LoggerMessage(2, LogLevel.Debug, "Keyring '{Member}' answers again")]
    internal static partial void MemberBack(ILogger logger, string member);

    [LoggerMessage(3, LogLevel.Information, "All data keys of '{KeyName}' were dropped from the cache on request")]
    internal static partial void Evicted(ILogger logger, string keyName);

    [LoggerMessage(4, LogLevel.Warning, "A data key of '{KeyName}' could not be replaced ahead of its age. It serves until it is {MaxAge} old; if the key service does not answer by then, requests fail")]
    internal static partial void RefreshFailed(ILogger logger, string keyName, TimeSpan maxAge, Exception error);

    [LoggerMessage(5, LogLevel.Debug, "A call for a data key of '{KeyName}' failed ({Reason}); trying again in {Pause}")]
    internal static partial void Retrying(ILogger logger, string keyName, KeyUnavailableReason reason, TimeSpan pause);
}
