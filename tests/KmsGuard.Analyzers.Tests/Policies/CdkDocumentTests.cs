using KmsGuard.Analyzers.Rules.Policies;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>Whole documents of the CDK for .NET, and what holds them.</summary>
public sealed class CdkDocumentTests
{
    private const string Root = """new PolicyStatement(new PolicyStatementProps { Actions = new[] { "kms:*" }, Principals = new[] { new AccountRootPrincipal() }, Resources = new[] { "*" } })""";
    private const string Use = """new PolicyStatement(new PolicyStatementProps { Actions = new[] { "kms:Decrypt" }, Principals = new IPrincipal[] { role }, Resources = new[] { "*" } })""";
    private const string AnyoneOfKey = """new PolicyStatement(new PolicyStatementProps { Actions = new[] { "kms:Decrypt" }, Principals = new[] { {|KMSG3004:new AnyPrincipal()|} }, Resources = new[] { "*" } })""";

    // Nobody but the statements of the document is let in: the CDK does not add the account to it.
    [Theory]
    [InlineData("new Key(this, \"K\", new KeyProps { Policy = new {|KMSG3013:PolicyDocument|}(new PolicyDocumentProps { Statements = new[] { USE } }) });")]
    [InlineData("var key = new Key(this, \"K\", new KeyProps { EnableKeyRotation = true, Policy = new {|KMSG3013:PolicyDocument|}(new PolicyDocumentProps { Statements = [ USE ] }) });")]
    [InlineData("var use = USE; _ = new Key(this, \"K\", new KeyProps { Policy = new {|KMSG3013:PolicyDocument|}(new PolicyDocumentProps { Statements = new PolicyStatement[] { use } }) });")]
    [InlineData("var document = new {|KMSG3013:PolicyDocument|}(); document.AddStatements(USE); var key = new Key(this, \"K\", new KeyProps { Policy = document });")]
    [InlineData("new CfnKey(this, \"K\", new CfnKeyProps { KeyPolicy = new {|KMSG3013:PolicyDocument|}(new PolicyDocumentProps { Statements = new[] { USE } }) });")]
    public async Task KMSG3013_Triggers_on_a_key_that_lets_nobody_change_its_policy(string body) => await Only("KMSG3013", body);

    [Theory]
    [InlineData("new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { ROOT, USE } }) });")]
    [InlineData("new Key(this, \"K\", new KeyProps { Admins = new[] { role }, Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { USE } }) });")]
    [InlineData("var key = new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { USE } }) }); key.AddToResourcePolicy(ROOT);")]
    [InlineData("var key = new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { USE } }) }); key.GrantAdmin(role);")]
    [InlineData("new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { USE, given } }) });")]
    [InlineData("new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = [ USE, .. more ] }) });")]
    [InlineData("new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = more }) });")]
    [InlineData("var document = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { USE } }); document.AddStatements(given); var key = new Key(this, \"K\", new KeyProps { Policy = document });")]
    [InlineData("var document = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { USE } }); More(document); var key = new Key(this, \"K\", new KeyProps { Policy = document });")]
    [InlineData("new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument() });")]
    [InlineData("new Key(this, \"K\");")]
    [InlineData("var document = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { USE } });")]
    public async Task KMSG3013_DoesNotTrigger_where_somebody_may_or_that_is_not_known(string body) => await Only("KMSG3013", body);

    [Fact]
    public async Task KMSG3013_DoesNotTrigger_where_another_type_adds_to_the_key() => await VerifyPolicy.OnlyWith("KMSG3013", Cdk.References, InMethod(
        "Shared = new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { USE } }) });")
        + "class Other { void Add(Service of, PolicyStatement statement) => of.Shared.AddToResourcePolicy(statement); }");

    // Each statement is looked at once, with its document.
    [Theory]
    [InlineData("new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { ROOT, ANYONE } }) });")]
    [InlineData("var anyone = ANYONE; new Key(this, \"K\", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = [ ROOT, anyone ] }) });")]
    [InlineData("var document = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { ROOT } }); var anyone = ANYONE; document.AddStatements(anyone);")]
    [InlineData("var anyone = ANYONE; var first = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { anyone } }); var second = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { anyone } });")]
    public async Task KMSG3004_Triggers_once(string body) => await Only("KMSG3004", body);

    [Fact]
    public async Task KMSG3007_Triggers_on_another_account_beside_the_own() => await Only("KMSG3007", """
        new Key(this, "K", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] {
            new PolicyStatement(new PolicyStatementProps { Actions = new[] { "kms:*" }, Principals = new[] { new AccountPrincipal("111122223333") }, Resources = new[] { "*" } }),
            new PolicyStatement(new PolicyStatementProps { Actions = new[] { "kms:Decrypt" }, Principals = new[] { new AccountPrincipal({|KMSG3007:"444455556666"|}) }, Resources = new[] { "*" } }) } }) });
        """);

    // The same role in two statements.
    [Fact]
    public async Task KMSG3005_Triggers_over_statements() => await Only("KMSG3005", """
        new Key(this, "K", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { ROOT,
            new PolicyStatement(new PolicyStatementProps { Actions = new[] { "kms:PutKeyPolicy" }, Principals = new[] { new ArnPrincipal("arn:aws:iam::111122223333:role/x") }, Resources = new[] { "*" } }),
            new PolicyStatement(new PolicyStatementProps { Actions = new[] { "kms:Decrypt" }, Principals = new[] { new ArnPrincipal({|KMSG3005:"arn:aws:iam::111122223333:role/x"|}) }, Resources = new[] { "*" } }) } }) });
        """);

