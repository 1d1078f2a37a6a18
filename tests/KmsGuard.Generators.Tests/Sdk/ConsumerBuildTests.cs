using KmsGuard.Tests;

namespace KmsGuard.Generators.Tests.Sdk;

/// <summary>Builds a project as an application has it, with the SDK's own compiler and every analyzer that comes with it.</summary>
public sealed class ConsumerBuildTests(ConsumerBuildTests.Builds builds) : IClassFixture<ConsumerBuildTests.Builds>
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

    private const string Strictest = """
        <LangVersion>12</LangVersion>
        <AnalysisMode>All</AnalysisMode>
        <AnalysisLevel>latest</AnalysisLevel>
        <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
        <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
        <CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>
        <GenerateDocumentationFile>true</GenerateDocumentationFile>
        """;

    [Fact]
    public async Task Every_analyzer_at_its_strictest_finds_nothing()
    {
        var build = await builds.OutcomeAsync("good");
        Assert.True(build.Succeeded, build.Output);
        Assert.Empty(build.Output);
        var documentation = await File.ReadAllTextAsync(Path.Combine(build.Folder, "bin/Debug/net10.0/Consumer.xml"), TestContext.Current.CancellationToken);
        Assert.Contains("M:Shop.EncryptedCustomer.Expect(", documentation, StringComparison.Ordinal);
    }

    /// <summary>That the build above would have failed: a rule that only AnalysisMode=All switches on, and a missing comment.</summary>
    [Fact]
    public async Task The_strictest_analyzers_do_run()
    {
        var build = await builds.OutcomeAsync("bad");
        Assert.False(build.Succeeded);
        Assert.Contains("error CA1062", build.Output, StringComparison.Ordinal);
        Assert.Contains("error CS1591", build.Output, StringComparison.Ordinal);
    }

    /// <summary>The models alone, and with a class that breaks rules.</summary>
    public sealed class Builds : IDisposable
    {
        private readonly SdkBuild _build = new(
            $"""
            <ItemGroup>
              <Reference Include="{AppContext.BaseDirectory}KmsGuard.dll" />
              <Analyzer Include="{AppContext.BaseDirectory}KmsGuard.Generators.dll" />
            </ItemGroup>
            """,
            new("good", Model, Strictest),
            new("bad", Model + "/// <summary>One.</summary>\npublic static class Bad { public static string Join(string a_b) => a_b.ToString(); }", Strictest));

        internal Task<SdkOutcome> OutcomeAsync(string project) => _build.OutcomeAsync(project);

        public void Dispose() => _build.Dispose();
    }
}
