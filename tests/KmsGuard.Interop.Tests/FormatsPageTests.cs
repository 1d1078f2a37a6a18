using System.Buffers.Text;
using System.Text.RegularExpressions;

namespace KmsGuard.Interop.Tests;

/// <summary>Every example of docs/formats.md is a golden vector, so that the page cannot drift from the code.</summary>
public partial class FormatsPageTests
{
    private static readonly string Page = File.ReadAllText(Vectors.PathTo("docs", "formats.md"));
    private static readonly RecordVector Known = Vectors.All.Records.Single(record => record.Name == "known answer");

    [Fact]
    public void Every_hex_example_is_the_vector_that_it_names()
    {
        var examples = HexExample().Matches(Page);
        Assert.Equal(Regex.Count(Page, "```hex"), examples.Count);
        Assert.True(examples.Count >= 25, $"Only {examples.Count} examples were found.");
        Assert.All(examples, example =>
        {
            var hex = string.Concat(example.Groups["body"].Value.Split('\n').Select(line => line.Split('#')[0])).Replace(" ", "", StringComparison.Ordinal);
            Assert.Equal(Named(example.Groups["path"].Value), hex);
        });
    }

    [Fact]
    public void The_known_answer_is_the_one_of_the_design()
    {
        Assert.Equal("ddbcb36aa9922f8388cab13b10f9f9d9db2d2db375f12bef87d0f2ddcd3f86fa", Known.KeyHash);
        Assert.Equal("0e9dc44f68c028ffd90a793e58f1b1beba1fed33a010af19a0b93d61c799c6d8", Known.RecordKey);
        Assert.Equal("6d4e0f88c8631613369358d7112221a5ce712abdf3dd9faa4d737841da2fb74f", Known.Commitment);
    }

    [Fact]
    public void The_text_of_the_header_is_its_base64url()
    {
        var text = Regex.Match(Page, "```text records/known answer/header\n(?<body>.*?)```", RegexOptions.Singleline).Groups["body"].Value;
        Assert.Equal(Base64Url.EncodeToString(Convert.FromHexString(Known.Header)), text.Replace("\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_tables_of_values_are_the_known_record_and_the_one_of_later_encodings()
    {
        var rows = Regex.Matches(Page, @"^\| `(?<field>[a-z]+)` \| [^|]+ \| `(?<hex>[0-9a-f]+)` \|$", RegexOptions.Multiline);
        Assert.Equal(Known.Fields.Concat(Find("encodings that came later").Fields).Select(field => (field.Name, field.Plaintext)), rows.Select(row => (row.Groups["field"].Value, row.Groups["hex"].Value)));
    }

    [Fact]
    public void The_table_of_given_bytes_is_the_known_record() =>
        Assert.All(new[] { ("data key", Known.DataKey), ("record id", Known.RecordId), ("KEK `0123456789abcdef`", Vectors.All.Keks[Known.KeyId]), ("IV of the EDK", Known.EdkIv) },
            given => Assert.Contains($"| {given.Item1} | `{given.Item2}` |\n", Page, StringComparison.Ordinal));

    [Fact]
    public void The_table_of_texts_is_in_the_vectors()
    {
        var rows = Regex.Matches(Page, @"^\| `(?<hex>[0-9a-f]+)` \| `(?<text>[^`]+)` \| (?<refused>[^|]+) \|$", RegexOptions.Multiline);
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row =>
        {
            Assert.Contains(new AcceptedText(row.Groups["hex"].Value, row.Groups["text"].Value), Vectors.All.Text.Accepted);
            Assert.Subset(Vectors.All.Text.Refused.ToHashSet(), row.Groups["refused"].Value.Split(", ").Select(text => text.Trim('`')).ToHashSet());
        });
    }

    [Fact]
    public void The_example_of_a_key_file_is_what_the_keyring_reads() =>
        Assert.Contains($"```text key file\n{VectorKeyrings.KeyFileLine(Known.KeyId)}\n```", Page, StringComparison.Ordinal);

    [GeneratedRegex("^```hex (?<path>[^\n]+)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex HexExample();

    private static string? Named(string path) => path.Split('/') switch
    {
        ["pairs", var name, "canonK"] => Vectors.All.Pairs.Single(pairs => pairs.Name == name).CanonK,
        ["pairs", var name, "canonR"] => Vectors.All.Pairs.Single(pairs => pairs.Name == name).CanonR,
        ["records", var name, var member] => RecordMember(Find(name), member),
        ["records", var name, "fields", var field, "aad"] => Find(name).Fields.Single(one => one.Name == field).Aad,
        ["records", var name, "fields", var field, "ciphertext"] => Find(name).Fields.Single(one => one.Name == field).Ciphertext,
        ["branches", var name, var member] => BranchMember(BranchVectors.All.Branches.Single(branch => branch.Name == name), member),
        ["indexes", var name, var member] => IndexMember(BlindIndexVectors.All.Indexes.Single(index => index.Name == name), member),
        _ => $"no vector '{path}'",
    };

    private static RecordVector Find(string name) => Vectors.All.Records.Single(record => record.Name == name);

    private static string RecordMember(RecordVector record, string member) => member switch
    {
        "keyHash" => record.KeyHash,
        "input" => record.Input,
        "recordKey" => record.RecordKey,
        "commitment" => record.Commitment,
        "header" => record.Header,
        _ => $"no member '{member}'",
    };

    private static string IndexMember(BlindIndexVector index, string member) => member switch
    {
        "input" => index.Input,
        "key" => index.Key,
        "hashed" => index.Hashed,
        "index" => index.Index.ToString("x8", System.Globalization.CultureInfo.InvariantCulture),
        _ => $"no member '{member}'",
    };

    private static string? BranchMember(BranchVector branch, string member) => member switch
    {
        "partition" => branch.Partition,
        "wrapping" => branch.Wrapping,
        "wrappedKey" => branch.WrappedKey,
        "input" => branch.Input,
        "root" => branch.Root,
        "header" => branch.Record?.Header,
        _ => $"no member '{member}'",
    };
}
