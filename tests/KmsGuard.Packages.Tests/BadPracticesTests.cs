using System.Globalization;
using System.Text.RegularExpressions;
using KmsGuard.Packages.Tests.Support;

namespace KmsGuard.Packages.Tests;

/// <summary>The sample that makes every mistake: each line that says <c>expect</c> is reported so, and no other.</summary>
public sealed partial class BadPracticesTests
{
    private static readonly string Samples = Path.Combine(PackedFeed.Repository, "samples");

    /// <summary>Whose mistakes are errors, and what compiles them. Apart, as after an error of the generator the compiler asks no analyzer.</summary>
    public static TheoryData<string, string> Errors => new() { { "Finding.cs", "MISTAKES_THAT_DO_NOT_COMPILE" }, { "Prescription.cs", "MISTAKES_THAT_LOSE_DATA" } };

    private static readonly Lazy<Task<Outcome>> BadPractices = new(() => BuildAsync("BadPractices"));

    [Fact]
    public async Task Every_mistake_is_reported_at_its_line_and_nothing_else_is()
    {
        var build = await BadPractices.Value;
        Assert.Equal(0, build.ExitCode);
        Assert.Equal(Expected("BadPractices", file => Errors.All(row => row.Data.Item1 != file)), Findings(build));
        Assert.Single(build.Output.Split('\n'), line => line.Contains("KMSG0001: ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Mistakes_that_are_errors_do_not_build(string errors, string constant)
    {
        var build = await BuildAsync("BadPractices", "-p:DefineConstants=" + constant);
        Assert.Equal(1, build.ExitCode);
        Assert.Equal(Expected("BadPractices", file => file == errors), Findings(build).Where(finding => finding.StartsWith(errors, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_mended_one_beside_it_is_clean()
    {
        (await BuildAsync("BadPractices.Fixed")).WasSilent();
        Assert.Empty(Expected("BadPractices.Fixed", _ => true));
    }

    [Fact]
    public async Task README_shows_what_the_build_says()
    {
        var shown = PackedFeed.ReadText("README.md").Split("dotnet build samples/BadPractices\n```\n", 2)[1].Split("```text\n", 2)[1].Split("\n```", 2)[0].Split('\n');
        var said = (await BadPractices.Value).Output;
        Assert.True(shown.Length >= 5);
        Assert.All(shown, line => Assert.Contains(line.TrimEnd('.', ' '), said, StringComparison.Ordinal));
    }

    /// <summary>What is referenced was built with these tests, and the sample is not in the solution: its warnings would be the solution's.</summary>
    private static Task<Outcome> BuildAsync(string sample, params IEnumerable<string> arguments) =>
        Dotnet.RunAsync("dotnet", Path.Combine(Samples, sample), new Dictionary<string, string> { ["DOTNET_CLI_UI_LANGUAGE"] = "en" }, [
            "msbuild", sample + ".csproj", "-restore", "-t:Rebuild", "-nologo", "-v:q", "-nodeReuse:false",
            "-p:BuildProjectReferences=false", $"-p:Configuration={PackedFeed.Configuration}", .. arguments]);

    private static string[] Expected(string sample, Func<string, bool> which) =>
        [.. Directory.EnumerateFiles(Path.Combine(Samples, sample), "*.cs")
            .Where(file => which(Path.GetFileName(file)))
            .SelectMany(file => File.ReadLines(file).SelectMany((line, index) => Expectation().Matches(Comment().Match(line).Value).Select(expected =>
                $"{Path.GetFileName(file)}({index + 1 + (expected.Groups[2].Success ? int.Parse(expected.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : 0)}) {expected.Groups[1]}")))
            .Order(StringComparer.Ordinal)];

    private static string[] Findings(Outcome build) =>
        [.. Finding().Matches(build.Output).Select(match => $"{match.Groups[1]}({match.Groups[2]}) {match.Groups[3]}").Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"// expect KMSG.*")]
    private static partial Regex Comment();

    /// <summary>An id; within a raw string, where no comment can stand, how many lines below.</summary>
    [GeneratedRegex(@"(KMSG\d+)(?: (\d+) lines below)?")]
    private static partial Regex Expectation();

    [GeneratedRegex(@"([^/\\]+\.cs)\((\d+),\d+\): (?:warning|error) (\w+):")]
    private static partial Regex Finding();
}
