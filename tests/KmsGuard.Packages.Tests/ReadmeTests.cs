using KmsGuard.Packages.Tests.Support;

namespace KmsGuard.Packages.Tests;

/// <summary>README.md's code, word for word, in an application that installed both packages.</summary>
public sealed class ReadmeTests(PackedFeed feed)
{
    [Fact]
    public async Task What_README_says_compiles_without_a_warning_and_runs()
    {
        var consumer = feed.Consumer("Readme");
        var encrypting = ReadmeCode.Block("AddLocalForDevelopment();");
        var storing = ReadmeCode.Block("services.AddDbContext<ShopContext>");
        await File.WriteAllLinesAsync(consumer.PathOf("Customer.cs"), ReadmeCode.Block("[EncryptedModel("));
        consumer.Fill("Program.cs", "// README: usings", Lines(storing.Where(line => IsUsing(line))));
        consumer.Fill("Program.cs", "// README: services", Lines(encrypting.Concat(storing).Where(line => IsService(line))));
        consumer.Fill("Program.cs", "// README: encryption", Lines(encrypting.Where(line => !IsService(line))));
        consumer.Fill("Program.cs", "/* README: projection */", ReadmeCode.Inline("encryptor.DecryptFieldAsync(EncryptedCustomer.Envelope("));

        (await consumer.BuildAsync("Readme.csproj")).WasSilent();
        Assert.Equal(["EncryptedCustomer.g.cs", "KmsGuard.Manifest.g.cs", "Shop.EncryptedInvoice.g.cs"], consumer.GeneratedFiles("."));
        Assert.Equal(new Outcome(0, "round trip done"), await consumer.RunAsync("out/Readme"));
    }

    private static bool IsUsing(string line) => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=', StringComparison.Ordinal);

    private static bool IsService(string line) => line.StartsWith("services.", StringComparison.Ordinal);

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
