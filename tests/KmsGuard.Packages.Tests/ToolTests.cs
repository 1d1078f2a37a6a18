using KmsGuard.Packages.Tests.Support;

namespace KmsGuard.Packages.Tests;

/// <summary>The tool as somebody installs it.</summary>
public sealed class ToolTests(PackedFeed feed)
{
    [Fact]
    public void The_package_holds_the_tool_and_what_it_needs()
    {
        var package = feed[PackedFeed.ToolId];
        Assert.Equal("DotnetTool", (string?)package.Metadata("packageTypes")?.Elements().Single().Attribute("name"));
        Assert.Empty(package.Dependencies);
        Assert.Equal(
            [
                "KmsGuard.Tool.nuspec",
                "README.md",
                "icon.png",
                "tools/net8.0/any/DotnetToolSettings.xml",
                "tools/net8.0/any/KmsGuard.Tool.deps.json",
                "tools/net8.0/any/KmsGuard.Tool.dll",
                "tools/net8.0/any/KmsGuard.Tool.pdb",
                "tools/net8.0/any/KmsGuard.Tool.runtimeconfig.json",
                "tools/net8.0/any/Microsoft.Extensions.FileSystemGlobbing.dll",
                "tools/net8.0/any/Spectre.Console.Ansi.dll",
                "tools/net8.0/any/Spectre.Console.dll",
                "tools/net8.0/any/System.CommandLine.dll",
            ],
            package.Files);
    }

    [Fact]
    public async Task It_installs_from_a_feed_and_finds_what_is_wrong_with_a_policy()
    {
        var consumer = feed.Consumer("Tool");
        var install = await consumer.DotnetAsync("tool", "install", PackedFeed.ToolId, "--tool-path", "tools", "--version", feed.Version);
        Assert.True(install.ExitCode == 0, install.Output);
        var lint = await consumer.RunToolAsync("tools/kmsguard", "policy", "lint", ".");
        Assert.Equal(1, lint.ExitCode);
        Assert.StartsWith("key.policy.json(5,98): warning KMSG3001: ", lint.Output, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*$", (await consumer.RunToolAsync("tools/kmsguard", "--version")).Output);
    }
}
