using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.AwsSdk;

/// <summary>The libraries that a compilation references, by name.</summary>
internal static class ReferencedLibraries
{
    // Every analyzer asks at its start.
    private static readonly ConditionalWeakTable<Compilation, IReadOnlyList<string>> Known = new();

    /// <summary>
    /// The names. As the files are named, which are the assemblies' own names: to ask for those makes the compiler read and join all references, which at the
    /// start of a compilation, when rules ask, it has not done yet.
    /// </summary>
    internal static IReadOnlyList<string> Of(Compilation compilation) => Known.GetValue(compilation, static one => Names(one));

    private static List<string> Names(Compilation compilation)
    {
        var names = new List<string>(compilation.ExternalReferences.Length);
        foreach (var reference in compilation.ExternalReferences)
        {
            switch (reference)
            {
                case CompilationReference { Compilation.AssemblyName: { } project }:
                    names.Add(project);
                    break;
                case PortableExecutableReference { FilePath: { } file }:
                    names.Add(Path.GetFileNameWithoutExtension(file));
                    break;
                default:
                    // In memory, and without a file's name.
                    return [.. compilation.ReferencedAssemblyNames.Select(static one => one.Name)];
            }
        }
        return names;
    }
}
