using System.Runtime.CompilerServices;

namespace KmsGuard.Policy.Tests;

/// <summary>Data that is not part of the repository: what real policies hold, and the published list of actions. Tests without it are skipped and say so.</summary>
internal static class Shared
{
    internal static string? Find(string name)
    {
        var path = Path.Combine(Root(), "..", "shared", name);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    internal static string Require(string name)
    {
        var path = Find(name);
        Assert.SkipWhen(path is null, $"../shared/{name} is not there");
        return path!;
    }

    internal static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
