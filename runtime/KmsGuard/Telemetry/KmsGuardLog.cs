using Microsoft.Extensions.Logging;

namespace KmsGuard.Telemetry;

/// <summary>Every log message of the runtime: Debug unless somebody must act.</summary>
internal static partial class KmsGuardLog
{
    [LoggerMessage(1, LogLevel.Warning, "Keyring '{Member}' cannot be used ({Reason}). What is read or written now depends on the other keyrings alone; it is tried again")]
    internal static partial void MemberDown(ILogger logger, string member, KeyUnavailableReason reason, Exception error);

    [LoggerMessage(2, LogLevel.Debug, "Keyring '{Member}' answers again")]
    internal static partial void MemberBack(ILogger logger, string member);
}
