using KmsGuard.Analyzers.Rules.Keys;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

/// <summary>The first action of KMSG2001 to 2003 where a class has options: the key moves to a property of them.</summary>
public sealed class KeyOptionFixTests
{
    private const string Arn = "\"arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\"";
    private const string Other = "\"arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab\"";

    private const string Library = """
        namespace Microsoft.Extensions.Options
        {
            public interface IOptions<out T> where T : class { T Value { get; } }
            public interface IOptionsSnapshot<out T> : IOptions<T> where T : class { }
            public interface IOptionsMonitor<out T> { T CurrentValue { get; } }
        }
        """;

    private const string Options = "public class VaultOptions\n{\n    public string Region { get; set; }\n}\n";
    private const string OptionsWithArn = "public class VaultOptions\n{\n    public string Region { get; set; }\n    public string KeyArn { get; set; }\n}\n";

    [Theory]
    // However the class has its options.
    [InlineData(
        "class Vault(IOptions<VaultOptions> options) { string KmsKey() => ARN; }",
        "class Vault(IOptions<VaultOptions> options) { string KmsKey() { var kmsKey = options.Value.KeyArn; return kmsKey; } }")]
    [InlineData("class Vault(IOptionsMonitor<VaultOptions> options) { USE }", "options.CurrentValue.KeyArn")]
    [InlineData("class Vault(VaultOptions options) { USE }", "options.KeyArn")]
    [InlineData("class Vault { private readonly IOptionsSnapshot<VaultOptions> _options; Vault(IOptionsSnapshot<VaultOptions> options) { _options = options; } USE }", "_options.Value.KeyArn")]
    [InlineData("class Vault { private readonly VaultOptions _options; Vault(IOptions<VaultOptions> options) => _options = options.Value; USE }", "_options.KeyArn")]
    [InlineData("class Vault(IOptions<VaultOptions> options) { private readonly VaultOptions settings = options.Value; USE }", "settings.KeyArn")]
    [InlineData("class Vault { protected VaultOptions Current { get; set; } USE }", "Current.KeyArn")]
    // In the constructor, its own parameter.
    [InlineData("class Vault { private readonly VaultOptions _options; Vault(VaultOptions given) { var kmsKey = ARN; _options = given; } }", "given.KeyArn")]
    public async Task KMSG2001_Fixes_by_a_new_property_of_the_options_that_a_class_has(string type, string expected)
    {
        const string use = "string Run() { var kmsKey = ARN; return kmsKey; }";
        var source = WithArn(type.Replace("USE", use, StringComparison.Ordinal).Replace("string KmsKey() => ARN;", "string KmsKey() { var kmsKey = ARN; return kmsKey; }", StringComparison.Ordinal));
        var changed = await Change(null, "using Microsoft.Extensions.Options;\n" + source, Options, Library);

        Assert.Equal(OptionsWithArn, changed[1]);
        Assert.Equal("using Microsoft.Extensions.Options;\n" + (expected.StartsWith("class", StringComparison.Ordinal) ? expected : source.Replace(Arn, expected, StringComparison.Ordinal)), changed[0]);
    }

    [Theory]
    // A constant that names the key, and gives the property its name.
    [InlineData("private const string KeyArn = ARN; string Run() => KeyArn;", "private string KeyArn => options.KeyArn; string Run() => KeyArn;", "KeyArn")]
    [InlineData("private static readonly string BILLING_KMS_KEY = ARN; string Run() => BILLING_KMS_KEY;", "private string BILLING_KMS_KEY => options.BillingKmsKey; string Run() => BILLING_KMS_KEY;", "BillingKmsKey")]
    [InlineData("public string KmsKeyArn { get; } = ARN;", "public string KmsKeyArn => options.KmsKeyArn;", "KmsKeyArn")]
    public async Task KMSG2001_Fixes_a_member_that_holds_the_key(string before, string after, string property)
    {
        var changed = await Change(null, WithArn("class Vault(VaultOptions options) { " + before + " }"), Options);

        Assert.Equal("class Vault(VaultOptions options) { " + after + " }", changed[0]);
        Assert.Equal(OptionsWithArn.Replace("KeyArn", property, StringComparison.Ordinal), changed[1]);
    }

    [Theory]
    [InlineData("KeyArn", "new EncryptRequest { KeyId = ARN }")]
    [InlineData("KmsKeyId", "new EncryptRequest { KeyId = ARN }")]
    [InlineData("KmsKeyId", "new EncryptRequest { KeyId = options.KmsKeyId ?? ARN }")]
    public async Task KMSG2001_Fixes_by_a_property_that_is_there(string property, string request)
    {
        var options = $"public class VaultOptions {{ public string {property} {{ get; init; }} public int KeyId {{ get; }} }}";
        var changed = await Change(null, WithArn($"class Vault(VaultOptions options) {{ object Run() => {request}; }}"), options);

        Assert.Equal($"class Vault(VaultOptions options) {{ object Run() => new EncryptRequest {{ KeyId = options.{property} }}; }}", changed[0]);
        Assert.Equal(options, changed[1]);
    }

    [Theory]
    [InlineData("public string KeyArn { get; set; }", "KeyArn2")]
    [InlineData("public string KeyArn { get; }", "KeyArn2")]
    [InlineData("public int KeyArn { get; set; }", "KeyArn2")]
    public async Task KMSG2001_Fixes_by_another_property_where_one_is_of_another_key_or_cannot_be_set(string property, string added)
    {
        var changed = await Change(
            null,
            WithArn("class Vault(VaultOptions options) { object Old() => options.KeyArn; object Run() => new EncryptRequest { KeyId = ARN }; }"),
            $"public class VaultOptions\n{{\n    {property}\n}}\n");

        Assert.Contains($"KeyId = options.{added} }}", changed[0], StringComparison.Ordinal);
        Assert.Equal($"public class VaultOptions\n{{\n    {property}\n    public string {added} {{ get; set; }}\n}}\n", changed[1]);
    }

