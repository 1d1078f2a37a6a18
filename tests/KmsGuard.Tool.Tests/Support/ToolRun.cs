using System.Text;
using System.Text.Json;

namespace KmsGuard.Tool.Tests.Support;

/// <summary>What a run of the tool gave.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A folder of files, and the tool run in it.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-tool-");

    public string Folder => _folder.FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public Workspace Add(string name, string text) => Add(name, new UTF8Encoding(false).GetBytes(text));

    public Workspace Add(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), content);
        return this;
    }

    public Task<ToolRun> RunAsync(params string[] arguments) => RunAsync([], arguments);

    public async Task<ToolRun> RunAsync(byte[] input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ToolCommand.RunAsync(arguments, new ToolHost(new MemoryStream(input), output, error, isTerminal: false, Folder), TestContext.Current.CancellationToken);
        return new ToolRun(code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
