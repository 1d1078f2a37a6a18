namespace KmsGuard.Testing.Engine;

/// <summary>A key's last cryptographic operation (API_GetKeyLastUsage).</summary>
internal sealed record KeyUse(string Operation, DateTimeOffset Time, string RequestId);
