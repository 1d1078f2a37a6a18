using System.Collections.Immutable;

namespace KmsGuard.Analyzers.AwsSdk;

/// <summary>An operation of KMS that encrypts or decrypts, and the properties of its request that carry encryption contexts.</summary>
internal class KmsOperation
{
    internal static readonly KmsOperation Encrypt = new(nameof(Encrypt));
    internal static readonly KmsOperation Decrypt = new(nameof(Decrypt));

    /// <summary>A file that has none of these names calls none of the operations.</summary>
    internal static readonly string[] Words = [nameof(Encrypt), nameof(Decrypt), "GenerateDataKey"];

    private static readonly ImmutableArray<KmsOperation> All = ImmutableArray.Create(
        Encrypt,
        Decrypt,
        new("GenerateDataKey"),
        new("GenerateDataKeyWithoutPlaintext"),
        new("GenerateDataKeyPair"),
        new("GenerateDataKeyPairWithoutPlaintext"),
        new("ReEncrypt", new EncryptionSide("Source"), new EncryptionSide("Destination")));

    private KmsOperation(string name, params EncryptionSide[] sides)
        : this(name, sides.Length == 0 ? ImmutableArray.Create(new EncryptionSide("")) : ImmutableArray.Create(sides))
    {
    }

    private protected KmsOperation(string name, ImmutableArray<EncryptionSide> sides)
    {
        Name = name;
        Sides = sides;
    }

    internal string Name { get; }

    internal ImmutableArray<EncryptionSide> Sides { get; }

    /// <summary>The operation that a method of this name calls, with or without <c>Async</c>.</summary>
    internal static KmsOperation? Named(string method) => Named(method, All);

    private protected static TOperation? Named<TOperation>(string method, ImmutableArray<TOperation> operations)
        where TOperation : KmsOperation
    {
        foreach (var operation in operations)
        {
            if (method.StartsWith(operation.Name, StringComparison.Ordinal)
                && (method.Length == operation.Name.Length || string.CompareOrdinal(method, operation.Name.Length, "Async", 0, int.MaxValue) == 0))
                return operation;
        }
        return null;
    }
}

/// <summary>One use of a key in an operation: the context and the algorithm that belong together.</summary>
internal sealed class EncryptionSide(string prefix)
{
    internal string Context { get; } = prefix + "EncryptionContext";

    internal string Algorithm { get; } = prefix + "EncryptionAlgorithm";
}
