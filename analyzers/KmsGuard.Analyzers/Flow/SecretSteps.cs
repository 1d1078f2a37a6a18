using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>What the framework's methods make of a secret that they are called on or given.</summary>
internal static class SecretSteps
{
    /// <summary>What a call on the secret returns of it, or null.</summary>
    internal static SecretForm? OnInstance(string method, SecretForm form) => (form, method) switch
    {
        (SecretForm.Stream, "ToArray" or "GetBuffer" or "ReadBytes") => SecretForm.Bytes,
        (SecretForm.Stream, "ReadToEnd" or "ReadToEndAsync" or "ReadLine" or "ReadLineAsync" or "ReadString") => SecretForm.Text,
        (SecretForm.Bytes, "ToArray" or "Slice" or "Clone") => SecretForm.Bytes,
        (SecretForm.Text, "ToString" or "Trim" or "TrimEnd" or "TrimStart" or "Substring" or "Replace" or "Insert" or "PadLeft" or "PadRight" or "Normalize" or "Remove"
            or "ToUpper" or "ToLower" or "ToUpperInvariant" or "ToLowerInvariant") => SecretForm.Text,
        (SecretForm.Encoded, "ToString" or "Trim" or "TrimEnd" or "Replace" or "Substring" or "ToUpperInvariant" or "ToLowerInvariant") => SecretForm.Encoded,
        _ => null,
    };

    /// <summary>Which argument a call on the secret copies it into, or null.</summary>
    internal static SecretForm? Fills(string method, SecretForm form) => (form, method) switch
    {
        (SecretForm.Stream, "Read" or "ReadAsync" or "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "ReadAtLeastAsync") => SecretForm.Bytes,
        (SecretForm.Stream, "CopyTo" or "CopyToAsync" or "WriteTo") => SecretForm.Stream,
        (SecretForm.Bytes, "CopyTo" or "TryCopyTo") => SecretForm.Bytes,
        _ => null,
    };

    /// <summary>What a method that is given the secret returns of it, or null.</summary>
    internal static SecretForm? OfArgument(IMethodSymbol method, SecretForm form)
    {
        var owner = method.ContainingType.Name;
        return (owner, method.Name, form) switch
        {
            ("Convert", "ToBase64String" or "ToHexString" or "ToHexStringLower", SecretForm.Bytes) or ("BitConverter", "ToString", SecretForm.Bytes)
                or ("Base64Url", "EncodeToString", SecretForm.Bytes) or ("WebEncoders", "Base64UrlEncode", SecretForm.Bytes) => SecretForm.Encoded,
            (_, "GetString", SecretForm.Bytes) when owner.EndsWith("Encoding", StringComparison.Ordinal) => SecretForm.Text,
            (_, "GetBytes", SecretForm.Text) when owner.EndsWith("Encoding", StringComparison.Ordinal) => SecretForm.Bytes,
            ("MemoryExtensions", "AsSpan" or "AsMemory", SecretForm.Bytes) or ("Enumerable", "ToArray" or "ToList" or "Take" or "Skip" or "Concat" or "Reverse", SecretForm.Bytes) =>
                SecretForm.Bytes,
            ("Task" or "ValueTask", "FromResult", _) => form,
            ("String", "Concat" or "Format" or "Join", SecretForm.Text or SecretForm.Encoded) => form,
            _ => null,
        };
    }

    /// <summary>What an object that is created over the secret is, or null where it is an object of its own.</summary>
    internal static SecretForm? OfCreation(ITypeSymbol? type, SecretForm form) => (type?.Name, form) switch
    {
        ("StreamReader" or "BinaryReader" or "BufferedStream", SecretForm.Stream) or ("MemoryStream", SecretForm.Bytes) => SecretForm.Stream,
        ("Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment", SecretForm.Bytes) => SecretForm.Bytes,
        _ => null,
    };

    /// <summary>The argument that a static copy writes to, or null where this is none.</summary>
    internal static IOperation? CopyTarget(IArgumentOperation argument, IInvocationOperation call) =>
        (call.TargetMethod.ContainingType.Name, call.TargetMethod.Name) is ("Buffer", "BlockCopy") or ("Array", "Copy" or "ConstrainedCopy") && argument.Parameter?.Ordinal == 0
            ? call.Arguments.FirstOrDefault(static one => one.Parameter?.Name is "dst" or "destinationArray")?.Value : null;

    /// <summary>What a buffer argument writes into, without the wrappers around it.</summary>
    internal static IOperation Target(IOperation buffer)
    {
        buffer = buffer.Bare();
        return buffer switch
        {
            IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Slice" } } call => Target(call.Instance ?? call.Arguments[0].Value),
            IObjectCreationOperation { Type.Name: "Span" or "Memory" or "ArraySegment", Arguments.Length: > 0 } creation => Target(creation.Arguments[0].Value),
            IPropertyReferenceOperation { Property.Name: "Span", Instance: { } memory } => Target(memory),
            _ => buffer,
        };
    }
}
