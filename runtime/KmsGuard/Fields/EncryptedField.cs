using System.ComponentModel;
using KmsGuard.Crypto;
using KmsGuard.Fields;
using KmsGuard.Generated;

namespace KmsGuard;

/// <summary>One encrypted field of a model: what to name to decrypt or set it alone, such as <c>EncryptedCustomer.Fields.Ssn</c>. Made by the generator.</summary>
/// <typeparam name="TRecord">The generated record type.</typeparam>
/// <typeparam name="TValue">The type of the plaintext value.</typeparam>
public class EncryptedField<TRecord, TValue>
    where TRecord : class
{
    private const int MaxNameSize = 128;

    private readonly FieldEncoding<TValue> _encoding;
    private readonly FieldNull _null;
    private readonly IReadOnlyList<string> _formerNames = [];
    private readonly Func<TRecord, ReadOnlyMemory<byte>> _read;
    private readonly Action<TRecord, ReadOnlyMemory<byte>> _write;
    private readonly int _pad;
    private readonly byte[][] _names;

    /// <summary>For generated code.</summary>
    /// <param name="purpose">The model's purpose.</param>
    /// <param name="name">The field's stable name, 1 to 128 bytes of UTF-8.</param>
    /// <param name="encoding">How values become bytes.</param>
    /// <param name="nullHandling">What becomes of a null.</param>
    /// <param name="read">The stored bytes; empty for a null; throws when the wrapper is absent.</param>
    /// <param name="write">Stores the bytes; empty for a null.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EncryptedField(string purpose, string name, FieldEncoding<TValue> encoding, FieldNull nullHandling, Func<TRecord, ReadOnlyMemory<byte>> read, Action<TRecord, ReadOnlyMemory<byte>> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(write);
        Name = name;
        Path = $"{purpose}.{name}";
        _encoding = encoding;
        _null = nullHandling;
        _read = read;
        _write = write;

        _names = [Utf8(name)];
        ReadForms = Forms();
    }

    /// <summary>The field's stable name.</summary>
    public string Name { get; }

    /// <summary>Purpose and name, such as <c>customer.ssn</c>.</summary>
    public string Path { get; }

    /// <summary>The field's data classification (Microsoft.Extensions.Compliance), by the name of its attribute without <c>Attribute</c>; several after commas, <see langword="null"/> for none.</summary>
    public string? Classification { get; init; }

    /// <summary>As <see cref="EncryptedAttribute.Pad"/>. For generated code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither 0 nor 2 to 65,536.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int Pad
    {
        get => _pad;
        init
        {
            _pad = FieldPadding.Checked(value);
            ReadForms = Forms();
        }
    }

    /// <summary>Names under which values may be stored too (<see cref="FormerNameAttribute"/>). For generated code.</summary>
    /// <exception cref="ArgumentException">One takes more than 128 bytes of UTF-8.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<string> FormerNames
    {
        get => _formerNames;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _formerNames = value;
            _names = [_names[0], .. value.Select(Utf8)];
            ReadForms = Forms();
        }
    }

    /// <summary>How many bytes of plaintext this value encrypts; 0 for a null without ciphertext.</summary>
    /// <exception cref="ArgumentException">A null where none is allowed, or a text without a UTF-8 form.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int Measure(TValue value)
    {
        if (IsClearNull(value))
            return 0;
        var size = MeasureUnpadded(value);
        return _pad == 0 ? size : FieldPadding.Measure(size, _pad);
    }

    /// <summary>Purpose and name.</summary>
    public override string ToString() => Path;

    /// <summary>What follows SHA-256(CANON(R)) in the AAD that is written.</summary>
    internal byte[] AadTail => ReadForms[0].AadTail;

    /// <summary>The forms that are read, the written one first: what was stored before the field was padded or renamed stays readable. Names of a model are distinct for ever, so no other field opens here.</summary>
    internal FieldReadForm[] ReadForms { get; private init; }

    /// <summary>The field's blind indexes, which change with it.</summary>
    internal virtual BlindIndex<TRecord, TValue>[] Indexes => [];

    internal ReadOnlyMemory<byte> Read(TRecord record) => _read(record);

    internal void Write(TRecord record, ReadOnlyMemory<byte> bytes) => _write(record, bytes);

    /// <summary>Whether this value has no ciphertext; throws for a null that is not allowed.</summary>
    internal bool IsClearNull(TValue value)
    {
        if (value is not null || _null == FieldNull.Authenticated)
            return false;
        return _null == FieldNull.Clear ? true : throw new ArgumentException($"{Path} is null, and its property is not nullable. Give it a value, or declare the property nullable.");
    }

    internal void Encode(TValue value, Span<byte> destination)
    {
        if (_pad > 0)
        {
            var size = MeasureUnpadded(value);
            FieldPadding.Write(destination[size..]);
            destination = destination[..size];
        }
        if (_null == FieldNull.Authenticated)
        {
            destination[0] = value is null ? (byte)0 : (byte)1;
            destination = destination[1..];
        }
        if (value is not null)
            _encoding.Encode(value, destination);
    }

    internal TValue Decode(ReadOnlySpan<byte> plaintext, bool isPadded)
    {
        try
        {
            if (isPadded)
                plaintext = FieldPadding.Strip(plaintext);
            if (_null != FieldNull.Authenticated)
                return _encoding.Decode(plaintext);
            return plaintext switch
            {
                [0] => default!,
                [1, .. var rest] => _encoding.Decode(rest),
                _ => throw new FormatException("has no presence byte"),
            };
        }
        catch (FormatException e)
        {
            throw new CiphertextFormatException($"The decrypted value of {Path} {e.Message}: it was written as another type. Read it with the property type it was written with.", e);
        }
    }

    /// <summary>What an empty stored value means for this field.</summary>
    internal TValue DecodeAbsent() =>
        _null == FieldNull.Clear ? default! : throw FieldCiphertext.Absent(Path);

    private static byte[] Utf8(string name)
    {
        var utf8 = StrictUtf8.GetBytes(name);
        return utf8.Length <= MaxNameSize ? utf8 : throw new ArgumentException($"The field name '{name}' takes more than {MaxNameSize} bytes of UTF-8.", nameof(name));
    }

    private FieldReadForm[] Forms() =>
    [
        .. _pad > 0 ? _names.Select(name => new FieldReadForm(Tail(FieldPadding.ToBlock, name), IsPadded: true)) : [],
        .. _names.Select(name => new FieldReadForm(Tail(FieldPadding.None, name), IsPadded: false)),
    ];

    /// <summary>Encoding id, padding id, name.</summary>
    private byte[] Tail(byte padding, byte[] name) =>
        [_null == FieldNull.Authenticated ? (byte)(_encoding.Id | EncodingId.PresenceBit) : _encoding.Id, padding, .. name];

    private int MeasureUnpadded(TValue value)
    {
        var presence = _null == FieldNull.Authenticated ? 1 : 0;
        try
        {
            return value is null ? presence : presence + _encoding.Measure(value);
        }
        catch (System.Text.EncoderFallbackException e)
        {
            throw new ArgumentException($"{Path} holds a lone surrogate, which has no UTF-8 form. Correct the text, or declare the property as byte[].", e);
        }
    }
}
