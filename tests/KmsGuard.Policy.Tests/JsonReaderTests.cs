using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Tests;

public sealed class JsonReaderTests
{
    private const string Policy = """
        {
          "Version": "2012-10-17",
          "Statement": [
            { "Sid": "über \"all\" \u00e9\\", "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": [ "kms:*" ], "Resource": "*" },
            { "Effect": "Deny", "Action": "kms:Decrypt", "Resource": [ "alias/billing" ], "Condition": { "Bool": { "aws:MultiFactorAuthPresent": false } } }
          ]
        }
        """;

    [Fact]
    public void Every_value_knows_where_it_stands()
    {
        var root = JsonReader.Read(Policy).Roots[0];

        Assert.Equal(JsonKind.Object, root.Kind);
        Assert.Equal((0, Policy.Length), (root.Start, root.End));
        var statements = root["Statement"]!.Items;
        Assert.Equal(2, statements.Count);
        Assert.Equal("über \"all\" é\\", statements[0]["Sid"]!.Text);
        Assert.Equal("""
            "über \"all\" \u00e9\\"
            """, Source(statements[0]["Sid"]!));
        Assert.Equal("""[ "kms:*" ]""", Source(statements[0]["Action"]!));
        Assert.Equal("false", Source(statements[1]["Condition"]!["Bool"]!["aws:MultiFactorAuthPresent"]!));
        Assert.Equal(JsonKind.Literal, statements[1]["Condition"]!["Bool"]!["aws:MultiFactorAuthPresent"]!.Kind);
        Assert.False(root.IsBroken);
        Assert.False(root.HasHole);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{ \"a\"")]
    [InlineData("{ \"a\": }")]
    [InlineData("{ \"a\": 1 ]")]
    [InlineData("{ a: 1 }")]
    [InlineData("{ \"a\" 1 }")]
    [InlineData("[ 1, \"b ]")]
    [InlineData("[ \"b\n\" ]")]
    [InlineData("[ \"\\*\" ]")]
    [InlineData("[ \"\\u12\" ]")]
    [InlineData("[ \"\\uGGGG\" ]")]
    [InlineData("[ \u0666 ]")]
    [InlineData("[ ' ]")]
    public void What_is_no_JSON_is_broken(string text) => Assert.Contains(JsonReader.Read(text).Problems, static one => one.Kind is JsonProblemKind.Syntax or JsonProblemKind.Unfinished);

    [Theory]
    [InlineData("{ \"a\": 1, }")]
    [InlineData("[ 1, 2, ]")]
    [InlineData("// first\n[ 1, /* second */ 2 ]")]
    [InlineData("\uFEFF{}")]
    public void Surplus_commas_comments_and_marks_are_passed_over(string text) => Assert.False(Assert.Single(JsonReader.Read(text).Roots).IsBroken);

    [Theory]
    [InlineData("{ «/* why */» \"a\": 1 }", "Comment")]
    [InlineData("«// why»\n{ \"a\": 1 }", "Comment")]
    [InlineData("{ \"a\": [ 1«,» ] }", "SurplusComma")]
    [InlineData("{ \"a\": 1«,» }", "SurplusComma")]
    [InlineData("[ 1, «,» 2 ]", "SurplusComma")]
    [InlineData("{ \"a\": 1, «\"a\"»: 2 }", "DuplicateName")]
    [InlineData("{ \"a\": { \"b\": 1, \"b2\": 2, «\"b\"»: 3 } }", "DuplicateName")]
    [InlineData("{ \"a\": 1 «\"»b\": 2 }", "Syntax")]
    [InlineData("[ 1 «2» ]", "Syntax")]
    [InlineData("{ \"a\": «yes» }", "Syntax")]
    [InlineData("{ \"a\": «1.» }", "Syntax")]
    [InlineData("{ \"a\": \"x«\\»q\" }", "Syntax")]
    [InlineData("{ \"a\": «\"»x\n }", "Syntax")]
    [InlineData("{ \"a\": [ \"b\" «\"»c\": 1 }", "Syntax")]
    [InlineData("{ «a»: 1 }", "Syntax")]
    [InlineData("«\"»a\": 1", "Syntax")]
    [InlineData("{ \"a\": 1 } «{» }", "Syntax")]
    [InlineData("{ \"a\": 1 } «,»", "Syntax")]
    [InlineData("«{» \"a\": 1", "Unfinished")]
    [InlineData("{ \"a\": «\"»x", "Unfinished")]
    public void What_is_wrong_is_told_where_it_is(string marked, string kind)
    {
        var text = marked.Replace("«", "").Replace("»", "");

        var problem = JsonReader.Read(text).Problems[0];

        Assert.Equal(kind, problem.Kind.ToString());
        Assert.Equal((marked.IndexOf('«'), marked.IndexOf('»') - 1), (problem.Start, problem.End));
    }

