using System.Diagnostics;
using System.Text.RegularExpressions;

namespace KmsGuard.Tests;

/// <summary>A project of one source file.</summary>
/// <param name="Name">The name of its folder.</param>
/// <param name="Source">Its source, <c>Models.cs</c>.</param>
/// <param name="Properties">Properties of the project, as XML.</param>
/// <param name="EditorConfig">What its <c>.editorconfig</c> says.</param>
internal sealed record SdkProject(string Name, string Source, string Properties = "", string EditorConfig = "");

/// <summary>What a build said of one project.</summary>
/// <param name="Folder">The project's folder; the last project's end takes it away.</param>
/// <param name="Succeeded">Whether there is an assembly.</param>
/// <param name="Output">The lines about it.</param>
internal sealed partial record SdkOutcome(string Folder, bool Succeeded, string Output)
{
    /// <summary>File, place, severity and id.</summary>
    internal string[] Findings => [.. Finding().Matches(Output).Select(static found => found.Value).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"[\w.]+\(\d+,\d+\): (error|warning) \w+")]
    private static partial Regex Finding();
}

/// <summary>
/// Builds projects with the SDK's own compiler, as applications are built: all of a test class in one call, because to start the SDK and to restore
/// take longer than to compile.
/// </summary>
internal sealed class SdkBuild(string project, params SdkProject[] projects) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-");
    private Task<string>? _build;

    internal async Task<SdkOutcome> OutcomeAsync(string name)
    {
        string output;
        lock (_folder)
            _build ??= BuildAsync();
        output = await _build;
        var folder = Path.Combine(_folder.FullName, name);
        var succeeded = File.Exists(Path.Combine(folder, "bin/Debug/net10.0/Consumer.dll"));
        var said = output.Split('\n').Where(line => line.TrimEnd().EndsWith($"[{Path.Combine(folder, "Consumer.csproj")}]", StringComparison.Ordinal)).ToArray();
        // Where nothing was built at all, the reason is elsewhere.
        return new SdkOutcome(folder, succeeded, succeeded || said.Length > 0 ? string.Join('\n', said) : output);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> BuildAsync()
    {
        foreach (var one in projects)
        {
            var folder = _folder.CreateSubdirectory(one.Name).FullName;
            File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <NuGetAudit>false</NuGetAudit>
                    <GenerateFullPaths>false</GenerateFullPaths>
                    {one.Properties}
                  </PropertyGroup>
                  {project}
                </Project>
                """);
            File.WriteAllText(Path.Combine(folder, "Models.cs"), one.Source);
            File.WriteAllText(Path.Combine(folder, ".editorconfig"), "root = true\n" + one.EditorConfig);
        }
        File.WriteAllText(Path.Combine(_folder.FullName, "All.proj"), """
            <Project DefaultTargets="Build">
              <ItemGroup><Consumer Include="*/Consumer.csproj" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Consumer)" Targets="Restore" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Consumer)" Targets="Build" ContinueOnError="true" /></Target>
            </Project>
            """);
        // No server may outlive the test: it would keep the files of rules and generator open.
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["msbuild", "All.proj", "-restore", "-nologo", "-v:m", "-clp:NoSummary", "-nodeReuse:false"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
