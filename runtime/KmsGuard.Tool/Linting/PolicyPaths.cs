using Microsoft.Extensions.FileSystemGlobbing;

namespace KmsGuard.Tool.Linting;

/// <summary>What one argument stands for.</summary>
/// <param name="Given">The argument.</param>
/// <param name="Files">Its files; <c>-</c> for standard input.</param>
/// <param name="Error">Why there are none, or not all.</param>
internal sealed record PolicyPath(string Given, IReadOnlyList<string> Files, string? Error = null);

/// <summary>Finds the files that arguments name.</summary>
internal static class PolicyPaths
{
    internal const string StandardInput = "-";

    /// <summary>Not a project's own: what it builds, and what it installs.</summary>
    private static readonly string[] Foreign = ["bin", "obj", "node_modules", "cdk.out"];

    /// <summary>The files of each argument, in the order of their names; one file may be in several.</summary>
    internal static IReadOnlyList<PolicyPath> Expand(IEnumerable<string> paths, string folder) => [.. paths.Select(path => Expand(path, folder))];

    private static PolicyPath Expand(string path, string folder)
    {
        if (path == StandardInput)
            return new PolicyPath(path, [path]);
        var full = Path.Combine(folder, path);
        if (File.Exists(full))
            return new PolicyPath(path, [path]);
        if (Directory.Exists(full))
        {
            var errors = new List<string>();
            var files = new List<string>();
            Search(path is "." or "./" ? "" : path, folder, files, errors);
            return new PolicyPath(path, files, errors.Count > 0 ? $"cannot be read whole: {string.Join("; ", errors)}" : null);
        }
        if (!path.Contains('*', StringComparison.Ordinal) || path[0] == '-')
            return new PolicyPath(path, [], path[0] == '-' ? "is neither an option nor a file" : "does not exist");
        try
        {
            var matches = Match(path, folder);
            return matches.Count > 0 ? new PolicyPath(path, matches) : new PolicyPath(path, [], "matches no file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PolicyPath(path, [], $"cannot be searched: {e.Message}");
        }
    }

    private static void Search(string path, string folder, List<string> files, List<string> errors)
    {
        try
        {
            var here = new DirectoryInfo(Path.Combine(folder, path));
            files.AddRange(here.EnumerateFiles("*.json").Select(file => Path.Combine(path, file.Name)).Order(StringComparer.Ordinal));
            foreach (var inner in here.EnumerateDirectories().OrderBy(static one => one.Name, StringComparer.Ordinal))
            {
                // Links may lead back.
                if (inner.Name[0] != '.' && !Foreign.Contains(inner.Name) && inner.LinkTarget is null)
                    Search(Path.Combine(path, inner.Name), folder, files, errors);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(e.Message);
        }
    }

    private static List<string> Match(string pattern, string folder)
    {
        // The part before the first wildcard is where to look; the matcher knows no absolute patterns and no "..".
        var parts = pattern.Split('/', '\\');
        var fixedParts = parts.TakeWhile(static part => !part.Contains('*', StringComparison.Ordinal)).ToArray();
        var start = fixedParts is [""] ? "/" : string.Join('/', fixedParts);
        var root = new DirectoryInfo(Path.Combine(folder, start));
        if (!root.Exists)
            return [];
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(string.Join('/', parts.Skip(fixedParts.Length)));
        return [.. matcher.GetResultsInFullPath(root.FullName).Select(file => Path.Combine(start, Path.GetRelativePath(root.FullName, file))).Order(StringComparer.Ordinal)];
    }
}
