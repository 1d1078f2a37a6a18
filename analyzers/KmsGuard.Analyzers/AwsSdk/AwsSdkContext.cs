using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.AwsSdk;

/// <summary>What one compilation references of AWS. Everything beyond the assembly names is looked up when it is asked for.</summary>
internal sealed class AwsSdkContext
{
    /// <summary>One for all rules: each asks at its start.</summary>
    private static readonly ConditionalWeakTable<Compilation, AwsSdkContext> Known = new();

    private readonly Lazy<AwsKmsContext?> kms;
    private readonly Compilation compilation;
    private readonly ConcurrentDictionary<string, bool> names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IAssemblySymbol, bool> owners = new(SymbolEqualityComparer.Default);

    private AwsSdkContext(Compilation compilation, IReadOnlyList<string> libraries)
    {
        this.compilation = compilation;
        kms = new Lazy<AwsKmsContext?>(() => AwsKmsContext.Of(compilation));
        foreach (var library in libraries)
        {
            HasCdk |= IsCdk(library);
            HasSdk |= IsSdk(library);
            HasKms |= AwsKmsContext.IsKms(library);
            IsTestCode |= IsTestLibrary(library);
        }
    }

    /// <summary>Whether KMS's library is referenced. Unlike <see cref="Kms"/> it looks at nothing but names, as at the start of a compilation.</summary>
    internal bool HasKms { get; }

    /// <summary>KMS, or null where it is not referenced.</summary>
    internal AwsKmsContext? Kms => kms.Value;

    /// <summary>Whether the compilation can call AWS; where it only references the CDK, it can only describe.</summary>
    internal bool HasSdk { get; }

    /// <summary>Whether the compilation can describe infrastructure with the CDK.</summary>
    internal bool HasCdk { get; }

    /// <summary>Whether the compilation references a test framework or a mocking library.</summary>
    internal bool IsTestCode { get; }

    /// <summary>The context, or null for a compilation that references nothing of AWS.</summary>
    internal static AwsSdkContext? Of(Compilation compilation) => Known.GetValue(compilation, static of => new AwsSdkContext(of, ReferencedLibraries.Of(of))) is { } context
        && (context.HasSdk || context.HasCdk) ? context : null;

    /// <summary>
    /// Whether the compilation names an operation of KMS anywhere. Asked only where something would be reported otherwise: it looks at
    /// every file, once for each operation.
    /// </summary>
    internal bool Names(string operation, CancellationToken cancel) =>
        names.GetOrAdd(operation, name => compilation.SyntaxTrees.Any(tree => NamedOperations.In(tree, name, cancel)));

    /// <summary>Whether the SDK itself declares this type. Types of the same name in other libraries are not meant.</summary>
    internal bool Declares(ITypeSymbol? type) =>
        type?.ContainingAssembly is { } assembly && owners.GetOrAdd(assembly, static found => IsSdk(found.Name));

    /// <summary>Whether the CDK declares this type.</summary>
    internal static bool IsCdk(ITypeSymbol? type) => type?.ContainingAssembly is { } assembly && IsCdk(assembly.Name);

    // "AWSSDK" alone is version 2, which had all services in one assembly.
    private static bool IsSdk(string assembly) => assembly == "AWSSDK" || assembly.StartsWith("AWSSDK.", StringComparison.Ordinal);

    // Version 2 is one assembly; version 1 had one for each service.
    private static bool IsCdk(string assembly) => assembly.StartsWith("Amazon.CDK.", StringComparison.Ordinal);

    private static bool IsTestLibrary(string assembly) => assembly
        is "xunit.core" or "xunit.v3.core" or "nunit.framework" or "MSTest.TestFramework" or "Microsoft.VisualStudio.TestPlatform.TestFramework"
        or "TUnit.Core" or "Moq" or "NSubstitute" or "FakeItEasy";
}
