using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace KmsGuard.Tool.Manifests;

/// <summary>What the metadata of an assembly tells, read without loading it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Manifest">Its manifest, if it was built with KmsGuard's generator.</param>
/// <param name="References">The names of the assemblies that it refers to.</param>
/// <param name="Calls">The methods of other assemblies that its code names: namespace, type and method.</param>
internal sealed record AssemblyFile(string Path, Manifest? Manifest, IReadOnlyList<string> References, IReadOnlyList<MethodName> Calls)
{
    private const string ManifestKey = "KmsGuard.Manifest";

    /// <exception cref="InvalidDataException">It is no assembly, or its manifest cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static AssemblyFile Read(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        try
        {
            if (!image.HasMetadata)
                throw new InvalidDataException("is no .NET assembly");
            var metadata = image.GetMetadataReader();
            if (!metadata.IsAssembly)
                throw new InvalidDataException("is no .NET assembly, but a part of one");
            return new AssemblyFile(
                path,
                FindManifest(metadata) is { } json ? Manifest.Parse(json) : null,
                [.. metadata.AssemblyReferences.Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))],
                [.. metadata.MemberReferences.Select(reference => NameOf(metadata, metadata.GetMemberReference(reference))).OfType<MethodName>()]);
        }
        catch (BadImageFormatException e)
        {
            throw new InvalidDataException("is no .NET assembly", e);
        }
    }

    /// <summary>The value of <c>[assembly: AssemblyMetadata("KmsGuard.Manifest", value)]</c>: ECMA-335, II.23.3.</summary>
    private static string? FindManifest(MetadataReader metadata)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference
                || NameOf(metadata, metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor)) is not { Namespace: "System.Reflection", Type: "AssemblyMetadataAttribute" })
                continue;
            var value = metadata.GetBlobReader(attribute.Value);
            if (value.ReadUInt16() == 1 && value.ReadSerializedString() == ManifestKey)
                return value.ReadSerializedString();
        }
        return null;
    }

    private static MethodName? NameOf(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference)
            return null;
        var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        return new MethodName(metadata.GetString(type.Namespace), metadata.GetString(type.Name), metadata.GetString(member.Name));
    }
}

internal readonly record struct MethodName(string Namespace, string Type, string Method);
