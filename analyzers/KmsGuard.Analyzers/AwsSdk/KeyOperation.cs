using System.Collections.Immutable;

namespace KmsGuard.Analyzers.AwsSdk;

/// <summary>An operation of KMS on a key itself, with which a key is made, named, shared, changed or ended. No data goes through it.</summary>
internal sealed class KeyOperation : KmsOperation
{
    internal static readonly KeyOperation CreateKey = new(nameof(CreateKey));
    internal static readonly KeyOperation PutKeyPolicy = new(nameof(PutKeyPolicy));
    internal static readonly KeyOperation CreateAlias = new(nameof(CreateAlias));
    internal static readonly KeyOperation UpdateAlias = new(nameof(UpdateAlias));
    internal static readonly KeyOperation CreateGrant = new(nameof(CreateGrant));
    internal static readonly KeyOperation ImportKeyMaterial = new(nameof(ImportKeyMaterial));
    internal static readonly KeyOperation DeleteImportedKeyMaterial = new(nameof(DeleteImportedKeyMaterial));
    internal static readonly KeyOperation ScheduleKeyDeletion = new(nameof(ScheduleKeyDeletion));

    private static readonly ImmutableArray<KeyOperation> All = ImmutableArray.Create(
        CreateKey, PutKeyPolicy, CreateAlias, UpdateAlias, CreateGrant, ImportKeyMaterial, DeleteImportedKeyMaterial, ScheduleKeyDeletion);

    /// <summary>What the text of a file has that calls any of them.</summary>
    internal static new string[] Words { get; } = [.. All.Select(static operation => operation.Name)];

    private KeyOperation(string name)
        : base(name, ImmutableArray<EncryptionSide>.Empty)
    {
    }

    /// <summary>The operation that a method of this name calls, with or without <c>Async</c>.</summary>
    internal static new KeyOperation? Named(string method) => Named(method, All);
}
