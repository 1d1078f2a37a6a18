using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.AwsSdk;

/// <summary>
/// AWSSDK.KeyManagementService as one compilation references it. Rules ask what it can, not which version it is: a type is KMS's
/// when its assembly is, and a request has a property when the referenced version declares it.
/// </summary>
internal sealed class AwsKmsContext
{
    private const string Namespace = "Amazon.KeyManagementService";

    /// <summary>A file that has none of these names neither KMS nor its client, nor what goes through it.</summary>
    internal static readonly string[] Words = ["kms", "Kms", "KMS", "KeyManagementService", "GenerateDataKey", "EncryptRe", "DecryptRe"];

    // Two majors side by side (extern aliases) are two assemblies.
    private readonly IAssemblySymbol[] assemblies;
    private readonly IAssemblySymbol[] cores;

    private AwsKmsContext(IAssemblySymbol[] assemblies, IAssemblySymbol[] cores)
    {
        this.assemblies = assemblies;
        this.cores = cores;
    }

    internal static AwsKmsContext? Of(Compilation compilation)
    {
        var referenced = compilation.SourceModule.ReferencedAssemblySymbols;
        var kms = referenced.Where(static assembly => IsKms(assembly.Name)).ToArray();
        return kms.Length == 0 ? null : new AwsKmsContext(kms, referenced.Where(static assembly => assembly.Name is "AWSSDK.Core" or "AWSSDK").ToArray());
    }

    /// <summary>Whether an assembly of this name has KMS. Version 2 is one assembly, "AWSSDK", that holds every service.</summary>
    internal static bool IsKms(string assembly) => assembly is "AWSSDK.KeyManagementService" or "AWSSDK";

    /// <summary>The cryptographic operation that this method is, or null for every other method, whatever its name.</summary>
    internal KmsOperation? OperationOf(IMethodSymbol method) =>
        // By name first: that needs no symbol and rules out nearly every call.
        KmsOperation.Named(method.Name) is { } operation && (IsOfClient(method) || IsSharedInterface(method.ContainingType)) ? operation : null;

    /// <summary>The operation on a key itself that this method is, or null for every other method, whatever its name.</summary>
    internal KeyOperation? KeyOperationOf(IMethodSymbol method) =>
        KeyOperation.Named(method.Name) is { } operation && IsOfClient(method) ? operation : null;

    private bool IsOfClient(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
            method = overridden;
        var type = method.ContainingType;
        return type.Name is "IAmazonKeyManagementService" or "AmazonKeyManagementServiceClient" && Declares(type);
    }

    /// <summary>Whether this is the SDK's own interface between its services, whose methods take no request.</summary>
    internal bool IsSharedInterface(INamedTypeSymbol type) => type.Name == "ICoreAmazonKMS" && IsShared(type);

    /// <summary>Whether the SDK's core declares this type.</summary>
    internal bool IsShared(INamedTypeSymbol type) => cores.Contains(type.ContainingAssembly, SymbolEqualityComparer.Default);

    /// <summary>Whether KMS's library declares this type.</summary>
    internal bool Declares(ITypeSymbol? type) =>
        type is { ContainingAssembly: { } assembly, ContainingNamespace: { } space }
        && assemblies.Contains(assembly, SymbolEqualityComparer.Default)
        && space.ToDisplayString().StartsWith(Namespace, StringComparison.Ordinal);

    /// <summary>Whether the referenced version of a request has this property.</summary>
    internal static bool Supports(ITypeSymbol request, string property) => !request.GetMembers(property).IsEmpty;
}
