namespace KmsGuard;

/// <summary>Makes a property part of the record's identity: every field is bound to it, and it never leaves the process.</summary>
/// <remarks>The value must be known before encryption and never change: <see langword="null"/>, an empty text, <see cref="Guid.Empty"/> and 0 are refused with an <see cref="EncryptionContextException"/>.</remarks>
/// <param name="key">The pair's key, part of what is stored. Not beginning with <c>aws-crypto-</c> or <c>kmsguard-</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecordIdentityAttribute(string key) : Attribute
{
    /// <summary>The pair's key, as given.</summary>
    public string Key { get; } = key;

    /// <summary>For a pair that was added when records were stored already: the value that those have, as text (an integer in decimal, a Guid in lower case with hyphens, a date as yyyy-MM-dd). A record with this value is bound without the pair, old or new, so that the old ones stay readable; every other value is bound as usual, and no record opens under another value. Part of what is stored.</summary>
    public string? Default { get; set; }
}