    [Theory]
    [InlineData("{ \"a\": ${all}, \"b\": [ {{some}}, <one> ] }")]
    public void Placeholders_of_templates_are_holes(string text)
    {
        var json = JsonReader.Read(text);

        Assert.Empty(json.Problems);
        Assert.True(json.Roots[0]["a"]!.HasHole);
        Assert.True(json.Roots[0]["b"]!.HasHole);
    }

    [Fact]
    public void A_string_that_is_no_array_s_ends_the_array()
    {
        var root = JsonReader.Read("{ \"Action\": [ \"a\", \"b\" 1. \"Resource\": \"*\" }").Roots[0];

        Assert.Equal(["a", "b"], root["Action"]!.Items.Where(static one => one.Kind == JsonKind.Text).Select(static one => one.Text));
        Assert.Equal("*", root["Resource"]!.Text);
        Assert.True(root.IsBroken);
    }

    [Fact]
    public void Holes_stand_for_members_items_and_parts_of_texts()
    {
        var root = JsonReader.Read("{ \"a\": \u0001, \"b\": [ 1, \u0001 ], \"c\": \"x\u0001\", \"d\": { \u0001 }, \"e\": [ \"\u0001\" ] }").Roots[0];

        Assert.False(root.IsBroken);
        Assert.False(root.HasHole);
        Assert.Equal((JsonKind.Unknown, true), (root["a"]!.Kind, root["a"]!.HasHole));
        Assert.True(root["b"]!.HasHole);
        Assert.Equal((JsonKind.Text, true), (root["c"]!.Kind, root["c"]!.HasHole));
        Assert.True(root["d"]!.HasHole);
        Assert.False(root["e"]!.HasHole);
    }

    [Fact]
    public void Nothing_that_a_person_can_type_makes_it_throw()
    {
        char[] odd = ['{', '}', '[', ']', '"', ',', ':', '\\', 'u', '/', '*', ' ', '\n', '\0', JsonReader.Hole, '\uD800'];
        for (var i = 0; i <= Policy.Length; i++)
        {
            Judge(Policy[..i]);
            foreach (var one in odd)
                Judge(string.Concat(Policy.AsSpan(0, i), one.ToString(), Policy.AsSpan(Math.Min(i + 1, Policy.Length))));
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{")]
    [InlineData("{\"Statement\":[")]
    public void Depth_is_bounded(string open) => Judge(string.Concat(Enumerable.Repeat(open, 100_000)));

    [Theory]
    [InlineData("kms:Decrypt", true)]
    [InlineData("KMS:decrypt", true)]
    [InlineData("kms:De*", true)]
    [InlineData("*", true)]
    [InlineData("kms:*t", true)]
    [InlineData("kms:*c*p*", true)]
    [InlineData("kms:Decryp?", true)]
    [InlineData("\u0001", true)]
    [InlineData("kms:\u0001ypt", true)]
    [InlineData("kms:Decrypt*", true)]
    [InlineData("kms:Decrypt?", false)]
    [InlineData("kms:Encrypt", false)]
    [InlineData("kms:Decrypted", false)]
    [InlineData("ms:Decrypt", false)]
    [InlineData("", false)]
    [InlineData("kms:*x", false)]
    public void Wildcards_in_actions(string pattern, bool matches) => Assert.Equal(matches, PolicyPattern.MayMatch(pattern, "kms:Decrypt"));

    private static string Source(JsonNode node) => Policy[node.Start..node.End];

    private static void Judge(string text)
    {
        foreach (var finding in PolicyLint.Run(text))
            Assert.InRange(finding.End, finding.Start, text.Length);
    }
}
