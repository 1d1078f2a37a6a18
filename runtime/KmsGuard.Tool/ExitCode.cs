namespace KmsGuard.Tool;

/// <summary>What a script learns of a run.</summary>
internal static class ExitCode
{
    internal const int Clean = 0;

    internal const int Findings = 1;

    /// <summary>Wrong usage, or something could not be read or written. What could be done was done.</summary>
    internal const int Failed = 2;
}
