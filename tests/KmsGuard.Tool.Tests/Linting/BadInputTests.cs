using System.Text;
using KmsGuard.Tool.Tests.Support;

namespace KmsGuard.Tool.Tests.Linting;

/// <summary>Files that are no policies, or hard to read: each is told, and the others are checked all the same.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    /// <summary>Beside each of them a policy with a finding, which is told: but who could not look at everything does not say "findings".</summary>
    [Theory]
    [InlineData("missing.json does not exist", "missing.json")]
    [InlineData("none/*.json matches no file", "none/*.json")]
    [InlineData("other.json holds no policy", "other.json")]
    [InlineData("empty.json holds no policy", "empty.json")]
    [InlineData("folder holds no policy", "folder")]
    [InlineData("latin1.json is no UTF-8, at byte 15: save it as UTF-8", "latin1.json")]
    [InlineData("odd.json is no UTF-16, at byte 2: save it as UTF-8", "odd.json")]
    public async Task What_cannot_be_checked_is_told_and_the_rest_is_checked(string told, string path)
    {
        _workspace
            .Add("good.json", Policies.AllActions)
            .Add("other.json", """{ "name": "package" }""")
            .Add("empty.json", "")
            .Add("folder/readme.json", "[1, 2]")
            .Add("latin1.json", Encoding.Latin1.GetBytes("""{ "Statement":"é" }"""))
            .Add("odd.json", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{"), 0x00]);
        foreach (var arguments in new[] { new[] { path, "good.json" }, ["good.json", path] })
        {
            var run = await _workspace.RunAsync(["policy", "lint", .. arguments]);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("KMSG3001", Assert.Single(run.Lines), StringComparison.Ordinal);
            Assert.StartsWith("error: " + told, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_now_is_told()
    {
        _workspace.Add("a/locked.json", Policies.Clean).Add("a/other.json", Policies.AllActions);
        using var held = new FileStream(_workspace.PathOf("a/locked.json"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var run = await _workspace.RunAsync("policy", "lint", "a");
        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Lines);
        Assert.StartsWith($"error: {Path.Combine("a", "locked.json")} cannot be read", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_JSON_is_a_finding_in_its_place()
    {
        var run = await _workspace.Add("a.json", Policies.AllActions.Replace("\"Allow\",", "\"Allow\"", StringComparison.Ordinal)).RunAsync("policy", "lint", "a.json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Lines, line => line.StartsWith("a.json(5,5): warning KMSG3012", StringComparison.Ordinal));
    }

    public static TheoryData<string, string?> Encodings => new()
    {
        { "utf-8", null },
        { "utf-8 with BOM", "begins with a byte order mark" },
        { "utf-16le with BOM", "is UTF-16" },
        { "utf-16be with BOM", "is UTF-16" },
        { "utf-16le", "is UTF-16" },
        { "utf-16be", "is UTF-16" },
    };

    /// <summary>In every encoding the finding is in the same place; what AWS does not take is told.</summary>
    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Every_Unicode_encoding_is_read(string encoding, string? note)
    {
        Encoding used = encoding[..5] == "utf-8" ? new UTF8Encoding(true) : new UnicodeEncoding(encoding.Contains("be", StringComparison.Ordinal), true);
        byte[] content = [.. encoding.EndsWith("BOM", StringComparison.Ordinal) ? used.GetPreamble() : [], .. used.GetBytes(Policies.AllActions)];
        var run = await _workspace.Add("a.json", content).RunAsync("policy", "lint", "a.json");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("a.json(5,15): warning KMSG3001", Assert.Single(run.Lines), StringComparison.Ordinal);
        if (note is null)
            Assert.DoesNotContain("note:", run.Error, StringComparison.Ordinal);
        else
            Assert.StartsWith($"note: a.json {note}. AWS takes UTF-8 without a byte order mark", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_of_a_megabyte_is_checked_and_told_to_be_too_large()
    {
        var statement = """{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" }""";
        var policy = $$"""{ "Version": "2012-10-17", "Statement": [ {{string.Join(",\n", Enumerable.Repeat(statement, 9_000))}} ] }""";
        Assert.True(policy.Length > 1_000_000);
        var run = await _workspace.Add("key.json", policy).RunAsync("policy", "lint", "key.json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("32,768", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_beyond_every_policy_is_not_read_whole()
    {
        var run = await _workspace.Add("huge.json", new byte[(16 << 20) + 1]).RunAsync("policy", "lint", "huge.json");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: huge.json has more than 16 MiB", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_nesting_ends_well()
    {
        var run = await _workspace
            .Add("deep.json", Policies.AllActions.Replace("\"kms:*\"", new string('[', 1_000_000), StringComparison.Ordinal))
            .Add("nothing.policy.json", "{ \"Statement\": " + new string('[', 1_000_000) + new string(']', 1_000_000) + " }")
            .RunAsync("policy", "lint", "deep.json", "nothing.policy.json");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, run.Lines.Length);
        Assert.StartsWith("deep.json", run.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("nothing.policy.json", run.Lines[1], StringComparison.Ordinal);
        Assert.All(run.Lines, line => Assert.Contains("KMSG3012: This is nested deeper than", line, StringComparison.Ordinal));
    }

    /// <summary>KMS takes Latin-1 only; a policy of a role, and an escape, are another matter.</summary>
    [Theory]
    [InlineData(true, "部门", "财务", "'部' (U+90E8)")]
    [InlineData(true, "dept", "财务", "'财' (U+8D22)")]
    [InlineData(true, "dépt", "\\u8D22", null)]
    [InlineData(false, "部门", "财务", null)]
    public async Task Other_characters_than_Latin_1_are_told_of_a_key_policy(bool isOfKey, string name, string value, string? told)
    {
        var run = await _workspace
            .Add("a.json", Policies.Misspelt.Replace("\"Resource\"", $$"""
                "Condition": { "StringEquals": { "kms:EncryptionContext:{{name}}": "{{value}}" } }, "Resource"
                """.Trim(), StringComparison.Ordinal))
            .RunAsync("policy", "lint", "a.json", "--kind", isOfKey ? "key" : "identity");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(told is null ? 0 : 1, run.Lines.Count(line => line.Contains($"A key policy takes Latin-1 characters only, and {told}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_SARIF_file_that_cannot_be_written_is_told()
    {
        var run = await _workspace.Add("a.json", Policies.Clean).RunAsync("policy", "lint", "a.json", "--sarif", "no/such/folder/out.sarif");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no/such/folder/out.sarif cannot be written", run.Error, StringComparison.Ordinal);
    }
}
