using System.Security.Cryptography;

namespace KmsGuard.Keyrings.Caching;

/// <summary>Spreads what many would otherwise do at the same moment.</summary>
internal static class Jitter
{
    private const int Steps = 1 << 20;

    /// <summary>A time between half of the most and the most.</summary>
    internal static TimeSpan UpTo(TimeSpan most) => most * (0.5 + (RandomNumberGenerator.GetInt32(Steps + 1) / (2.0 * Steps)));
}
