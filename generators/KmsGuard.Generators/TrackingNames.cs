namespace KmsGuard.Generators;

/// <summary>The pipeline's steps, by which tests see what was computed anew.</summary>
internal static class TrackingNames
{
    internal const string Models = nameof(Models);
    internal const string Clashes = nameof(Clashes);
    internal const string Files = nameof(Files);
    internal const string Manifest = nameof(Manifest);
    internal const string CommonProblems = nameof(CommonProblems);

    internal static readonly string[] All = [Models, Clashes, Files, Manifest, CommonProblems];
}
