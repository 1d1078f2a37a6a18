namespace KmsGuard.Packages.Tests.Support;

/// <summary>A project of somebody who installs the packages, in a folder of its own.</summary>
internal sealed class Consumer(string folder, IReadOnlyDictionary<string, string> environment)
{
    public string PathOf(string file) => Path.Combine(folder, file);

    /// <summary>Puts code where the consumer's file has a marker.</summary>
    public void Fill(string file, string marker, string code)
    {
        var path = PathOf(file);
        var text = File.ReadAllText(path);
        Assert.Contains(marker, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(marker, code, StringComparison.Ordinal));
    }

    /// <summary>Builds into the folder <c>out</c> of each project.</summary>
    public Task<Outcome> BuildAsync(string project, params IEnumerable<string> arguments) =>
        Dotnet.RunAsync("dotnet", Path.GetDirectoryName(PathOf(project))!, environment, [
            "msbuild", Path.GetFileName(project), "-restore", "-nologo", "-v:q", "-nodeReuse:false",
            "-p:OutDir=out/", "-p:EmitCompilerGeneratedFiles=true", .. arguments]);

    public Task<Outcome> RunAsync(string program) =>
        Dotnet.RunAsync("dotnet", folder, environment, [PathOf(program) + ".dll"]);

    public Task<Outcome> DotnetAsync(params IEnumerable<string> arguments) => Dotnet.RunAsync("dotnet", folder, environment, arguments);

    /// <summary>An installed tool.</summary>
    public Task<Outcome> RunToolAsync(string program, params IEnumerable<string> arguments) =>
        Dotnet.RunAsync(PathOf(OperatingSystem.IsWindows() ? program + ".exe" : program), folder, environment, arguments);

    /// <summary>A program that brings its own runtime, and so starts without <c>dotnet</c>.</summary>
    public Task<Outcome> RunSelfContainedAsync(string program) =>
        Dotnet.RunAsync(PathOf(OperatingSystem.IsWindows() ? program + ".exe" : program), folder, environment);

    /// <summary>What KmsGuard's generator wrote for a project.</summary>
    public string[] GeneratedFiles(string projectFolder)
    {
        var intermediate = PathOf(Path.Combine(projectFolder, "obj"));
        return [.. Directory.EnumerateFiles(intermediate, "*.cs", SearchOption.AllDirectories)
            .Where(file => file.Split(Path.DirectorySeparatorChar).Contains("KmsGuard.Generators"))
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)];
    }
}