    [Fact]
    public async Task KMSG2001_Fixes_options_of_the_same_document_as_they_are_written()
    {
        const string source = """
            class Vault(VaultOptions options)
            {
                object Run() => new EncryptRequest { KeyId = ARN };
            }

            /// <summary>Options.</summary>
            record VaultOptions
            {
                /// <summary>The Region.</summary>
                public string Region { get; init; }

                /// <summary>The table.</summary>
                public string Table { get; init; }

                public void Check() { }
            }
            """;
        var changed = await Change(null, WithArn(source));

        Assert.Equal(
            source.Replace("= ARN", "= options.KeyArn", StringComparison.Ordinal).Replace(
                "    public void Check", "    /// <summary>The key of AWS KMS.</summary>\n    public string KeyArn { get; init; }\n\n    public void Check", StringComparison.Ordinal),
            changed[0]);
    }

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task KMSG2001_FixesAll_with_one_property_for_each_key(FixAllScope scope)
    {
        const string first = "class Vault(VaultOptions options) { object One() => new EncryptRequest { KeyId = ARN }; object Two() => new EncryptRequest { KeyId = ARN }; object Three() => new EncryptRequest { KeyId = OTHER }; }";
        const string second = "class Reader(VaultOptions options) { object One() => new DecryptRequest { KeyId = OTHER }; object Two() => new DecryptRequest { KeyId = ARN }; }";
        var changed = await Change(scope, WithArn(first), Options, WithArn(second));

        Assert.Equal(OptionsWithArn.Insert(OptionsWithArn.Length - 2, "    public string KeyArn2 { get; set; }\n"), changed[1]);
        Assert.Equal(Moved(first), changed[0]);
        Assert.Equal(scope == FixAllScope.Document ? WithArn(second) : Moved(second), changed[2]);
    }

    [Theory]
    [InlineData("class Vault { object Run(VaultOptions options) => new EncryptRequest { KeyId = ARN }; }")]
    [InlineData("class Vault(VaultOptions options) { static object Run() => new EncryptRequest { KeyId = ARN }; }")]
    [InlineData("class Vault { private readonly VaultOptions _options; object Run(VaultOptions _options) => new EncryptRequest { KeyId = ARN }; }")]
    // Not set yet; a constant that must stay one; a field that changes.
    [InlineData("class Vault { private readonly VaultOptions _options; Vault() { _ = new EncryptRequest { KeyId = ARN }; } }")]
    [InlineData("class Vault { private readonly VaultOptions _options; private const string KmsKey = ARN; static string Run() => KmsKey; }")]
    [InlineData("class Vault { private readonly VaultOptions _options; private string kmsKey = ARN; void Run() => kmsKey = null; }")]
    // Options of somebody else, two that may be meant, and the options themselves.
    [InlineData("class Vault(System.Text.Json.JsonSerializerOptions options) { object Run() => new EncryptRequest { KeyId = ARN }; }")]
    [InlineData("class Vault(OneOptions one, TwoOptions two) { object Run() => new EncryptRequest { KeyId = ARN }; } class OneOptions { } class TwoOptions { }")]
    [InlineData("class VaultOptions2 { VaultOptions2Options inner; } class VaultOptions2Options { VaultOptions2Options next; object Run() => new EncryptRequest { KeyId = ARN }; }")]
    public async Task KMSG2001_DoesNotFix_by_options_that_the_place_does_not_have(string type) =>
        Assert.All(
            await VerifyFix.Titles<HardCodedKey, HardCodedKeyFix>(WithArn(type) + "\nclass VaultOptions { }"),
            static title => Assert.StartsWith("Pass the key to the constructor", title, StringComparison.Ordinal));

    [Theory]
    [InlineData("\"1234abcd-12ab-34cd-56ef-1234567890ab\"", "KeyId")]
    [InlineData("\"alias/orders\"", "KeyAlias")]
    public async Task KMSG2002_and_2003_name_the_property_by_what_the_key_is(string key, string property)
    {
        var changed = await Change(null, $"class Vault(VaultOptions options) {{ object Run() => new EncryptRequest {{ KeyId = {key} }}; }}", Options);

        Assert.Equal(OptionsWithArn.Replace("KeyArn", property, StringComparison.Ordinal), changed[1]);
    }

    [Fact]
    public async Task KMSG2001_offers_the_options_first_and_says_what_then_has_to_be_done() =>
        Assert.Equal(
            [
                "Move the key to a property of VaultOptions (set it where they are configured: it has no default)",
                "Pass the key to the constructor (whoever creates Vault must then pass it)",
            ],
            await VerifyFix.Titles<HardCodedKey, HardCodedKeyFix>(WithArn("class Vault(VaultOptions options) { object Run() => new EncryptRequest { KeyId = ARN }; }\nclass VaultOptions { }")));

    private static Task<string[]> Change(FixAllScope? scope, params string[] sources) => VerifyFix.Changed<HardCodedKey, HardCodedKeyFix>("VaultOptions", scope, sources);

    private static string WithArn(string source) => source.Replace(" ARN", " " + Arn, StringComparison.Ordinal).Replace(" OTHER", " " + Other, StringComparison.Ordinal);

    private static string Moved(string source) => source.Replace("= ARN", "= options.KeyArn", StringComparison.Ordinal).Replace("= OTHER", "= options.KeyArn2", StringComparison.Ordinal);
}
