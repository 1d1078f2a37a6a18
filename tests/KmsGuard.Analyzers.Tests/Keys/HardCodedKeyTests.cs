using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Rules.Keys;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Tests.Keys;

public sealed class HardCodedKeyTests
{
    private const string Arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Id = "1234abcd-12ab-34cd-56ef-1234567890ab";

    [Theory]
    [InlineData(Arn)]
    [InlineData("arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab")]
    public async Task KMSG2001_Triggers_on_an_ARN_given_to_KMS(string arn) =>
        await Verify.Triggers<HardCodedKey>(InMethod($"await kms.EncryptAsync(new EncryptRequest {{ KeyId = {{|KMSG2001:\"{arn}\"|}} }});"));

    [Theory]
    [InlineData("var request = new DecryptRequest(); request.KeyId = {|KMSG2001:\"ARN\"|};")]
    [InlineData("var target = {|KMSG2001:\"ARN\"|}; await kms.EncryptAsync(new EncryptRequest { KeyId = target }); await kms.EncryptAsync(new EncryptRequest { KeyId = target });")]
    [InlineData("const string target = {|KMSG2001:\"ARN\"|}; await kms.EncryptAsync(new EncryptRequest { KeyId = target });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = configured ?? {|KMSG2001:\"ARN\"|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = configured == null ? {|KMSG2001:\"ARN\"|} : configured });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = configured switch { null => {|KMSG2001:\"ARN\"|}, _ => configured } });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:$\"arn:aws:kms:{region}:{account}:key/1234abcd-12ab-34cd-56ef-1234567890ab\"|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:\"arn:aws:kms:\" + region + \":111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\"|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:Production|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:Staging|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:Testing|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:Elsewhere.Production|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:Unchanged|} }); await kms.DecryptAsync(new DecryptRequest { KeyId = {|KMSG2001:this.Unchanged|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:Constructed|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:Fallback|} });")]
    [InlineData("await kms.GetPublicKeyAsync(new GetPublicKeyRequest { KeyId = {|KMSG2001:\"ARN\"|} });")]
    [InlineData("await kms.ReEncryptAsync(new ReEncryptRequest { SourceKeyId = {|KMSG2001:\"ARN\"|}, DestinationKeyId = {|KMSG2001:\"ARN\"|} });")]
    [InlineData("var put = new Amazon.S3.Model.PutObjectRequest { ServerSideEncryptionKeyManagementServiceKeyId = {|KMSG2001:\"ARN\"|} };")]
    [InlineData("var keyArn = {|KMSG2001:\"ARN\"|}; Console.WriteLine(keyArn);")]
    [InlineData("_ = new Vault({|KMSG2001:\"ARN\"|});")]
    [InlineData("_ = new Vault(kmsKeyId: {|KMSG2001:\"ARN\"|});")]
    [InlineData("_ = new Vault(configured) { MasterKeyArn = {|KMSG2001:\"ARN\"|} };")]
    [InlineData("foreach (var target in new[] { {|KMSG2001:\"ARN\"|} }) await kms.EncryptAsync(new EncryptRequest { KeyId = target });")]
    [InlineData("var keys = new Dictionary<string, string> { [\"eu-west-1\"] = {|KMSG2001:\"ARN\"|} }; await kms.EncryptAsync(new EncryptRequest { KeyId = keys[region] });")]
    [InlineData("string[] kmsKeyArns = { {|KMSG2001:\"ARN\"|}, configured }; Console.WriteLine(kmsKeyArns);")]
    [InlineData("List<string> kmsKeys = [{|KMSG2001:\"ARN\"|}]; Console.WriteLine(kmsKeys);")]
    [InlineData("await Encrypt(\"ARN\"); Task Encrypt(string target) => kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:target|} });")]
    [InlineData("_ = new CreateAwsKmsMultiKeyringInput { Generator = {|KMSG2001:\"ARN\"|} };")]
    [InlineData("_ = new Kept({|KMSG2001:\"ARN\"|}); _ = new Primary({|KMSG2001:\"ARN\"|});")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2001:string.Format(\"arn:aws:kms:{0}:{1}:key/{2}\", region, account, KeyId)|} });")]
    public async Task KMSG2001_Triggers_wherever_the_ARN_comes_from(string body) =>
        await Verify.Triggers<HardCodedKey>(InMethod(body.Replace("ARN\"", Arn + "\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("private const string KeyArn = {|KMSG2001:\"ARN\"|}; Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KeyArn });")]
    [InlineData("private static readonly string KMS_KEY_ID = {|KMSG2001:\"ARN\"|}; Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KMS_KEY_ID });")]
    [InlineData("public string KmsKeyId { get; set; } = {|KMSG2001:\"ARN\"|};")]
    [InlineData("public static string DefaultCmk => {|KMSG2001:\"ARN\"|};")]
    [InlineData("public static string DefaultCmk { get { return {|KMSG2001:\"ARN\"|}; } }")]
    [InlineData("private readonly string _keyId; public Options(string keyId = {|KMSG2001:\"ARN\"|}) => _keyId = keyId ?? {|KMSG2001:\"ARN\"|};")]
    public async Task KMSG2001_Triggers_once_on_a_member_whose_name_says_key(string member) =>
        await Verify.Triggers<HardCodedKey>($$"""class Options { {{member.Replace("ARN\"", Arn + "\"", StringComparison.Ordinal)}} }""");

    [Theory]
    [InlineData("_ = new Missing(\"a\", \"ARN\", \"b\");", 1)]
    [InlineData("_ = new Missing(new Absent(\"ARN\"));", 1)]
    [InlineData("_ = new Missing { KmsKeyId = \"ARN\" };", 1)]
    [InlineData("Missing.Open(kmsKeyArn: \"ARN\");", 1)]
    [InlineData("throw new MissingException(\"ARN\");", 0)]
    [InlineData("_ = new MissingPolicy(\"ARN\");", 0)]
    [InlineData("_ = new Missing(\"the key ARN\");", 0)]
    [InlineData("_ = new Missing { Text = \"ARN\" };", 0)]
    [InlineData("Missing.Log(\"ARN\"); missing.StartsWith(\"ARN\");", 0)]
    public async Task KMSG2001_is_found_in_code_that_lacks_a_reference(string body, int findings)
    {
        var compilation = Verify.Compile(InMethod(body.Replace("ARN\"", Arn + "\"", StringComparison.Ordinal)), Aws.V4);

        Assert.Equal(findings, (await Verify.Diagnostics(compilation, [new HardCodedKey()])).Count(static found => found.Id == "KMSG2001"));
    }

    [Fact]
    public void A_field_that_is_named_often_is_looked_up_once()
    {
        // 20,000 lines, as a program writes them: each reference costs one step, and not the length of the type.
        var body = string.Concat(Enumerable.Repeat("request.KeyId = Unchanged;\n", 19_900));
        var compilation = Verify.Compile(InMethod("var request = new EncryptRequest();\n" + body), Aws.V4);
        var tree = compilation.SyntaxTrees.First();
        var model = compilation.GetSemanticModel(tree);
        var names = tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<IdentifierNameSyntax>().Where(static name => name.Identifier.Text == "Unchanged").ToArray();
        var spent = 0;

        foreach (var name in names)
        {
            var budget = new StepBudget();
            Assert.NotEmpty(ConstantValues.Of(model.GetOperation(name, TestContext.Current.CancellationToken)!, budget));
            spent += budget.Spent;
        }

        Assert.True(names.Length >= 19_900);
        Assert.InRange(spent, names.Length, 4 * names.Length);
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"Grant kms:Decrypt on ARN\");")]
    [InlineData("Console.WriteLine(\"ARN\");")]
    [InlineData("if (configured.StartsWith(\"ARN\")) return;")]
    [InlineData("if (configured == \"ARN\") return;")]
    [InlineData("var text = \"ARN\"; Console.WriteLine(text);")]
    [InlineData("await kms.CreateGrantAsync(new CreateGrantRequest { GranteePrincipal = \"arn:aws:iam::111122223333:role/Worker\" });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = \"arn:aws:sqs:eu-west-1:111122223333:queue\" });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = configured });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = Environment.GetEnvironmentVariable(\"KEY\") });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = $\"arn:aws:kms:{region}:{account}:key/{configured}\" });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = Changing });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = Overridable });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = Given });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = Inherited });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = Filled });")]
    [InlineData("string keyArnPrefix = \"ARN\", kmsPolicyResource = \"ARN\";")]
    [InlineData("foreach (var target in configured.Split(',')) await kms.EncryptAsync(new EncryptRequest { KeyId = target });")]
    [InlineData("_ = new Note(\"ARN\");")]
    [InlineData("var notes = new[] { \"ARN\" }; Console.WriteLine(notes.Length);")]
    [InlineData("var stub = new EncryptResponse { KeyId = \"ARN\" };")]
    [InlineData("var stub = new DescribeKeyResponse { KeyMetadata = new KeyMetadata { KeyId = \"ARN\", Arn = \"ARN\" } };")]
    [InlineData("var stub = new ListKeysResponse { Keys = new() { new KeyListEntry { KeyId = \"ARN\", KeyArn = \"ARN\" } } };")]
    [InlineData("var other = new OtherRequest { Key = \"ARN\" };")]
    public async Task KMSG2001_DoesNotTrigger_on_texts_that_are_no_hard_coded_key(string body) =>
        await Verify.Silent<HardCodedKey>(InMethod(body.Replace("ARN\"", Arn + "\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("await kms.DisableKeyAsync(new DisableKeyRequest { KeyId = {|KMSG2002:\"1234abcd-12ab-34cd-56ef-1234567890ab\"|} });")]
    [InlineData("await kms.DisableKeyAsync(new DisableKeyRequest { KeyId = {|KMSG2002:\"mrk-1234abcd12ab34cd56ef1234567890ab\"|} });")]
    [InlineData("var keyId = {|KMSG2002:\"1234abcd-12ab-34cd-56ef-1234567890ab\"|}; await kms.DisableKeyAsync(new DisableKeyRequest { KeyId = keyId });")]
    [InlineData("await kms.DisableKeyAsync(new DisableKeyRequest { KeyId = {|KMSG2002:KeyId|} });")]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { TargetKeyId = {|KMSG2002:\"1234abcd-12ab-34cd-56ef-1234567890ab\"|} });")]
    [InlineData("_ = new Vault({|KMSG2002:\"1234abcd-12ab-34cd-56ef-1234567890ab\"|});")]
    [InlineData("const string KmsKey = {|KMSG2002:\"1234abcd-12ab-34cd-56ef-1234567890ab\"|}; await kms.DisableKeyAsync(new DisableKeyRequest { KeyId = KmsKey });")]
    public async Task KMSG2002_Triggers_on_a_bare_id_given_to_KMS(string body) =>
        await Verify.Triggers<HardCodedKey>(InMethod(body));

    [Theory]
    [InlineData("var keyId = \"1234abcd-12ab-34cd-56ef-1234567890ab\"; Console.WriteLine(keyId);")]
    [InlineData("_ = new Note(\"1234abcd-12ab-34cd-56ef-1234567890ab\"); _ = new Kept(\"1234abcd-12ab-34cd-56ef-1234567890ab\");")]
    [InlineData("var keyId = \"1234abcd-12ab-34cd-56ef-1234567890ab\"; var kmsTenant = keyId == \"1234abcd-12ab-34cd-56ef-1234567890ab\";")]
    [InlineData("await kms.DisableKeyAsync(new DisableKeyRequest { KeyId = Guid.NewGuid().ToString() });")]
    [InlineData("await kms.RetireGrantAsync(new RetireGrantRequest { GrantId = \"1234abcd-12ab-34cd-56ef-1234567890ab\" });")]
    [InlineData("await kms.ConnectCustomKeyStoreAsync(new ConnectCustomKeyStoreRequest { CustomKeyStoreId = \"1234abcd-12ab-34cd-56ef-1234567890ab\" });")]
    public async Task KMSG2002_DoesNotTrigger_on_a_GUID_that_may_be_anything(string body) =>
        await Verify.Silent<HardCodedKey>(InMethod(body));

    [Theory]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2003:\"alias/billing\"|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2003:\"arn:aws:kms:eu-west-1:111122223333:alias/prod/billing\"|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = configured ?? {|KMSG2003:\"alias/billing\"|} });")]
    [InlineData("const string KeyAlias = {|KMSG2003:\"alias/billing\"|}; await kms.EncryptAsync(new EncryptRequest { KeyId = KeyAlias });")]
    [InlineData("_ = new Vault({|KMSG2003:\"alias/billing\"|});")]
    public async Task KMSG2003_Triggers_on_a_hard_coded_alias(string body) =>
        await Verify.Triggers<HardCodedKey>(InMethod(body));

    [Theory]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = $\"alias/{configured}\" });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = \"alias/\" + configured });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = \"alias/billing-\" + configured });")]
    [InlineData("const string KmsAliasPrefix = \"alias/billing\"; Console.WriteLine(KmsAliasPrefix);")]
    [InlineData("if (configured.StartsWith(\"alias/\")) return;")]
    [InlineData("throw new ArgumentException(\"alias/billing is missing\", nameof(configured));")]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = \"alias/billing\" });")]
    [InlineData("var values = new Dictionary<string, string>(); values.Add(key: \"alias/billing\", \"\");")]
    public async Task KMSG2003_DoesNotTrigger_on_aliases_that_are_built_compared_or_created(string body) =>
        await Verify.Silent<HardCodedKey>(InMethod(body));

    [Theory]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2004:\"alias/aws/s3\"|} });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = {|KMSG2004:\"arn:aws:kms:eu-west-1:111122223333:alias/aws/ebs\"|} });")]
    [InlineData("var put = new Amazon.S3.Model.PutObjectRequest { ServerSideEncryptionKeyManagementServiceKeyId = {|KMSG2004:\"alias/aws/s3\"|} };")]
    [InlineData("string kmsMasterKeyId = {|KMSG2004:\"alias/aws/sqs\"|};")]
    public async Task KMSG2004_Triggers_on_an_AWS_managed_key(string body) =>
        await Verify.Triggers<HardCodedKey>(InMethod(body));

    [Theory]
    [InlineData("if (configured.StartsWith(\"alias/aws/\")) return;")]
    [InlineData("if (configured == \"alias/aws/s3\") return;")]
    [InlineData("var keys = configured is \"alias/aws/s3\" or \"alias/aws/sqs\";")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = \"alias/aws/\" + configured });")]
    public async Task KMSG2004_DoesNotTrigger_on_code_that_recognises_AWS_managed_keys(string body) =>
        await Verify.Silent<HardCodedKey>(InMethod(body));

    private static string InMethod(string body) => $$"""
        class Service
        {
            const string Production = "{{Arn}}";
            static readonly string Staging = "{{Arn}}";
            static string Testing { get; } = "{{Arn}}";
            const string KeyId = "{{Id}}";
            string Changing = "{{Arn}}";
            string Unchanged = "{{Arn}}";
            string Filled = "{{Arn}}";
            readonly string Constructed;
            string Fallback;
            readonly string Given;
            protected string Inherited = "{{Arn}}";
            protected virtual string Overridable => "{{Arn}}";

            Service(string given)
            {
                Given = given;
                Constructed = "{{Arn}}";
                this.Fallback = given ?? "{{Arn}}";
            }

            void Change(string given)
            {
                Changing = given;
                Interlocked.Exchange(ref Filled, given);
            }

            async Task Run(IAmazonKeyManagementService kms, string configured, string region, string account)
            {
                {{body}}
            }
        }
        static class Elsewhere { public const string Production = "{{Arn}}"; }
        class Vault(string kmsKeyId) { public string MasterKeyArn { get; set; } = kmsKeyId; }
        class Kept { private readonly string wrappingKey; public Kept(string target) => wrappingKey = target ?? throw new ArgumentNullException(); }
        class Primary(string target) { public string MasterKey { get; } = target; }
        class CreateAwsKmsMultiKeyringInput { public string Generator { get; set; } }
        class Note(string target) { public string Text { get; } = target; }
        class OtherRequest { public string Key { get; set; } }
        """;
}
