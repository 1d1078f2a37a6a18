using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KmsGuard.Interop.Tests;

/// <summary>A model with random names, pairs, fields and values.</summary>
internal sealed class RandomRecord
{
    private static readonly string[] Types = ["bytes", "string", "bool", "int", "uint", "decimal", "guid", "date", "instant", "time", "duration", "datetime", "float"];

    private readonly Random _random;
    private readonly string _purpose;
    private readonly string _keyName;
    private readonly bool _sendIdentity;
    private readonly (string Name, string Type, bool AuthenticateNull, int Pad)[] _fields;

    private RandomRecord(Random random)
    {
        _random = random;
        _purpose = Text(1, 12);
        _keyName = Text(1, 12);
        _sendIdentity = random.Next(4) == 0;
        _fields = [.. Enumerable.Range(0, random.Next(1, 12)).Select(i => (Text(0, 6) + i, Types[random.Next(Types.Length)], random.Next(3) == 0, random.Next(3) == 0 ? random.Next(2, 100) : 0))];
        Model = new VectorModel { Context = Pairs("c"), Identity = Pairs("r"), Values = _fields.ToDictionary(field => field.Name, field => field.AuthenticateNull && random.Next(3) == 0 ? null : Value(field.Type)) };
        Schema = new VectorSchema(
            _purpose,
            _keyName,
            VectorSchema.InOrder(Model.Context.Keys),
            VectorSchema.InOrder(Model.Identity.Keys),
            _sendIdentity,
            [.. _fields.Select(field => (field.Name, VectorField.Of(_purpose, field.Name, field.Type, field.AuthenticateNull, pad: field.Pad)))]);
    }

    internal static RandomRecord[] Many(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new RandomRecord(random))];
    }

    internal VectorModel Model { get; }

    internal VectorSchema Schema { get; }

    /// <summary>The values as the vectors write them.</summary>
    internal IEnumerable<string> Printed(VectorModel model) => Schema.Fields.Select(field => Vectors.Normal(field.Field.Print(model.Values[field.Name])));

    /// <summary>What both commands of the second implementation take, and what <paramref name="more"/> adds to each field.</summary>
    internal JsonObject Request(Func<string, (string Name, JsonNode? Value)[]> more) => new()
    {
        ["purpose"] = _purpose,
        ["keyName"] = _keyName,
        ["context"] = JsonSerializer.SerializeToNode(Model.Context),
        ["identity"] = JsonSerializer.SerializeToNode(Model.Identity),
        ["flags"] = _sendIdentity ? 1 : 0,
        ["fields"] = new JsonArray([.. _fields.Select(field =>
        {
            var node = new JsonObject { ["name"] = field.Name, ["type"] = field.Type, ["authenticateNull"] = field.AuthenticateNull, ["pad"] = field.Pad };
            foreach (var (name, value) in more(field.Name))
                node[name] = value;
            return node;
        })]),
    };

    private Dictionary<string, string> Pairs(string prefix) =>
        Enumerable.Range(0, _random.Next(4)).ToDictionary(i => Text(0, 3) + prefix + i, _ => Text(1, 20));

    private string Text(int least, int most)
    {
        var text = new StringBuilder();
        for (var left = _random.Next(least, most + 1); left > 0; left--)
        {
            // As many of each length of UTF-8 as of the others; without U+0000, which no pair may hold.
            var scalar = _random.Next(4) switch { 0 => _random.Next(1, 0x80), 1 => _random.Next(0x80, 0x800), 2 => _random.Next(0x800, 0xD800), _ => _random.Next(0xE000, 0x110000) };
            text.Append(new Rune(scalar));
        }
        return text.ToString();
    }

    private object Value(string type) => type switch
    {
        "bytes" => Bytes(_random.Next(100)),
        "string" => Text(0, 100),
        "bool" => _random.Next(2) == 0,
        "int" => BitConverter.ToInt64(Bytes(8)) >> _random.Next(64),
        "uint" => BitConverter.ToUInt64(Bytes(8)) >> _random.Next(64),
        "decimal" => new decimal(BitConverter.ToInt32(Bytes(4)), BitConverter.ToInt32(Bytes(4)) >> _random.Next(32), BitConverter.ToInt32(Bytes(4)) * _random.Next(2), _random.Next(2) == 0, (byte)_random.Next(29)),
        "guid" => new Guid(Bytes(16)),
        "date" => DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber + 1)),
        "time" => new TimeOnly(_random.NextInt64(TimeSpan.TicksPerDay)),
        "duration" => new TimeSpan(BitConverter.ToInt64(Bytes(8)) >> _random.Next(64)),
        "datetime" => new DateTime(_random.NextInt64(DateTime.MaxValue.Ticks + 1), (DateTimeKind)_random.Next(3)),
        // Numbers that end in 5 after 17 digits are rounded differently by the two languages' printers.
        "float" => double.Parse($"{_random.Next(int.MinValue, int.MaxValue)}.{_random.Next(1000)}7e{_random.Next(-300, 300)}", CultureInfo.InvariantCulture),
        _ => new DateTimeOffset(_random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.FromMinutes(_random.Next(-840, 841))),
    };

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
