using KmsGuard.Packages.Tests.Support;

namespace KmsGuard.Packages.Tests;

/// <summary>A project that records what its stored records depend on, from the first model to a rename after a release.</summary>
public sealed class SchemaTests(PackedFeed feed)
{
    private const string Project = "Schema.csproj";
    private const string Shipped = "KmsGuard.Shipped.json";
    private const string Unshipped = "KmsGuard.Unshipped.json";
    private const string Nothing = """{ "schema": 1, "models": [] }""";

    private const string Recorded = """
        {
          "schema": 1,
          "models": [
            {
              "type": "Shop.Customer",
              "purpose": "customer",
              "keyName": "default",
              "format": "record/1",
              "context": [
                { "key": "tenant", "type": "text" }
              ],
              "identity": [
                { "key": "id", "type": "integer" }
              ],
              "fields": [
                { "name": "ssn", "property": "Ssn", "encoding": "text", "nulls": "refused" }
              ]
            }
          ]
        }
        """;

    [Fact]
    public async Task The_compiler_reads_both_files_without_being_told()
    {
        var consumer = feed.Consumer("Schema");
        Assert.Equal(["Customer.cs(6) warning KMSG5058"], (await consumer.BuildAsync(Project)).Findings);
        Write(consumer, Unshipped, Recorded);
        (await consumer.BuildAsync(Project)).WasSilent();
    }

    /// <summary>A project of several frameworks ships where none of them is chosen.</summary>
    [Theory]
    [InlineData]
    [InlineData("-p:TargetFrameworks=net10.0")]
    public async Task What_ships_is_what_later_builds_are_held_against(params string[] arguments)
    {
        var consumer = feed.Consumer("Schema");
        Write(consumer, Unshipped, Recorded);
        (await consumer.BuildAsync(Project, ["-t:KmsGuardShipSchema", .. arguments])).WasSilent();
        Assert.Equal(Recorded, Read(consumer, Shipped));
        Assert.Equal(Nothing, Read(consumer, Unshipped));

        consumer.Fill("Customer.cs", "\"ssn\"", "\"social\"");
        var build = await consumer.BuildAsync(Project, arguments);
        Assert.Equal(["Customer.cs(10) error KMSG5008"], build.Findings);
        Assert.Equal(1, build.ExitCode);
    }

    [Fact]
    public async Task Shipping_twice_loses_nothing()
    {
        var consumer = feed.Consumer("Schema");
        Write(consumer, Shipped, Recorded);
        Write(consumer, Unshipped, Nothing);
        (await consumer.BuildAsync(Project, "-t:KmsGuardShipSchema")).WasSilent();
        Assert.Equal(Recorded, Read(consumer, Shipped));
    }

    private static void Write(Consumer consumer, string file, string text) => File.WriteAllText(consumer.PathOf(file), text);

    private static string Read(Consumer consumer, string file) => File.ReadAllText(consumer.PathOf(file)).ReplaceLineEndings("\n").Trim();
}
