using KmsGuard.Tool.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Tool.Tests.Generating;

/// <summary>Assemblies as applications have them, and as they should not be: read from their metadata, never loaded.</summary>
public sealed class AssemblyTests : IDisposable
{
    private const string Models = """{"manifest":1,"models":[{"type":"Shop.Customer","record":"Shop.EncryptedCustomer","purpose":"customer","keyName":"pii","format":"record/1","context":[{"key":"tenant","type":"text"}],"fields":[],"later":{"unknown":[1]}}]}""";
    private const string Extensions = "namespace Shop; public static class EncryptedCustomerExtensions { public static void EncryptAsync() { } public static void RewrapAsync() { } public static void EncryptOther() { } }";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_library_with_models_beside_the_application_is_found()
    {
        Compile("Shop.Models", Extensions, Models);
        Compile("Shop.Services", "public class Service { public Shop.EncryptedCustomerExtensions2? No; } namespace Shop { public class EncryptedCustomerExtensions2 { } }", """{"manifest":1,"uses":[{"record":"Shop.EncryptedCustomer","operations":["encrypt"]}]}""", "Shop.Models");
        Compile("Shop.App", "public class App { public Service? Service; }", null, "Shop.Services", "Shop.Models");
        // The compiler keeps no reference that nothing uses: the services name the models in their manifest only.
        var run = await GenerateAsync("--assembly", "Shop.App.dll", "--assembly", "Shop.Models.dll");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("'pii': the code does encrypt; encryption context: tenant", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_manifest_the_calls_in_the_metadata_count()
    {
        Compile("Shop.Models", Extensions, Models);
        Compile("Else.Models", Extensions.Replace("namespace Shop", "namespace Sho", StringComparison.Ordinal), null);
        Compile("Shop.App", "public class App { void Run() { Shop.EncryptedCustomerExtensions.RewrapAsync(); Shop.EncryptedCustomerExtensions.EncryptOther(); Sho.EncryptedCustomerExtensions.EncryptAsync(); } }", null, "Shop.Models", "Else.Models");
        var run = await GenerateAsync("--assembly", "Shop.App.dll");
        Assert.Contains("'pii': the code does decrypt, rewrap; encryption context: tenant", run.Error, StringComparison.Ordinal);
    }

    /// <summary>A blind index is computed whenever a record is encrypted: its key is a branch key, with or without a hierarchy of records.</summary>
    [Theory]
    [InlineData("encrypt", "[\"encrypt\"]")]
    [InlineData("decrypt", "[\"decrypt\"]")]
    public async Task A_model_with_a_blind_index_needs_its_key_to_encrypt(string operation, string operations)
    {
        var uses = $$"""],"uses":[{"record":"Shop.EncryptedCustomer","operations":{{operations}}}]}""";
        Compile("Shop.Models", "class A { }", Models.Replace("\"fields\":[]", "\"fields\":[{\"name\":\"email\",\"indexes\":[{\"version\":1}]}]", StringComparison.Ordinal)[..^2] + uses);
        var policy = (await GenerateAsync("--assembly", "Shop.Models.dll")).Output;
        Assert.Equal(operation == "encrypt", policy.Contains("\"kms:EncryptionContext:kmsguard-branch-use\": \"index/1\"", StringComparison.Ordinal));
        Assert.Contains("\"kms:EncryptionContext:kmsguard-use\": \"record/1:pii\"", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_alone_need_to_be_told_what_is_done()
    {
        Compile("Shop.Models", Extensions, Models);
        Assert.Contains("No code of these assemblies encrypts or decrypts", (await FailAsync("--assembly", "Shop.Models.dll")).Error, StringComparison.Ordinal);
        var run = await GenerateAsync("--assembly", "Shop.Models.dll", "--operation", "decrypt", "--operation", "encrypt");
        Assert.Contains("'pii': the code does decrypt, encrypt", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_of_data_has_the_key_that_configuration_says()
    {
        Compile("Shop.Models", "class A { }", Models.Replace("\"keyName\":\"pii\"", "\"classification\":\"Restricted\"", StringComparison.Ordinal));
        string[] arguments = ["--assembly", "Shop.Models.dll", "--operation", "decrypt"];
        Assert.Contains("say which by --class Restricted=NAME, as KmsGuard:Classifications:Restricted does", (await FailAsync(arguments)).Error, StringComparison.Ordinal);
        Assert.Contains("record/1:pii", (await GenerateAsync([.. arguments, "--class", "Restricted=pii"])).Output, StringComparison.Ordinal);
    }

    /// <summary>In a policy <c>${...}</c> is a variable: a name that looks like one is written so that it is none.</summary>
    [Fact]
    public async Task A_name_that_looks_like_a_variable_is_none()
    {
        Compile("Shop.Models", "class A { }", Models.Replace("tenant", "${aws:username}", StringComparison.Ordinal));
        Assert.Contains("\"${$}{aws:username}\"", (await GenerateAsync("--assembly", "Shop.Models.dll", "--operation", "decrypt")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assembly_without_a_manifest_is_told()
    {
        Compile("Plain", "class A { }", null);
        Assert.StartsWith($"error: {_workspace.PathOf("Plain.dll")} carries no manifest", (await FailAsync("--assembly", "Plain.dll")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"manifest":2}""", "carries a manifest of version 2, and this tool reads version 1")]
    [InlineData("""{"manifest":1,"models":[{}]}""", "carries a damaged manifest")]
    [InlineData("""{"manifest":1""", "carries a damaged manifest")]
    [InlineData("null", "carries a damaged manifest")]
    [InlineData("""{"manifest":1,"uses":[{"record":"Shop.Other","operations":["encrypt"]}]}""", "uses Shop.Other, whose model is in no assembly that was found: name that with --assembly too")]
    public async Task A_manifest_that_cannot_be_used_is_told(string manifest, string told)
    {
        Compile("Broken", "class A { }", manifest);
        Assert.Contains(told, (await FailAsync("--assembly", "Broken.dll")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_assembly_is_told()
    {
        _workspace.Add("text.dll", "text").Add("empty.dll", "").Add("cut.dll", File.ReadAllBytes(typeof(AssemblyTests).Assembly.Location)[..4096]);
        foreach (var file in new[] { "text.dll", "empty.dll", "cut.dll" })
            Assert.StartsWith($"error: {_workspace.PathOf(file)} is no .NET assembly", (await FailAsync("--assembly", file)).Error, StringComparison.Ordinal);
        Compile("App", "class A { }", Models);
        Assert.StartsWith($"error: {_workspace.PathOf("App.exe")} is no .NET assembly: name App.dll", (await FailAsync("--assembly", _workspace.Add("App.exe", "MZ").PathOf("App.exe"))).Error, StringComparison.Ordinal);
        Assert.StartsWith($"error: {_workspace.PathOf("none.dll")} cannot be read", (await FailAsync("--assembly", "none.dll")).Error, StringComparison.Ordinal);
    }

    private void Compile(string name, string source, string? manifest, params string[] references)
    {
        if (manifest is not null)
            source += $"\n[assembly: System.Reflection.AssemblyMetadata(\"Other\", \"\")]\n[assembly: System.Reflection.AssemblyMetadata(\"KmsGuard.Manifest\", {SymbolDisplay.FormatLiteral(manifest, quote: true)})]";
        // Attributes of an assembly stand before everything else.
        var lines = source.Split('\n');
        var tree = CSharpSyntaxTree.ParseText(string.Join('\n', lines.Where(line => line.StartsWith('[')).Concat(lines.Where(line => !line.StartsWith('[')))));
        var compilation = CSharpCompilation.Create(
            name,
            [tree],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location), .. references.Select(reference => MetadataReference.CreateFromFile(_workspace.PathOf(reference + ".dll")))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var result = compilation.Emit(_workspace.PathOf(name + ".dll"));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
    }

    private async Task<ToolRun> GenerateAsync(params string[] arguments)
    {
        var run = await _workspace.RunAsync(["policy", "generate", "--role", GenerateTests.Role, .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    private async Task<ToolRun> FailAsync(params string[] arguments)
    {
        var run = await _workspace.RunAsync(["policy", "generate", "--role", GenerateTests.Role, .. arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        return run;
    }
}
