using KmsGuard.Context;
using KmsGuard.Crypto;

namespace KmsGuard.Records;

/// <summary>The constant parts of a model's CANON: the count and, for each pair, what stands before its value. The reserved pair, whose value is constant too, is worked in at its place.</summary>
internal sealed class PairTemplate
{
    private readonly byte[][] _before;
    private readonly byte[]?[]? _defaults;

    internal PairTemplate(string model, string[] keys, (string Key, string Value)? reserved, bool isIdentity, string?[]? defaults = null)
    {
        _defaults = defaults?.Select(value => value is null ? null : StrictUtf8.GetBytes(value)).ToArray();
        Model = model;
        Keys = keys;
        IsIdentity = isIdentity;
        var count = keys.Length + (reserved is null ? 0 : 1);
        var before = new List<byte>([(byte)(count >> 8), (byte)count]);
        _before = new byte[keys.Length + 1][];
        for (var i = 0; i < keys.Length; i++)
        {
            if (i > 0 && ContextPairs.Compare(keys[i - 1], keys[i]) >= 0)
                throw new EncryptionContextException($"Model {model}: the generated keys are not in canonical order; generate the code anew.");
            if (reserved is { } pair && ContextPairs.Compare(pair.Key, keys[i]) < 0)
            {
                AddStr(before, pair.Key);
                AddStr(before, pair.Value);
                reserved = null;
            }
            AddStr(before, keys[i]);
            _before[i] = [.. before];
            before.Clear();
        }
        if (reserved is { } last)
        {
            AddStr(before, last.Key);
            AddStr(before, last.Value);
        }
        _before[keys.Length] = [.. before];
    }

    internal string Model { get; }

    internal string[] Keys { get; }

    internal bool IsIdentity { get; }

    /// <summary>What stands before value <paramref name="index"/>, or after the last one.</summary>
    internal ReadOnlySpan<byte> Before(int index) => _before[index];

    /// <summary>Whether pair <paramref name="index"/> is left out for this value.</summary>
    internal bool IsDefault(int index, ReadOnlySpan<byte> value) => _defaults?[index] is { } absent && value.SequenceEqual(absent);

    private static void AddStr(List<byte> target, string text)
    {
        var utf8 = StrictUtf8.GetBytes(text);
        target.Add((byte)(utf8.Length >> 8));
        target.Add((byte)utf8.Length);
        target.AddRange(utf8);
    }
}
