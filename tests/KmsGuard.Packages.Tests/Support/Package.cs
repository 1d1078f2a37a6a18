using System.IO.Compression;
using System.Xml.Linq;

namespace KmsGuard.Packages.Tests.Support;

/// <summary>A package and its symbols, as files.</summary>
internal sealed class Package(string pathWithoutExtension)
{
    public string[] Files => FilesOf(".nupkg");

    public string[] SymbolFiles => FilesOf(".snupkg");

    /// <summary>A line for each dependency: framework, id, and what of it flows on.</summary>
    public string[] Dependencies =>
        [.. from dependency in Nuspec.Descendants(Nuspec.Name.Namespace + "dependency")
            select $"{(string?)dependency.Parent!.Attribute("targetFramework")} {(string?)dependency.Attribute("id")} {dependency.Attribute("include") ?? dependency.Attribute("exclude")}"];

    private XElement Nuspec
    {
        get
        {
            using var package = ZipFile.OpenRead(pathWithoutExtension + ".nupkg");
            using var nuspec = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            return XElement.Load(nuspec);
        }
    }

    public XElement? Metadata(string name) => Nuspec.Descendants(Nuspec.Name.Namespace + name).SingleOrDefault();

    public string DependencyVersion(string framework, string id) =>
        Nuspec.Descendants(Nuspec.Name.Namespace + "dependency")
            .Single(dependency => (string?)dependency.Parent!.Attribute("targetFramework") == framework && (string?)dependency.Attribute("id") == id)
            .Attribute("version")!.Value;

    public byte[] Read(string file)
    {
        using var package = ZipFile.OpenRead(pathWithoutExtension + ".nupkg");
        using var content = package.GetEntry(file)!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Without what the container itself is made of.</summary>
    private string[] FilesOf(string extension)
    {
        using var package = ZipFile.OpenRead(pathWithoutExtension + extension);
        return [.. package.Entries
            .Select(entry => entry.FullName)
            .Where(name => name != "[Content_Types].xml" && name.Split('/')[0] is not ("_rels" or "package"))
            .Order(StringComparer.Ordinal)];
    }
}
