using System.Globalization;
using KmsGuard.Analyzers.Rules.Keys.Life;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Keys.Life;

/// <summary>Names, grants, imported material and the end of keys.</summary>
public sealed class KeyUseTests
{
    [Theory]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = {|KMSG2005:\"alias/ExampleAlias\"|} });")]
    [InlineData("await kms.CreateAliasAsync({|KMSG2005:\"alias/billing-key\"|}, text);")]
    [InlineData("await kms.UpdateAliasAsync(new UpdateAliasRequest { AliasName = {|KMSG2005:\"alias/prod--billing\"|} });")]
    [InlineData("var name = {|KMSG2005:\"alias/Example\"|}; await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = name });")]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = {|KMSG2005:\"alias/\" + Name|} });")]
    public async Task KMSG2005_Triggers_on_an_alias_without_environment_function_and_team(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2005");

    [Theory]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = \"alias/prod-billing-payments\" });")]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = \"alias/prod/billing/payments\" });")]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = \"alias/eu_prod_card_vault_payments\" });")]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = $\"alias/{text}\" });")]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = text });")]
    [InlineData("await kms.CreateAliasAsync(new CreateAliasRequest { AliasName = \"alias/\" + text + \"-key\" });")]
    [InlineData("await kms.DeleteAliasAsync(new DeleteAliasRequest { AliasName = \"alias/Example\" });")]
    public async Task KMSG2005_DoesNotTrigger_on_names_of_the_scheme_or_that_only_the_program_knows(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2005");

    [Theory]
    [InlineData("^alias/[a-z]+$", "alias/billing", 0)]
    [InlineData("^alias/[a-z]+$", "alias/Billing", 1)]
    [InlineData("^alias/[a-z", "alias/billing", 1)]
    [InlineData("", "alias/prod-billing-payments", 0)]
    [InlineData("^alias/(([a-z])+.)+[A-Z]([a-z])+$", "alias/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0)]
    public async Task KMSG2005_asks_the_teams_own_pattern_and_the_default_where_that_is_none(string pattern, string alias, int findings)
    {
        var compilation = Verify.Compile(InMethod($"await kms.CreateAliasAsync(\"{alias}\", text);"), Aws.V4);

        var found = await Verify.Diagnostics(compilation, [new KeyLife()], ("kmsguard.alias_pattern", pattern));

        Assert.Equal(findings, found.Count(static one => one.Id == "KMSG2005"));
    }

    [Theory]
    [InlineData("await kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { PendingWindowInDays = {|KMSG2008:7|} });")]
    [InlineData("await kms.ScheduleKeyDeletionAsync(text, {|KMSG2008:29|});")]
    [InlineData("var days = 14; await kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { PendingWindowInDays = {|KMSG2008:days|} });")]
    [InlineData("await kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { PendingWindowInDays = {|KMSG2008:Days|} });")]
    public async Task KMSG2008_Triggers_on_less_than_thirty_days(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2008");

    [Theory]
    [InlineData("await kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { PendingWindowInDays = 30 });")]
    [InlineData("await kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = text });")]
    [InlineData("await kms.ScheduleKeyDeletionAsync(text);")]
    [InlineData("await kms.ScheduleKeyDeletionAsync(text, text.Length);")]
    [InlineData("var days = 7; if (text is null) days = 30; await kms.ScheduleKeyDeletionAsync(text, days);")]
    public async Task KMSG2008_DoesNotTrigger_on_thirty_days_or_what_is_not_known(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2008");

    [Theory]
    [InlineData("await kms.{|KMSG2058:ScheduleKeyDeletionAsync|}(new ScheduleKeyDeletionRequest { KeyId = text });")]
    [InlineData("await kms.{|KMSG2058:ScheduleKeyDeletionAsync|}(text);")]
    public async Task KMSG2058_Triggers_where_nothing_disables_the_key_first(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2058");

    [Theory]
    [InlineData("await kms.DisableKeyAsync(text); await kms.ScheduleKeyDeletionAsync(text);")]
    [InlineData("await kms.ScheduleKeyDeletionAsync(text); } Task Disable(IAmazonKeyManagementService kms, string text) { return kms.DisableKeyAsync(new DisableKeyRequest { KeyId = text });")]
    [InlineData("await kms.CancelKeyDeletionAsync(text);")]
    [InlineData("await kms.ScheduleKeyDeletionAsync(deletion);")]
    [InlineData("Schedule.ScheduleKeyDeletionAsync(text);")]
    public async Task KMSG2058_DoesNotTrigger_where_the_type_disables_keys_or_deletes_none(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2058");

    [Theory]
    [InlineData("await kms.{|KMSG2009:DeleteImportedKeyMaterialAsync|}(new DeleteImportedKeyMaterialRequest { KeyId = text });")]
    [InlineData("Func<Task> delete = () => kms.{|KMSG2009:DeleteImportedKeyMaterialAsync|}(new DeleteImportedKeyMaterialRequest()); await delete();")]
    public async Task KMSG2009_Triggers_on_material_that_is_deleted(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2009");

    [Theory]
    [InlineData("System.Linq.Expressions.Expression<Func<IAmazonKeyManagementService, Task>> call = mock => mock.DeleteImportedKeyMaterialAsync(new DeleteImportedKeyMaterialRequest(), default);")]
    [InlineData("Schedule.DeleteImportedKeyMaterialAsync(text);")]
    [InlineData("Func<DeleteImportedKeyMaterialRequest, Task> delete = request => kms.DeleteImportedKeyMaterialAsync(request);")]
    public async Task KMSG2009_DoesNotTrigger_on_a_call_that_is_only_described_passed_on_or_of_another_owner(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2009");

    [Theory]
    [InlineData("await kms.{|KMSG2011:CreateGrantAsync|}(new CreateGrantRequest { GranteePrincipal = text });")]
    [InlineData("var request = new CreateGrantRequest { KeyId = text }; request.GranteePrincipal = text; await kms.{|KMSG2011:CreateGrantAsync|}(request);")]
    public async Task KMSG2011_Triggers_on_a_grant_that_nobody_ends(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2011");

    [Theory]
    [InlineData("await kms.CreateGrantAsync(new CreateGrantRequest { GranteePrincipal = text, RetiringPrincipal = text });")]
    [InlineData("await kms.CreateGrantAsync(grant);")]
    [InlineData("var made = await kms.CreateGrantAsync(new CreateGrantRequest { GranteePrincipal = text }); await kms.RetireGrantAsync(made.GrantToken);")]
    [InlineData("await kms.CreateGrantAsync(new CreateGrantRequest()); } Task End(IAmazonKeyManagementService kms, RevokeGrantRequest request) { return kms.RevokeGrantAsync(request);")]
    public async Task KMSG2011_DoesNotTrigger_on_a_grant_that_somebody_ends(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2011");

    [Theory]
    [InlineData("await kms.{|KMSG2012:CreateGrantAsync|}(new CreateGrantRequest { Operations = new List<string> { \"Encrypt\", \"Decrypt\" } });")]
    [InlineData("await kms.{|KMSG2012:CreateGrantAsync|}(new CreateGrantRequest { Operations = { (string)GrantOperation.Decrypt } });")]
    [InlineData("var request = new CreateGrantRequest(); request.Operations.Add(GrantOperation.GenerateDataKey); await kms.{|KMSG2012:CreateGrantAsync|}(request);")]
    [InlineData("var operations = new List<string>(); operations.Add(\"ReEncryptFrom\"); await kms.{|KMSG2012:CreateGrantAsync|}(new CreateGrantRequest { Operations = operations });")]
    [InlineData("await kms.{|KMSG2012:CreateGrantAsync|}(new CreateGrantRequest { Operations = [\"Decrypt\"] });")]
    public async Task KMSG2012_Triggers_on_cryptographic_operations_without_constraints(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2012");

    [Theory]
    [InlineData("await kms.CreateGrantAsync(new CreateGrantRequest { Operations = new List<string> { \"Decrypt\" }, Constraints = new GrantConstraints() });")]
    [InlineData("await kms.CreateGrantAsync(new CreateGrantRequest { Operations = new List<string> { \"DescribeKey\", \"Sign\" } });")]
    [InlineData("await kms.CreateGrantAsync(new CreateGrantRequest { Operations = text.Split(',').ToList() });")]
    [InlineData("await kms.CreateGrantAsync(grant);")]
    public async Task KMSG2012_DoesNotTrigger_with_constraints_or_other_operations(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2012");

    [Theory]
    [InlineData("await kms.ImportKeyMaterialAsync(new ImportKeyMaterialRequest { ExpirationModel = {|KMSG2013:ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE|} });")]
    [InlineData("await kms.ImportKeyMaterialAsync(new ImportKeyMaterialRequest { ExpirationModel = {|KMSG2013:\"KEY_MATERIAL_DOES_NOT_EXPIRE\"|} });")]
    public async Task KMSG2013_Triggers_on_material_that_never_expires(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2013");

    [Theory]
    [InlineData("await kms.ImportKeyMaterialAsync(new ImportKeyMaterialRequest { ExpirationModel = ExpirationModelType.KEY_MATERIAL_EXPIRES, ValidTo = DateTime.MaxValue });")]
    [InlineData("await kms.ImportKeyMaterialAsync(new ImportKeyMaterialRequest { ExpirationModel = text });")]
    [InlineData("await kms.ImportKeyMaterialAsync(new ImportKeyMaterialRequest());")]
    public async Task KMSG2013_DoesNotTrigger_on_material_that_expires_or_may(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2013");

    [Fact]
    public async Task KMSG2012_says_which_operations_are_granted()
    {
        var compilation = Verify.Compile(InMethod("await kms.CreateGrantAsync(new CreateGrantRequest { Operations = new List<string> { \"Encrypt\", \"Sign\", \"Decrypt\" } });"), Aws.V4);

        var found = await Verify.Diagnostics(compilation, [new KeyLife()]);

        Assert.Contains("CreateGrantAsync grants Encrypt, Decrypt for", Assert.Single(found, static one => one.Id == "KMSG2012").GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static string InMethod(string body) => $$"""
        class Service
        {
            const string Name = "billing";
            const int Days = 10;

            async Task Run(IAmazonKeyManagementService kms, CreateGrantRequest grant, ScheduleKeyDeletionRequest deletion, string text)
            {
                await Task.Yield();
                {{body}}
            }
        }
        static class Schedule { public static void ScheduleKeyDeletionAsync(string key) { } public static void DeleteImportedKeyMaterialAsync(string key) { } }
        """;
}
