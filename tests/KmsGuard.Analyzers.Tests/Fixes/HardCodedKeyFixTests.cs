using KmsGuard.Analyzers.Rules.Keys;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class HardCodedKeyFixTests
{
    private const string Arn = "\"arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\"";

    [Theory]
    [InlineData(
        """
        class Vault
        {
            private readonly IAmazonKeyManagementService _kms;

            public Vault(IAmazonKeyManagementService kms)
            {
                _kms = kms;
            }

            Task Run() => _kms.EncryptAsync(new EncryptRequest { KeyId = ARN });
        }
        """,
        """
        class Vault
        {
            private readonly IAmazonKeyManagementService _kms;
            private readonly string _keyId;

            public Vault(IAmazonKeyManagementService kms, string keyId)
            {
                _keyId = keyId;
                _kms = kms;
            }

            Task Run() => _kms.EncryptAsync(new EncryptRequest { KeyId = _keyId });
        }
        """)]
    [InlineData(
        """
        class Vault
        {
            private readonly IAmazonKeyManagementService kms;

            public Vault(IAmazonKeyManagementService kms) => this.kms = kms;

            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = ARN });
        }
        """,
        """
        class Vault
        {
            private readonly IAmazonKeyManagementService kms;
            private readonly string keyId;

            public Vault(IAmazonKeyManagementService kms, string keyId)
            {
                this.keyId = keyId;
                this.kms = kms;
            }

            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = keyId });
        }
        """)]
    [InlineData(
        """
        class Vault
        {
            private const string KeyArn = ARN;

            Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KeyArn });
        }
        """,
        """
        class Vault
        {
            private readonly string KeyArn;

            public Vault(string keyArn)
            {
                KeyArn = keyArn;
            }

            Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KeyArn });
        }
        """)]
    [InlineData(
        """
        class Vault
        {
            // The key of orders.
            private static readonly string KMS_KEY_ID = ARN; // eu-west-1

            /// <summary>Runs.</summary>
            Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KMS_KEY_ID });
        }
        """,
        """
        class Vault
        {
            // The key of orders.
            private readonly string KMS_KEY_ID; // eu-west-1

            public Vault(string kmsKeyId)
            {
                KMS_KEY_ID = kmsKeyId;
            }

            /// <summary>Runs.</summary>
            Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KMS_KEY_ID });
        }
        """)]
    [InlineData(
        """
        class Vault(IAmazonKeyManagementService kms)
        {
            private readonly string _keyArn = ARN;

            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = _keyArn });
        }
        """,
        """
        class Vault(IAmazonKeyManagementService kms, string keyArn)
        {
            private readonly string _keyArn = keyArn;

            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = _keyArn });
        }
        """)]
    [InlineData(
        """
        class Vault(IAmazonKeyManagementService kms)
        {
            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = ARN });
        }
        """,
        """
        class Vault(IAmazonKeyManagementService kms, string keyId)
        {
            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = keyId });
        }
        """)]
    public async Task KMSG2001_Fixes_by_a_parameter_of_the_constructor(string before, string after) =>
        await VerifyFix.Fixes<HardCodedKey, HardCodedKeyFix>(WithArn(before), after);

    [Theory]
    // In the constructor itself, and for its base.
    [InlineData("Vault(IAmazonKeyManagementService kms) { _ = kms.EncryptAsync(new EncryptRequest { KeyId = ARN }); }", "Vault(IAmazonKeyManagementService kms, string keyId) { _ = kms.EncryptAsync(new EncryptRequest { KeyId = keyId }); }")]
    [InlineData("Vault() : base(ARN) { }", "Vault(string keyId) : base(keyId) { }")]
    // A fallback; a lambda; a property.
    [InlineData("Vault() { } string Key(string given) => new EncryptRequest { KeyId = given ?? ARN }.KeyId;", "private readonly string _keyId;\n\n    Vault(string keyId)\n    {\n        _keyId = keyId;\n    }\n    string Key(string given) => new EncryptRequest { KeyId = given ?? _keyId }.KeyId;")]
    [InlineData("Vault() { } string KmsKey => ARN;", "private readonly string _keyId;\n\n    Vault(string keyId)\n    {\n        _keyId = keyId;\n    }\n    string KmsKey => _keyId;")]
    [InlineData("Vault() { } string KmsKey { get; } = ARN;", "Vault(string kmsKey)\n    {\n        KmsKey = kmsKey;\n    }\n    string KmsKey { get; }")]
    [InlineData("Vault() { } private string kmsKey = ARN;", "Vault(string kmsKey)\n    {\n        this.kmsKey = kmsKey;\n    }\n    private string kmsKey;")]
    [InlineData("Vault() { } [Obsolete]\n    private string kmsKey = ARN;", "Vault(string kmsKey)\n    {\n        this.kmsKey = kmsKey;\n    }\n    [Obsolete]\n    private string kmsKey;")]
    // Names that are taken.
    [InlineData("Vault(int keyId) { } string KmsKey() { var _keyId2 = ARN; return _keyId2; }", "private readonly string _keyId22;\n\n    Vault(int keyId, string keyId2)\n    {\n        _keyId22 = keyId2;\n    }\n    string KmsKey() { var _keyId2 = _keyId22; return _keyId2; }")]
    public async Task KMSG2001_Fixes_wherever_an_instance_names_its_key(string before, string after) =>
        await VerifyFix.Fixes<HardCodedKey, HardCodedKeyFix>(Vault(WithArn(before)), Vault(after));

    [Fact]
    public async Task KMSG2001_FixesAll_with_one_parameter_for_each_key() =>
        await VerifyFix.FixesAll<HardCodedKey, HardCodedKeyFix>(
            WithArn("""
                class Vault
                {
                    private const string Production = ARN;
                    private readonly IAmazonKeyManagementService _kms;

                    public Vault(
                        IAmazonKeyManagementService kms,
                        CancellationToken stop)
                    {
                        _kms = kms;
                    }

                    Task One() => _kms.EncryptAsync(new EncryptRequest { KeyId = Production });
                    Task Two() => _kms.EncryptAsync(new EncryptRequest { KeyId = ARN });
                    Task Three() => _kms.EncryptAsync(new EncryptRequest { KeyId = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab" });
                }
                class Other
                {
                    string KmsKey() { const int size = 1; var kmsKeyId = ARN; return kmsKeyId + size; }
                }
                """),
            """
                class Vault
                {
                    private readonly string Production;
                    private readonly IAmazonKeyManagementService _kms;
                    private readonly string _keyId;

                    public Vault(
                        IAmazonKeyManagementService kms,
                        CancellationToken stop,
                        string production,
                        string keyId)
                    {
                        Production = production;
                        _keyId = keyId;
                        _kms = kms;
                    }

                    Task One() => _kms.EncryptAsync(new EncryptRequest { KeyId = Production });
                    Task Two() => _kms.EncryptAsync(new EncryptRequest { KeyId = Production });
                    Task Three() => _kms.EncryptAsync(new EncryptRequest { KeyId = _keyId });
                }
                class Other
                {
                    private readonly string _keyId;

                    public Other(string keyId)
                    {
                        _keyId = keyId;
                    }

                    string KmsKey() { const int size = 1; var kmsKeyId = _keyId; return kmsKeyId + size; }
                }
                """);

    [Fact]
    public async Task KMSG2002_FixesAll_key_ids() =>
        await VerifyFix.FixesAll<HardCodedKey, HardCodedKeyFix>(
            """
            class Vault(IAmazonKeyManagementService kms)
            {
                Task One() => kms.DisableKeyAsync(new DisableKeyRequest { KeyId = "1234abcd-12ab-34cd-56ef-1234567890ab" });
                Task Two() => kms.DisableKeyAsync(new DisableKeyRequest { KeyId = "1234abcd-12ab-34cd-56ef-1234567890ab" });
            }
            """,
            """
            class Vault(IAmazonKeyManagementService kms, string keyId)
            {
                Task One() => kms.DisableKeyAsync(new DisableKeyRequest { KeyId = keyId });
                Task Two() => kms.DisableKeyAsync(new DisableKeyRequest { KeyId = keyId });
            }
            """);

    [Fact]
    public async Task KMSG2003_FixesAll_aliases() =>
        await VerifyFix.FixesAll<HardCodedKey, HardCodedKeyFix>(
            """
            class Vault
            {
                private readonly string other;
                private static readonly string KeyAlias = "alias/orders";
                Task One(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KeyAlias + other });
            }
            abstract class Base
            {
                private readonly string keyAlias = "alias/billing";
            }
            """,
            """
            class Vault
            {
                private readonly string other;
                private readonly string KeyAlias;

                public Vault(string keyAlias)
                {
                    KeyAlias = keyAlias;
                }

                Task One(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KeyAlias + other });
            }
            abstract class Base
            {
                private readonly string keyAlias;

                protected Base(string keyAlias)
                {
                    this.keyAlias = keyAlias;
                }
            }
            """);

    [Fact]
    public async Task KMSG2001_FixesAll_with_a_field_of_its_own_beside_one_that_can_change() =>
        await VerifyFix.FixesAll<HardCodedKey, HardCodedKeyFix>(
            WithArn("""
                class Vault
                {
                    private string kmsKey = ARN;
                    string Master() { var masterKey = ARN; kmsKey = null; return masterKey + kmsKey; }
                }
                """),
            """
                class Vault
                {
                    private string kmsKey;
                    private readonly string kmsKey2;

                    public Vault(string kmsKey)
                    {
                        this.kmsKey = kmsKey;
                        kmsKey2 = kmsKey;
                    }

                    string Master() { var masterKey = kmsKey2; kmsKey = null; return masterKey + kmsKey; }
                }
                """);

    [Fact]
    public async Task KMSG2001_FixesAll_in_a_primary_constructor_without_keeping_the_key_twice() =>
        await VerifyFix.FixesAll<HardCodedKey, HardCodedKeyFix>(
            WithArn("""
                class Vault(IAmazonKeyManagementService kms)
                {
                    private readonly string _keyArn = ARN;
                    private readonly EncryptRequest _request = new() { KeyId = ARN };
                    Task One() => kms.EncryptAsync(new EncryptRequest { KeyId = ARN });
                    string Two() => _keyArn + _request.KeyId;
                }
                """),
            """
                class Vault(IAmazonKeyManagementService kms, string keyArn)
                {
                    private readonly string _keyArn = keyArn;
                    private readonly EncryptRequest _request = new() { KeyId = keyArn };
                    Task One() => kms.EncryptAsync(new EncryptRequest { KeyId = _keyArn });
                    string Two() => _keyArn + _request.KeyId;
                }
                """);

    [Theory]
    // Which constructor? And where would callers notice?
    [InlineData("Vault() { } Vault(int one) { } string KmsKey => ARN;")]
    [InlineData("Vault(string region = \"eu-west-1\") { } string KmsKey => ARN;")]
    [InlineData("Vault(params string[] regions) { } string KmsKey => ARN;")]
    // Not an instance's.
    [InlineData("static string KmsKey => ARN;")]
    [InlineData("public const string KmsKey = ARN;")]
    [InlineData("internal static readonly string KmsKey = ARN;")]
    [InlineData("string Run(string kmsKey = ARN) => kmsKey;")]
    [InlineData("void Run() { const string kmsKey = ARN; }")]
    [InlineData("Func<string> Run() => static () => new EncryptRequest { KeyId = ARN }.KeyId;")]
    [InlineData("string Run() { return Key(); static string Key() => new EncryptRequest { KeyId = ARN }.KeyId; }")]
    // A constant that must stay one.
    [InlineData("private const string KmsKey = ARN; static string Run() => KmsKey;")]
    [InlineData("private const string KmsKey = ARN; bool Is(string one) => one is KmsKey;")]
    [InlineData("private const string KmsKey = ARN; string Run(string one = KmsKey) => one;")]
    [InlineData("private const string KmsKey = ARN; string Run() => Vault.KmsKey;")]
    [InlineData("private const string KmsKey = ARN; Vault() : base(KmsKey) { }")]
    [InlineData("private const string KmsKey = ARN; class Inner { string Run() => KmsKey; }")]
    [InlineData("private const string KmsKey = ARN; readonly string copy = KmsKey;")]
    // Options, which frameworks create and fill.
    [InlineData("public string KmsKeyId { get; set; } = ARN;")]
    [InlineData("readonly EncryptRequest request = new() { KeyId = ARN };")]
    public async Task KMSG2001_DoesNotFix_where_the_constructor_is_not_the_place(string members) =>
        await VerifyFix.NotOffered<HardCodedKey, HardCodedKeyFix>(Vault(WithArn(members)));

    [Theory]
    [InlineData("static class Vault { static string KmsKey() => ARN; static string Copy { get { var kmsKey = ARN; return kmsKey; } } }")]
    [InlineData("struct Vault { string KmsKey => ARN; }")]
    [InlineData("class Vault { string KmsKey => ARN; static readonly Vault Instance = new(); }")]
    [InlineData("class Vault { string KmsKey => ARN; static Vault Create() => new Vault(); }")]
    [InlineData("class Vault { string KmsKey => ARN; } class Special : Vault { }")]
    [InlineData("class Vault { string KmsKey => ARN; } class Special(int one) : Vault() { int One => one; }")]
    [InlineData("partial class Vault { Vault(int one) { } } partial class Vault { string KmsKey => ARN; }")]
    // By a framework, which no compiler names.
    [InlineData("class Panel : UIPanel { string KmsKey => ARN; } class UIPanel : UnityEngine.MonoBehaviour { } namespace UnityEngine { class MonoBehaviour { } }")]
    [InlineData("class Vault : System.ComponentModel.Component { string KmsKey => ARN; }")]
    [InlineData("class FactAttribute : Attribute { } class VaultTests { [Fact] public void Encrypts() { var kmsKey = ARN; } }")]
    [InlineData("class Function { public void Run(string input, Amazon.Lambda.Core.ILambdaContext context) { } string KmsKey => ARN; } namespace Amazon.Lambda.Core { public interface ILambdaContext { } }")]
    public async Task KMSG2001_DoesNotFix_types_whose_instances_are_made_otherwise(string type) =>
        await VerifyFix.NotOffered<HardCodedKey, HardCodedKeyFix>(WithArn(type));

    [Theory]
    [InlineData("class Panel : UIPanel { string KmsKey => ARN; }", 0)]
    [InlineData("class Panel : IPanel { string KmsKey => ARN; }", 1)]
    public async Task KMSG2001_DoesNotFix_a_type_whose_base_is_not_known(string source, int actions) =>
        Assert.Equal(actions, await VerifyFix.ApplyAll(VerifyFix.Open(VerifyFix.Solution(LanguageVersion.CSharp12, Aws.V4, WithArn(source))), [new HardCodedKey()], [new HardCodedKeyFix()]));

    private static string WithArn(string source) => System.Text.RegularExpressions.Regex.Replace(source, @"\bARN\b", Arn);

    private static string Vault(string members) => $$"""
        class Base { protected Base(string keyId = null) { } }
        class Vault : Base
        {
            {{members}}
        }
        """;
}
