using System.Globalization;
using System.Reflection;
using System.Xml.Linq;
using KmsGuard.Packages.Tests.Support;

[assembly: AssemblyFixture(typeof(PackedFeed))]

namespace KmsGuard.Packages.Tests.Support;

/// <summary>The packages as they would be published, packed once a run into a folder outside the repository, which also holds the consumers.</summary>
/// <remarks>Nothing of a run stays: its version is its own, and its packages are unpacked beside the feed, not where the machine keeps packages.</remarks>
public sealed class PackedFeed : IAsyncLifetime
{
    public const string ToolId = "KmsGuard.Tool";

    private const string AnalyzersId = "KmsGuard.Analyzers";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-packages-");

    public static string Repository { get; } = FindRepository();

    public static string Configuration => typeof(PackedFeed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static string ReadText(string file) => File.ReadAllText(Path.Combine(Repository, file)).ReplaceLineEndings("\n");

    public string Version { get; } = "0.1.0-test." + DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public static IReadOnlyList<string> Adapters { get; } = ["KmsGuard.Aws", "KmsGuard.EntityFrameworkCore", "KmsGuard.Pkcs11", "KmsGuard.Testing"];

    public static IReadOnlyList<string> Packages { get; } = ["KmsGuard", AnalyzersId, ToolId, .. Adapters];

    internal Package KmsGuard => this["KmsGuard"];

    internal Package Analyzers => this[AnalyzersId];

    internal Package this[string id] => new(Path.Combine(Feed, $"{id}.{Version}"));

    private string Feed => Path.Combine(_folder.FullName, "feed");

    public async ValueTask InitializeAsync()
    {
        foreach (var id in Packages)
        {
            var project = Path.Combine(id == AnalyzersId ? "analyzers" : "runtime", id);
            var packed = await Dotnet.RunAsync("dotnet", Path.Combine(Repository, project), Environment(), [
                "pack", "--no-build", "--configuration", Configuration, "--output", Feed, $"-p:Version={Version}",
                "-nologo", "-v:q", "--disable-build-servers"]);
            packed.WasSilent();
        }
        Save("nuget.config", new XElement("configuration",
            new XElement("packageSources", Setting("kmsguard-under-test", Feed)),
            new XElement("fallbackPackageFolders", Setting("machine", Metadata("NuGetPackageRoot")))));
        // Advisories change from one day to the next; what they say of other packages is not the subject.
        Save("Directory.Build.props", new XElement("Project", new XElement("PropertyGroup",
            new XElement("KmsGuardVersion", Version),
            new XElement("AwsSdkVersion", "4.1.0"),
            new XElement("VogenVersion", "8.0.7"),
            new XElement("EntityFrameworkCore8Version", this["KmsGuard.EntityFrameworkCore"].DependencyVersion("net8.0", "Microsoft.EntityFrameworkCore")),
            new XElement("EntityFrameworkCore10Version", this["KmsGuard.EntityFrameworkCore"].DependencyVersion("net10.0", "Microsoft.EntityFrameworkCore")),
            new XElement("NuGetAudit", "false"))));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A copy of a consumer, in a folder of its own: two tests may build one consumer in two ways.</summary>
    internal Consumer Consumer(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "consumers", $"{name}-{Guid.NewGuid():N}"));
        var source = Path.Combine(AppContext.BaseDirectory, "Consumers", name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder.FullName, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return new Consumer(folder.FullName, Environment());
    }

    /// <summary>Where applications keep data, on Linux, is a folder of the run: README's default development key goes with it.</summary>
    private Dictionary<string, string> Environment() => new()
    {
        ["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages"),
        ["XDG_DATA_HOME"] = Path.Combine(_folder.FullName, "home"),
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
    };

    private void Save(string name, XElement content) => content.Save(Path.Combine(_folder.FullName, name));

    private static XElement Setting(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

    private static string Metadata(string key) =>
        typeof(PackedFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "KmsGuard.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("These tests pack the repository: they run only inside of it.");
        return folder;
    }
}
