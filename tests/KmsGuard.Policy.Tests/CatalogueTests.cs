using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KmsGuard.Policy.Catalogue;

namespace KmsGuard.Policy.Tests;

/// <summary>The catalogue is written from the published data, and from nothing else.</summary>
public sealed partial class CatalogueTests
{
    private static readonly string Source = Path.Combine(Shared.Root(), "analyzers", "KmsGuard.Policy", "Catalogue", "KmsCatalogue.Data.cs");

    [Fact]
    public void The_source_is_what_the_data_says()
    {
        var expected = Write(JsonNode.Parse(File.ReadAllText(Shared.Require("kms-actions.json")))!);
        if (expected != File.ReadAllText(Source))
            File.WriteAllText(Source.Replace(".cs", ".received.cs"), expected);

        Assert.True(expected == File.ReadAllText(Source), "The data changed: see KmsCatalogue.Data.received.cs, and put it in the place of KmsCatalogue.Data.cs.");
    }

    [Fact]
    public void Patterns_expand_to_what_IAM_would_match()
    {
        Assert.Equal(["kms:ReEncryptFrom", "kms:ReEncryptTo"], KmsCatalogue.Matching("kms:reencrypt*").Select(static one => one.Name));
        Assert.Equal(56, KmsCatalogue.Matching("kms:*").Count());
        Assert.Empty(KmsCatalogue.Matching("kms:ReEncrypt"));
        Assert.Equal("kms:Decrypt", Assert.Single(KmsCatalogue.Matching("KMS:DECRYPT")).Name);
    }

    [Theory]
    [InlineData("kms:Decrypt", "kms:EncryptionContext:tenant", true)]
    [InlineData("kms:DescribeKey", "kms:EncryptionContext:tenant", false)]
    [InlineData("kms:CreateGrant", "kms:grantisforawsresource", true)]
    [InlineData("kms:Decrypt", "kms:GrantIsForAWSResource", false)]
    [InlineData("kms:GenerateDataKey", "kms:RecipientAttestation:PCR31", true)]
    [InlineData("kms:Encrypt", "kms:RecipientAttestation:ImageSha384", false)]
    public void Actions_know_their_condition_keys(string action, string key, bool supports) =>
        Assert.Equal(supports, KmsCatalogue.Find(action)!.Supports(KmsCatalogue.Key(key)!));

    [Theory]
    [InlineData("aws:RequestTag/a", "aws:RequestTag/*")]
    [InlineData("AWS:principalorgid", "aws:PrincipalOrgID")]
    [InlineData("kms:EncryptionContext:aws:s3:arn", "kms:EncryptionContext:*")]
    [InlineData("kms:EncryptionContextKeys", "kms:EncryptionContextKeys")]
    [InlineData("kms:EncryptionContext:", null)]
    [InlineData("kms:EncryptionContext", null)]
    [InlineData("aws:RequestTag/", null)]
    [InlineData("kms:", null)]
    [InlineData("", null)]
    public void Condition_keys_are_found_by_name_and_family(string name, string? found) => Assert.Equal(found, KmsCatalogue.Key(name)?.Name);

    private static string Write(JsonNode data)
    {
        var text = new StringBuilder("""
            // Written by CatalogueTests from the data of the project; when it differs, the failing test leaves the new text beside it. Not edited by hand.
            namespace KmsGuard.Policy.Catalogue;

            internal static partial class KmsCatalogue
            {
                /// <summary>The day of the newest of the lists that the catalogue comes from.</summary>

            """.ReplaceLineEndings("\n"));
        var date = Day().Matches(data["sources"]!.ToJsonString()).Select(static match => match.Value).Max(StringComparer.Ordinal);
        text.Append("    internal const string Date = \"").Append(date).Append("\";\n\n");
        Table(text, "ActionRows", "name, use, resource types, whether it asks for MFA, condition keys of KMS that it supports",
            data["actions"]!.AsArray().OrderBy(static one => Text(one!, "name"), StringComparer.Ordinal).Select(static one => ActionRow(one!)));
        Table(text, "ConditionKeyRows", "key, types, whether it has several values, whether key policies know it",
            data["conditionKeys"]!.AsArray().Select(static one => KeyRow(one!, Text(one!, "policyTypes").StartsWith("IAM policies only", StringComparison.Ordinal) ? "iam" : "all"))
                .Concat(data["globalConditionKeys"]!.AsArray().Select(static one => KeyRow(one!, "all"))).OfType<string>().Order(StringComparer.Ordinal));
        Table(text, "OperatorRows", "type of operators and their names",
            data["operators"]!.AsObject().Select(static type => $"{type.Key} {string.Join(' ', type.Value!.AsArray().Select(static one => (string)one!))}"));
        return text.ToString().TrimEnd('\n') + "\n}\n";
    }

    private static void Table(StringBuilder text, string name, string columns, IEnumerable<string> rows) =>
        text.Append("    // ").Append(columns).Append("\n    private const string ").Append(name).Append(" = \"\"\"\n").AppendJoin("", rows.Select(static row => $"        {row}\n")).Append("        \"\"\";\n\n");

    private static string ActionRow(JsonNode action) => string.Join(' ',
    [
        Text(action, "name"), Text(action, "category"),
        action["resourceTypes"]!.AsArray() is { Count: > 0 } types ? string.Join('+', types.Select(static one => (string)one!)) : "-",
        (string?)action["critical"] == "mfa" ? "mfa" : "-",
        .. action["conditionKeys"]!.AsArray().Concat(action["resourceConditionKeys"]!.AsArray()).Select(static one => Family((string)one!))
            .Where(static key => key.StartsWith("kms:", StringComparison.Ordinal)).Select(static key => key["kms:".Length..]).Distinct().Order(StringComparer.Ordinal),
    ]);

    private static string? KeyRow(JsonNode key, string policies)
    {
        var name = Text(key, "key");
        // The measurements of enclaves are one family, which stands once.
        if (Measurement().IsMatch(name))
            return null;
        var types = key["type"] is JsonArray several ? string.Join('+', several.Select(static one => (string)one!)) : Text(key, "type").Replace("ArrayOf", "");
        return $"{Family(name)} {types} {((bool)key["multiValued"]! ? "set" : "one")} {policies}";
    }

    private static string Family(string key) =>
        key.StartsWith("kms:RecipientAttestation:", StringComparison.Ordinal) ? "kms:RecipientAttestation:*" : Variable().Replace(key, "*");

    private static string Text(JsonNode node, string name) => (string)node[name]!;

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}")]
    private static partial Regex Day();

    [GeneratedRegex(@"^kms:RecipientAttestation:(NitroTPM)?PCR\d+$")]
    private static partial Regex Measurement();

    [GeneratedRegex(@"\$\{\w+\}")]
    private static partial Regex Variable();
}
