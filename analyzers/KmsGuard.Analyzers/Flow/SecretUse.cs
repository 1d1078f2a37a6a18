using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>What a secret is at some place.</summary>
internal enum SecretForm
{
    /// <summary>A stream of it, or a reader over one.</summary>
    Stream,

    /// <summary>An array, span or memory of it: what can be cleared.</summary>
    Bytes,

    /// <summary>Its characters, or a text that they are part of.</summary>
    Text,

    /// <summary>Base64 or hexadecimal digits of it.</summary>
    Encoded,
}

/// <summary>What is done with a secret.</summary>
internal enum SecretUseKind
{
    /// <summary>Given to a method or constructor that does nothing else known here.</summary>
    Passed,

    /// <summary>Assigned to a property, as to <c>aes.Key</c>.</summary>
    Assigned,

    /// <summary>Put where it outlives the body: a field, an object, a collection.</summary>
    Kept,

    /// <summary>Returned to callers that are not all known.</summary>
    Returned,

    /// <summary>Overwritten.</summary>
    Cleared,

    /// <summary>Made into Base64 or hexadecimal digits; the operation is the call that does it.</summary>
    Encoded,

    /// <summary>Anything else: nothing is known of what happens to it.</summary>
    Unknown,
}

/// <summary>A place where a secret ends up.</summary>
internal sealed class SecretUse(SecretUseKind kind, IOperation value, SecretForm form, IOperation? call)
{
    internal SecretUseKind Kind { get; } = kind;

    /// <summary>The secret as it is written there.</summary>
    internal IOperation Value { get; } = value;

    internal SecretForm Form { get; } = form;

    /// <summary>What uses it, past conversions and the array that the compiler makes of the last arguments.</summary>
    internal IOperation? User => Value.User() is IArrayInitializerOperation { Parent: IArrayCreationOperation { IsImplicit: true } array } ? array.User() : Value.User();

    /// <summary>The call of the helper whose body this is, or null in the body where the secret comes from.</summary>
    internal IOperation? Call { get; } = call;
}
