using System.Text;
using KmsGuard.Pkcs11.Native;

namespace KmsGuard.Pkcs11;

/// <summary>A configured key-encryption key: how it is found in the token, and how data names it.</summary>
internal sealed record Kek(string? Label, string? Id, string Name, Pkcs11KeyWeaknesses Allowed)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The name that encrypted data keys carry.</summary>
    internal byte[] NameUtf8 { get; } = Strict.GetBytes(Name);

    internal byte[]? LabelUtf8 { get; } = Label is null ? null : Strict.GetBytes(Label);

    internal byte[]? IdBytes { get; } = Id is null ? null : Convert.FromHexString(Id);

    /// <summary>By class, label and id alone: a key of another type or with other attributes is to be found, and named.</summary>
    internal CkAttribute[] Template()
    {
        var template = new List<CkAttribute> { CkAttribute.Number(Ck.AttributeClass, Ck.ClassSecretKey) };
        if (LabelUtf8 is not null)
            template.Add(CkAttribute.Bytes(Ck.AttributeLabel, LabelUtf8));
        if (IdBytes is not null)
            template.Add(CkAttribute.Bytes(Ck.AttributeId, IdBytes));
        return [.. template];
    }

    public bool Equals(Kek? other) => other is not null && Name == other.Name && Label == other.Label && Id == other.Id && Allowed == other.Allowed;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => (Label, Id) switch
    {
        (not null, not null) => $"'{Label}' (id {Id})",
        (null, _) => $"with id {Id}",
        _ => $"'{Label}'",
    };
}
