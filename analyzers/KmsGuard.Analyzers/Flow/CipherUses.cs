using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>What a secret encrypts as a key.</summary>
internal static class CipherUses
{
    /// <summary>The calls that encrypt with a key that this use gives to a block cipher of <c>SymmetricAlgorithm</c>, none of which authenticates.</summary>
    internal static IEnumerable<IInvocationOperation> Unauthenticated(SecretUse use)
    {
        // aes.CreateEncryptor(key, iv)
        if (use is { Kind: SecretUseKind.Passed, Form: SecretForm.Bytes } && use.User is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation call }
            && call.TargetMethod.Name == "CreateEncryptor" && IsBlockCipher(call.TargetMethod.ContainingType))
            return [call];
        // aes.Key = key; aes.SetKey(key)
        var cipher = use.Kind switch
        {
            SecretUseKind.Assigned when use.User is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "Key", ContainingType: var owner }, Instance: { } instance } }
                && IsBlockCipher(owner) => instance,
            SecretUseKind.Passed when use.User is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "SetKey", ContainingType: var owner }, Instance: { } instance } }
                && IsBlockCipher(owner) => instance,
            _ => null,
        };
        return cipher is null ? [] : CallsOn(cipher).Where(static one =>
            one.TargetMethod.Name is "CreateEncryptor" or "EncryptCbc" or "EncryptEcb" or "EncryptCfb" && one.Arguments.All(static argument => argument.Parameter?.Name is not "rgbKey"));
    }

    /// <summary>The calls that encrypt with an authenticated cipher that this use creates.</summary>
    internal static IEnumerable<IInvocationOperation> Authenticated(SecretUse use) =>
        use is { Kind: SecretUseKind.Passed, Form: SecretForm.Bytes }
        && use.User is IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "AesGcm" or "AesCcm" or "ChaCha20Poly1305" } cipher }
            ? CallsOn(cipher).Where(static one => one.TargetMethod.Name == "Encrypt") : [];

    private static bool IsBlockCipher(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "SymmetricAlgorithm", ContainingNamespace.Name: "Cryptography" })
                return true;
        }
        return false;
    }

    // Of the object that is created, or of the local that holds it.
    private static IEnumerable<IInvocationOperation> CallsOn(IOperation instance)
    {
        var cipher = Object(instance);
        var local = cipher switch
        {
            ILocalReferenceOperation reference => reference.Local,
            IObjectCreationOperation creation when creation.User() is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            IObjectCreationOperation creation when creation.User() is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
            _ => null,
        };
        var receivers = local is null ? [cipher] : BodyReferences.Around(cipher).To(local).Where(static one => one is ILocalReferenceOperation);
        return receivers.Select(static one => one.User()).OfType<IInvocationOperation>().Where(static call => call.Instance is not null);
    }

    // In new AesManaged { Key = key } the instance is implicit.
    private static IOperation Object(IOperation instance)
    {
        instance = instance.Bare();
        for (var parent = instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } ? instance.Parent : null; parent is not null; parent = parent.Parent)
        {
            if (parent is IObjectCreationOperation)
                return parent;
        }
        return instance;
    }
}
