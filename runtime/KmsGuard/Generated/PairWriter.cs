using System.Buffers;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Globalization;
using KmsGuard.Context;
using KmsGuard.Crypto;
using KmsGuard.Records;

namespace KmsGuard.Generated;

/// <summary>Writes the values of an encryption context or identity in canonical form (docs/formats.md, "Pair values"). For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct PairWriter
{
    /// <summary>No text of a Guid, number, date or bool is longer.</summary>
    private const int MaxFormatted = 40;

    private readonly PairTemplate _template;
    private Span<byte> _buffer;
    private byte[]? _rented;
    private readonly bool _keepsDefaults;
    private int _position;
    private int _start;
    private int _next;
    private int _leftOut;

    /// <param name="template">What stands between the values.</param>
    /// <param name="buffer">Where to write; a larger one is rented when needed.</param>
    /// <param name="keepsDefaults">Whether pairs are written that the stored form leaves out.</param>
    internal PairWriter(PairTemplate template, Span<byte> buffer, bool keepsDefaults = false)
    {
        _template = template;
        _buffer = buffer;
        _keepsDefaults = keepsDefaults;
    }

    /// <summary>A text, as it is.</summary>
    /// <exception cref="EncryptionContextException">It is null or empty, holds U+0000 or has no UTF-8 form, or the pairs become too long. The other overloads throw alike.</exception>
    public void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
            throw Missing(value is null ? "null" : "empty");
        if (ContextPairs.ValueProblem(value) is { } problem)
            throw new EncryptionContextException($"{What}: the value of '{Key}' {problem}; correct the text.");
        // Before anything is reserved: a text can be far longer than any context.
        if (value.Length > ContextPairs.MaxCanonicalSize)
            throw ContextPairs.TooLong(What);
        try
        {
            var size = StrictUtf8.GetByteCount(value);
            StrictUtf8.GetBytes(value, Begin(size));
            End(size);
        }
        catch (System.Text.EncoderFallbackException e)
        {
            throw new EncryptionContextException($"{What}: the value of '{Key}' holds a lone surrogate, which has no UTF-8 form; correct the text.", e);
        }
    }

    /// <summary>A GUID, as lower-case text with hyphens.</summary>
    public void Write(Guid? value)
    {
        if (value is not { } present || present == Guid.Empty)
            throw Missing(value is null ? "null" : "Guid.Empty");
        Format(present, "D");
    }

    /// <summary>A signed integer, as invariant decimal text; 0 is no identity.</summary>
    public void Write(long? value) => Integer(value, value is 0);

    /// <summary>An unsigned integer, as invariant decimal text; 0 is no identity.</summary>
    public void Write(ulong? value) => Integer(value, value is 0);

    /// <summary>An enum, as its underlying integer; 0 is a member like any other.</summary>
    public void WriteEnum(long? value) => Integer(value, isZero: false);

    /// <summary>An enum over <see cref="ulong"/>, as its underlying integer.</summary>
    public void WriteEnum(ulong? value) => Integer(value, isZero: false);

    /// <summary>A date, as yyyy-MM-dd.</summary>
    public void Write(DateOnly? value) => Format(value ?? throw Missing("null"), "yyyy-MM-dd");

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public void Write(bool? value) => Write(value switch { null => null, true => "true", false => "false" });

    /// <summary>CANON of all pairs; call once, after every value was written.</summary>
    internal ReadOnlySpan<byte> Finish()
    {
        if (_next != _template.Keys.Length)
            throw new InvalidOperationException($"{What}: the generated code wrote {_next} of {_template.Keys.Length} values; generate it anew.");
        Append(_template.Before(_next));
        if (_leftOut > 0)
            BinaryPrimitives.WriteUInt16BigEndian(_buffer, checked((ushort)(BinaryPrimitives.ReadUInt16BigEndian(_buffer) - _leftOut)));
        return _buffer[.._position];
    }

    internal readonly void Release()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }

    private readonly string What => $"Model {_template.Model}, {(_template.IsIdentity ? "record identity" : "encryption context")}";

    private readonly string Key => _next < _template.Keys.Length ? _template.Keys[_next] : "";

    private readonly EncryptionContextException Missing(string found) => new(
        $"{What}: the value of '{Key}' is {found}. "
        + (_template.IsIdentity ? "Give the record its identity before it is encrypted: what is encrypted without one could not be read once it has one." : "Every record needs this value: set it before encrypting or decrypting."));

    private void Integer<T>(T? value, bool isZero)
        where T : struct, IUtf8SpanFormattable
    {
        if (value is not { } present)
            throw Missing("null");
        if (isZero && _template.IsIdentity)
            throw Missing("0");
        Format(present, "");
    }

    private void Format<T>(T value, ReadOnlySpan<char> format)
        where T : struct, IUtf8SpanFormattable
    {
        if (!value.TryFormat(Begin(MaxFormatted), out var written, format, CultureInfo.InvariantCulture))
            throw new InvalidOperationException($"{What}: the value of '{Key}' is longer than its type allows.");
        End(written);
    }

    /// <summary>Where a value of at most this size goes: after its key and its length.</summary>
    private Span<byte> Begin(int maxSize)
    {
        // Behind the count, which stands before the first pair.
        _start = Math.Max(_position, sizeof(ushort));
        Append(_template.Before(_next));
        Reserve(2 + maxSize);
        return _buffer[(_position + 2)..];
    }

    private void End(int size)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_position..], checked((ushort)size));
        _position += 2 + size;
        if (_position > ContextPairs.MaxCanonicalSize)
            throw ContextPairs.TooLong(What);
        if (!_keepsDefaults && _template.IsDefault(_next, _buffer[(_position - size).._position]))
        {
            _position = _start;
            _leftOut++;
        }
        _next++;
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer[_position..]);
        _position += bytes.Length;
        if (_position > ContextPairs.MaxCanonicalSize)
            throw ContextPairs.TooLong(What);
    }

    private void Reserve(int size)
    {
        if (_position + size <= _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, _position + size));
        _buffer[.._position].CopyTo(larger);
        Release();
        _buffer = _rented = larger;
    }
}
