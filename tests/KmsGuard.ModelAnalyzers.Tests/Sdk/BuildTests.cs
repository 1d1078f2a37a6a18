using System.Diagnostics;
using System.Text.RegularExpressions;

namespace KmsGuard.ModelAnalyzers.Tests.Sdk;

/// <summary>What a build with the SDK's own compiler says of models: each misuse once, on its token, whatever was switched off.</summary>
public sealed partial class BuildTests : IDisposable
{
    private const string Broken = """
        using System;
        using KmsGuard;

        [EncryptedModel("customer")]
        public class Customer
        {
            [RecordIdentity("id")] public Guid Id { get; set; }
            [Encrypted("born")] public Version Born { get; set; }
            [Encrypted("ssn")] public string? Ssn { private get; set; }
            [Encrypted("email"), EncryptionContext("email")] public string? Email { get; set; }
            [Encrypted("phone", Pad = 1)] public string? Phone { get; set; }
        }

        [EncryptedModel("client", TypeName = "EncryptedCustomer")]
        public class Client
        {
            [Encrypted("ssn")] public string? Ssn { get; set; }
        }

        """;

    /// <summary>Names the generated types where a missing one would be an error before which the compiler says nothing of analyzers and of the generator.</summary>
    private const string Users = """
        public interface IStore
        {
            EncryptedCustomer Get(EncryptedCustomer.BornCiphertext born);
        }

        public static class Reader
        {
            public static object? Read(EncryptedCustomer stored) => stored.Ssn;
        }
        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="{0}KmsGuard.dll" />
            <Analyzer Include="{0}KmsGuard.Generators.dll" />
            <Analyzer Include="{0}KmsGuard.ModelAnalyzers.dll" Condition="'$(Rules)' != 'none'" />
            <Analyzer Include="{0}KmsGuard.ModelCodeFixes.dll" Condition="'$(Rules)' != 'none'" />
          </ItemGroup>
        </Project>
        """;

    private static readonly string[] Unsafe = ["Models.cs(4,39): warning KMSG5012", "Models.cs(5,14): warning KMSG5003"];

    private readonly string _directory = Directory.CreateTempSubdirectory("kmsguard-").FullName;

    [Theory]
    [InlineData("")]
    [InlineData("-p:RunAnalyzers=false")]
    [InlineData("-p:Rules=none")]
    [InlineData("-p:NoWarn=\"KMSG5001%3BKMSG5002%3BKMSG5004%3BKMSG5015\"")]
    [InlineData("-p:TreatWarningsAsErrors=true")]
    [InlineData("", "[*.cs]\ndotnet_diagnostic.KMSG5001.severity = none\ndotnet_diagnostic.KMSG5002.severity = none\ndotnet_diagnostic.KMSG5004.severity = suggestion\ndotnet_diagnostic.KMSG5015.severity = none\n")]
    public async Task A_misuse_is_one_error_on_its_token(string option, string editorConfig = "")
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, ".editorconfig"), "root = true\n" + editorConfig, TestContext.Current.CancellationToken);

        var (exitCode, findings) = await BuildAsync(Broken + Users, option);

        Assert.NotEqual(0, exitCode);
        Assert.Equal(
            [
                "Models.cs(10,26): error KMSG5004",
                "Models.cs(11,31): error KMSG5015",
                "Models.cs(14,38): error KMSG5015",
                "Models.cs(8,32): error KMSG5002",
                "Models.cs(9,39): error KMSG5001",
            ],
            findings);
    }

    /// <summary>The generator cannot know whether another one will write the type: what it says stands beside what the compiler says, and no third error comes of it.</summary>
    [Fact]
    public async Task A_type_that_nobody_knows_is_told_where_the_compiler_tells_it()
    {
        var (exitCode, findings) = await BuildAsync("""
            using KmsGuard;

            [EncryptedModel("customer")]
            public class Customer
            {
                [Encrypted("born")] public Verzion? Born { get; set; }
            }

            """ + Users, "");

        Assert.NotEqual(0, exitCode);
        Assert.Equal(["Models.cs(6,32): error CS0246", "Models.cs(6,32): error KMSG5015"], findings);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("-p:RunAnalyzers=false", 0)]
    [InlineData("-p:NoWarn=\"KMSG5003%3BKMSG5012\"", 0)]
    public async Task A_model_that_is_not_safe_builds_with_warnings(string option, int warnings)
    {
        var (exitCode, findings) = await BuildAsync("""
            using System;
            using KmsGuard;

            [EncryptedModel("customer", KeyName = "alias/pii")]
            public class Customer
            {
                public Guid Id { get; set; }
                [Encrypted("ssn")] public string? Ssn { get; set; }
            }
            """, option);

        Assert.Equal(0, exitCode);
        Assert.Equal(Unsafe.Take(warnings), findings);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<(int ExitCode, string[] Findings)> BuildAsync(string source, string option)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "Consumer.csproj"), Project.Replace("{0}", AppContext.BaseDirectory, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_directory, "Models.cs"), source, TestContext.Current.CancellationToken);
        // No server may outlive the test: it would keep the rules' files open.
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", $"build --nologo -nodeReuse:false -p:NuGetAudit=false -p:GenerateFullPaths=false {option}")
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        // A build says everything again at its end.
        return (process.ExitCode, [.. Finding().Matches(output.Split("Build FAILED.")[0].Split("Build succeeded.")[0]).Select(static found => found.Value).Order(StringComparer.Ordinal)]);
    }

    /// <summary>File, place, severity and id.</summary>
    [GeneratedRegex(@"[\w.]+\(\d+,\d+\): (error|warning) \w+")]
    private static partial Regex Finding();
}