    // A Deny of another statement forces MFA for all of the document.
    [Theory]
    [InlineData("", "{|KMSG3006:\"kms:PutKeyPolicy\"|}")]
    [InlineData("""new PolicyStatement(new PolicyStatementProps { Effect = Effect.DENY, Actions = new[] { "kms:PutKeyPolicy" }, Principals = new[] { new AnyPrincipal() }, Conditions = new Dictionary<string, object> { ["BoolIfExists"] = new Dictionary<string, object> { ["aws:MultiFactorAuthPresent"] = "false" } } }),""", "\"kms:PutKeyPolicy\"")]
    public async Task KMSG3006_Sees_the_other_statements(string deny, string action) => await Only("KMSG3006", $$"""
        new Key(this, "K", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { ROOT, {{deny}}
            new PolicyStatement(new PolicyStatementProps { Actions = new[] { {{action}} }, Principals = new[] { new ArnPrincipal("arn:aws:iam::111122223333:role/x") }, Resources = new[] { "*" } }) } }) });
        """);

    [Theory]
    [InlineData("new Role(this, \"R\", new RoleProps { AssumedBy = role, InlinePolicies = new Dictionary<string, PolicyDocument> { { \"x\", DOCUMENT } } });")]
    [InlineData("new Role(this, \"R\", new RoleProps { AssumedBy = role, InlinePolicies = new Dictionary<string, PolicyDocument> { [\"x\"] = DOCUMENT } });")]
    [InlineData("new ManagedPolicy(this, \"M\", new ManagedPolicyProps { Document = DOCUMENT });")]
    [InlineData("new Policy(this, \"P\", new PolicyProps { Document = DOCUMENT });")]
    [InlineData("new CfnPolicy(this, \"P\", new CfnPolicyProps { PolicyName = \"x\", PolicyDocument = DOCUMENT });")]
    public async Task KMSG3012_Triggers_on_principals_in_what_is_an_identity_policy(string body) => await Only("KMSG3012", body.Replace(
        "DOCUMENT",
        """new PolicyDocument(new PolicyDocumentProps { Statements = new[] { new PolicyStatement(new PolicyStatementProps { Actions = new[] { "kms:Decrypt" }, Resources = new[] { "x" }, Principals = new[] { {|KMSG3012:role|} } }) } })""",
        StringComparison.Ordinal));

    [Fact]
    public async Task KMSG3012_Triggers_on_a_Sid_that_is_given_twice_and_a_missing_resource() => await Only("KMSG3012", """
        new Key(this, "K", new KeyProps { Policy = new PolicyDocument(new PolicyDocumentProps { Statements = new[] { ROOT,
            new PolicyStatement(new PolicyStatementProps { Sid = "Use", Actions = new[] { "kms:Decrypt" }, Principals = new[] { role }, Resources = new[] { "*" } }),
            new PolicyStatement(new PolicyStatementProps { Sid = {|KMSG3012:"Use"|}, Actions = new[] { "kms:Encrypt" }, Principals = new[] { role }, Resources = new[] { "*" } }),
            new {|KMSG3012:PolicyStatement|}(new PolicyStatementProps { Actions = new[] { "kms:Encrypt" }, Principals = new[] { role } }) } }) });
        """);

    [Fact]
    public async Task No_rule_triggers_on_a_policy_as_it_should_be() => await VerifyPolicy.SilentAtAll(Filled(InMethod("""
        var key = new Key(this, "Records", new KeyProps
        {
            EnableKeyRotation = true,
            Policy = new PolicyDocument(new PolicyDocumentProps
            {
                Statements = new[]
                {
                    ROOT,
                    new PolicyStatement(new PolicyStatementProps
                    {
                        Sid = "Use",
                        Principals = new IPrincipal[] { role },
                        Actions = new[] { "kms:Decrypt", "kms:GenerateDataKey" },
                        Resources = new[] { "*" },
                        Conditions = new Dictionary<string, object> { ["StringEquals"] = new Dictionary<string, object> { ["kms:EncryptionContext:tenant"] = "clinic" } },
                    }),
                    new PolicyStatement(new PolicyStatementProps
                    {
                        Principals = new[] { new ServicePrincipal("sns.amazonaws.com") },
                        Actions = new[] { "kms:Decrypt", "kms:GenerateDataKey*" },
                        Resources = new[] { "*" },
                        Conditions = new Dictionary<string, object> { { "StringEquals", new Dictionary<string, string> { { "aws:SourceAccount", Account } } } },
                    }),
                },
            }),
        });
        key.GrantEncryptDecrypt(role);
        """)), Cdk.References);

    private static Task Only(string id, string body) => Verify.Check<PolicyDocuments>(Markup.Parse(Filled(InMethod(body))), Cdk.References, id);

    private static string Filled(string source) =>
        source.Replace("ROOT", Root, StringComparison.Ordinal).Replace("ANYONE", AnyoneOfKey, StringComparison.Ordinal).Replace("USE", Use, StringComparison.Ordinal);

    private static string InMethod(string body) => Filled($$"""
        using Amazon.CDK.AWS.IAM;
        using Amazon.CDK.AWS.KMS;

        class Service : Amazon.CDK.Stack
        {
            public Key Shared;
            static void More(PolicyDocument document) => document.AddStatements();
            void Build(Role role, PolicyStatement given, PolicyStatement[] more) { {{body}} }
        }
        namespace Amazon.KeyManagementService { class Empty { } namespace Model { class Empty { } } }

        """);
}
