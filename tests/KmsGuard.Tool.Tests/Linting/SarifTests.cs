using System.Text;
using System.Text.Json;
using Json.Schema;
using KmsGuard.Tool.Tests.Support;

namespace KmsGuard.Tool.Tests.Linting;

/// <summary>SARIF is held against a schema of what the tool writes, drawn from the specification and from what GitHub asks for.</summary>
public sealed class SarifTests : IDisposable
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "sarif-subset.schema.json")));

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Findings_notes_and_errors_are_valid()
    {
        _workspace
            .Add("a.json", Policies.AllActions.Replace("2012-10-17", "2012", StringComparison.Ordinal))
            .Add("broken.json", Policies.AllActions.Replace("\"kms:*\",", "[\"kms:*\"", StringComparison.Ordinal))
            .Add("bom.json", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Policies.Misspelt)]);
        var run = await LintAsync([], "a.json", "broken.json", "bom.json", "miss{0}ing.json");
        Assert.Contains(Results(run), result => Message(result).Contains("']'", StringComparison.Ordinal));
        Assert.Equal(2, run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").GetArrayLength());
    }

    [Fact]
    public async Task A_run_without_findings_is_valid() => Assert.Empty(Results(await LintAsync([], _workspace.Add("a.json", Policies.Clean).PathOf("a.json"))));

    /// <summary>An address is a file's own, whichever way it is named, and holds no character that addresses do not.</summary>
    [Theory]
    [InlineData("a b.json", "a%20b.json")]
    [InlineData("schlüssel/中文.json", "schl%C3%BCssel/%E4%B8%AD%E6%96%87.json")]
    [InlineData("50%#1+[x](y).json", "50%25%231%2B%5Bx%5D%28y%29.json")]
    public async Task Odd_names_of_files_are_escaped(string name, string uri)
    {
        _workspace.Add(name, Policies.Misspelt);
        foreach (var path in new[] { name, "./" + name, _workspace.PathOf(name), "x/../" + name })
        {
            var place = Place(Assert.Single(Results(await LintAsync([], path))));
            Assert.Equal((uri, "SRCROOT"), (place.GetProperty("uri").GetString(), place.GetProperty("uriBaseId").GetString()));
        }
    }

    [Fact]
    public async Task A_file_outside_the_folder_has_its_whole_address()
    {
        using var other = new Workspace();
        var path = other.Add("a b.json", Policies.Misspelt).PathOf("a b.json");
        foreach (var given in new[] { path, Path.GetRelativePath(_workspace.Folder, path) })
        {
            var place = Place(Assert.Single(Results(await LintAsync([], given))));
            Assert.Equal(path, new Uri(place.GetProperty("uri").GetString()!).LocalPath);
        }
    }

    [Fact]
    public async Task Standard_input_has_no_address()
    {
        var run = await LintAsync(Encoding.UTF8.GetBytes(Policies.Misspelt), "-");
        var artifact = run.GetProperty("artifacts")[Place(Assert.Single(Results(run))).GetProperty("index").GetInt32()];
        Assert.Equal("standardStream", artifact.GetProperty("roles")[0].GetString());
    }

    /// <summary>Names in policies come from anywhere: in a message they are text.</summary>
    [Fact]
    public async Task What_a_policy_says_is_no_markup()
    {
        _workspace.Add("a.json", Policies.Misspelt.Replace("kms:Decrpyt", "kms:{0}[here](https://example.com)", StringComparison.Ordinal));
        Assert.Contains("kms:{{0}}[here] (https://example.com)", Message(Assert.Single(Results(await LintAsync([], "a.json")))), StringComparison.Ordinal);
    }

    private async Task<JsonElement> LintAsync(byte[] input, params string[] paths)
    {
        var sarif = (await _workspace.RunAsync(input, ["policy", "lint", "--sarif", "-", .. paths])).Json;
        var result = Schema.Evaluate(sarif, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        Assert.True(result.IsValid, string.Join('\n', (result.Details ?? []).SelectMany(one => (one.Errors ?? new Dictionary<string, string>()).Select(error => $"{one.InstanceLocation}: {error.Value}"))));
        return sarif.GetProperty("runs")[0];
    }

    private static JsonElement[] Results(JsonElement run) => [.. run.GetProperty("results").EnumerateArray()];

    private static string Message(JsonElement result) => result.GetProperty("message").GetProperty("text").GetString()!;

    private static JsonElement Place(JsonElement result) => result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation");
}
