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

    /// <summary>The checkout. Found from where the tests run: a deterministic build keeps no source paths.</summary>
    internal static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "KmsGuard.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"KmsGuard.sln is in no folder above {AppContext.BaseDirectory}.");
        return folder;
    }
}
