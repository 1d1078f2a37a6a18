using KmsGuard.Tests;

namespace KmsGuard.ModelAnalyzers.Tests.Sdk;

/// <summary>What a build with the SDK's own compiler says of models: each misuse once, on its token, whatever was switched off.</summary>
public sealed class BuildTests(BuildTests.Builds builds) : IClassFixture<BuildTests.Builds>
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

    private const string Unknown = """
        using KmsGuard;

        [EncryptedModel("customer")]
        public class Customer
        {
            [Encrypted("born")] public Verzion? Born { get; set; }
        }

        """;

    private const string Clear = """
        using System;
        using KmsGuard;

        [EncryptedModel("customer", KeyName = "alias/pii")]
        public class Customer
        {
            public Guid Id { get; set; }
            [Encrypted("ssn")] public string? Ssn { get; set; }
        }
        """;

    private const string NoAnalyzers = "<RunAnalyzers>false</RunAnalyzers>";

    private static readonly string[] Unsafe = ["Models.cs(4,39): warning KMSG5012", "Models.cs(5,14): warning KMSG5003"];

    [Theory]
    [InlineData("plain")]
    [InlineData("no-analyzers")]
    [InlineData("no-rules")]
    [InlineData("no-warn")]
    [InlineData("as-errors")]
    [InlineData("editorconfig")]
    public async Task A_misuse_is_one_error_on_its_token(string project)
    {
        var build = await builds.OutcomeAsync(project);

        Assert.False(build.Succeeded);
        Assert.Equal(
            [
                "Models.cs(10,26): error KMSG5004",
                "Models.cs(11,31): error KMSG5015",
                "Models.cs(14,38): error KMSG5015",
                "Models.cs(8,32): error KMSG5002",
                "Models.cs(9,39): error KMSG5001",
            ],
            build.Findings);
    }

    /// <summary>The generator cannot know whether another one will write the type: what it says stands beside what the compiler says, and no third error comes of it.</summary>
    [Fact]
    public async Task A_type_that_nobody_knows_is_told_where_the_compiler_tells_it()
    {
        var build = await builds.OutcomeAsync("unknown");

        Assert.False(build.Succeeded);
        Assert.Equal(["Models.cs(6,32): error CS0246", "Models.cs(6,32): error KMSG5015"], build.Findings);
    }

    [Theory]
    [InlineData("unsafe", 2)]
    [InlineData("unsafe-no-analyzers", 0)]
    [InlineData("unsafe-no-warn", 0)]
    public async Task A_model_that_is_not_safe_builds_with_warnings(string project, int warnings)
    {
        var build = await builds.OutcomeAsync(project);

        Assert.True(build.Succeeded, build.Output);
        Assert.Equal(Unsafe.Take(warnings), build.Findings);
    }

    /// <summary>The same models in projects that switch off what they can.</summary>
    public sealed class Builds : IDisposable
    {
        private readonly SdkBuild _build = new(
            $"""
            <ItemGroup>
              <Reference Include="{AppContext.BaseDirectory}KmsGuard.dll" />
              <Analyzer Include="{AppContext.BaseDirectory}KmsGuard.Generators.dll" />
              <Analyzer Include="{AppContext.BaseDirectory}KmsGuard.ModelAnalyzers.dll" Condition="'$(Rules)' != 'none'" />
              <Analyzer Include="{AppContext.BaseDirectory}KmsGuard.ModelCodeFixes.dll" Condition="'$(Rules)' != 'none'" />
            </ItemGroup>
            """,
            new("plain", Broken + Users),
            new("no-analyzers", Broken + Users, NoAnalyzers),
            new("no-rules", Broken + Users, "<Rules>none</Rules>"),
            new("no-warn", Broken + Users, "<NoWarn>KMSG5001;KMSG5002;KMSG5004;KMSG5015</NoWarn>"),
            new("as-errors", Broken + Users, "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>"),
            new("editorconfig", Broken + Users, EditorConfig: "[*.cs]\ndotnet_diagnostic.KMSG5001.severity = none\ndotnet_diagnostic.KMSG5002.severity = none\ndotnet_diagnostic.KMSG5004.severity = suggestion\ndotnet_diagnostic.KMSG5015.severity = none\n"),
            new("unknown", Unknown + Users),
            new("unsafe", Clear),
            new("unsafe-no-analyzers", Clear, NoAnalyzers),
            new("unsafe-no-warn", Clear, "<NoWarn>KMSG5003;KMSG5012</NoWarn>"));

        internal Task<SdkOutcome> OutcomeAsync(string project) => _build.OutcomeAsync(project);

        public void Dispose() => _build.Dispose();
    }
}
