using System.Diagnostics;

namespace KmsGuard.Generators.Tests.Sdk;

/// <summary>Builds a project as an application has it, with the SDK's own compiler and every analyzer that comes with it.</summary>
public sealed class ConsumerBuildTests : IDisposable
{
    private const string Model = """
        using System;
        using System.Collections.Generic;
        using KmsGuard;

        [assembly: CLSCompliant(true)]

        namespace Shop;

        /// <summary>Where someone lives.</summary>
        public enum Country
        {
            /// <summary>Not known.</summary>
            None,
        }

        /// <summary>A customer.</summary>
        [EncryptedModel("customer", KeyName = "pii")]
        public class Customer
        {
            /// <summary>The tenant.</summary>
            [EncryptionContext("tenant")] public required string TenantId { get; init; }

            /// <summary>The country.</summary>
            [EncryptionContext("country")] public required Country Country { get; init; }

            /// <summary>The id.</summary>
            [RecordIdentity("id")] public required Guid Id { get; init; }

            /// <summary>The number.</summary>
            [Encrypted("ssn")] public required string Ssn { get; set; }

            /// <summary>The day of birth.</summary>
            [Encrypted("birth")] public DateOnly? BirthDate { get; set; }

            /// <summary>A note.</summary>
            [Encrypted("note", AuthenticateNull = true)] public string? Note { get; set; }

            /// <summary>When seen.</summary>
            [Encrypted("seen")] public DateTime Seen { get; private set; }

            /// <summary>Weight.</summary>
            [Encrypted("weight")] public double? Weight { get; set; }

            /// <summary>Tags.</summary>
            [Encrypted("tags", Json = typeof(ShopJson))] public IReadOnlyList<string>? Tags { get; set; }

            /// <summary>The account.</summary>
            [Encrypted("account")] public AccountId Account { get; set; }

            /// <summary>What was ordered.</summary>
            public ICollection<Order> Orders { get; } = [];

            /// <summary>The city.</summary>
            [System.ComponentModel.DataAnnotations.MaxLength(50)] public string? City { get; set; }

            /// <summary>An old name.</summary>
            [Obsolete("Use City.")] public string Town { get; set; } = "";
        }

        /// <summary>An order.</summary>
        [EncryptedModel("order")]
        public class Order
        {
            /// <summary>A note.</summary>
            [Encrypted("note")] public string? Note { get; init; }

            /// <summary>Whose.</summary>
            public Customer? Customer { get; init; }
        }

        /// <summary>An account.</summary>
        /// <param name="Value">Its number.</param>
        public readonly record struct AccountId(Guid Value);

        /// <summary>JSON.</summary>
        [System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyList<string>))]
        internal sealed partial class ShopJson : System.Text.Json.Serialization.JsonSerializerContext;

        /// <summary>A visit.</summary>
        /// <param name="Number">Its number.</param>
        /// <param name="Reason">Its reason.</param>
        [EncryptedModel("visit")]
        internal sealed record Visit([property: RecordIdentity("number")] int Number, [property: Encrypted("reason")] string Reason);
        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <LangVersion>12</LangVersion>
            <Nullable>enable</Nullable>
            <AnalysisMode>All</AnalysisMode>
            <AnalysisLevel>latest</AnalysisLevel>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="{0}KmsGuard.dll" />
            <Analyzer Include="{0}KmsGuard.Generators.dll" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("kmsguard-").FullName;

    [Fact]
    public async Task Every_analyzer_at_its_strictest_finds_nothing()
    {
        var (exitCode, output) = await BuildAsync(Model);
        Assert.True(exitCode == 0, output);
        Assert.Contains("0 Warning(s)", output, StringComparison.Ordinal);
        var documentation = await File.ReadAllTextAsync(Path.Combine(_directory, "bin/Debug/net10.0/Consumer.xml"), TestContext.Current.CancellationToken);
        Assert.Contains("M:Shop.EncryptedCustomer.Expect(", documentation, StringComparison.Ordinal);
    }

    /// <summary>That the build above would have failed: a rule that only AnalysisMode=All switches on, and a missing comment.</summary>
    [Fact]
    public async Task The_strictest_analyzers_do_run()
    {
        var (exitCode, output) = await BuildAsync(Model + "/// <summary>One.</summary>\npublic static class Bad { public static string Join(string a_b) => a_b.ToString(); }");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error CA1062", output, StringComparison.Ordinal);
        Assert.Contains("error CS1591", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<(int ExitCode, string Output)> BuildAsync(string source)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "Consumer.csproj"), Project.Replace("{0}", AppContext.BaseDirectory, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_directory, "Models.cs"), source, TestContext.Current.CancellationToken);
        // No server may outlive the test: it would keep the generator's file open.
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["build", "--nologo", "-nodeReuse:false"])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
