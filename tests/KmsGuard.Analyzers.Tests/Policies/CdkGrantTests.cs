using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Policies;

/// <summary>Grants of the CDK for .NET: what they add to a key's policy.</summary>
public sealed class CdkGrantTests
{
    [Theory]
    [InlineData("""key.Grant(role, {|KMSG3001:"kms:*"|});""")]
    [InlineData("""alias.Grant(role, "kms:Decrypt", {|KMSG3001:"kms:*"|});""")]
    [InlineData("""key.Grants.Actions(role, {|KMSG3001:"kms:*"|});""")]
    [InlineData("""key.Grant(new ArnPrincipal("arn:aws:iam::111122223333:role/x"), {|KMSG3001:"kms:*"|});""")]
    public async Task KMSG3001_Triggers_on_a_grant_of_everything(string body) => await Check("KMSG3001", body);

    [Theory]
    [InlineData("""key.Grant(role, "kms:Decrypt");""")]
    [InlineData("""key.Grant(new AccountRootPrincipal(), "kms:*");""")]
    [InlineData("""key.Grant(grantee, "kms:*");""")]
    [InlineData("""key.GrantAdmin(role);""")]
    [InlineData("""own.Grant(role, "kms:*");""")]
    public async Task KMSG3001_DoesNotTrigger_on_other_grants(string body) => await Check("KMSG3001", body);

    [Theory]
    [InlineData("""key.GrantDecrypt({|KMSG3004:new AnyPrincipal()|});""")]
    [InlineData("""alias.GrantEncryptDecrypt({|KMSG3004:new StarPrincipal()|});""")]
    [InlineData("""imported.GrantVerifyMac({|KMSG3004:new AnyPrincipal()|});""")]
    [InlineData("""key.Grants.Sign({|KMSG3004:new AnyPrincipal()|});""")]
    [InlineData("""var anyone = {|KMSG3004:new AnyPrincipal()|}; key.Grant(anyone, "kms:Decrypt");""")]
    public async Task KMSG3004_Triggers_on_a_grant_to_anyone(string body) => await Check("KMSG3004", body);

    [Theory]
    [InlineData("""key.GrantDecrypt(new AccountRootPrincipal());""")]
    [InlineData("""key.GrantDecrypt(role);""")]
    [InlineData("""key.GrantDecrypt(new AnyPrincipal().WithConditions(conditions));""")]
    public async Task KMSG3004_DoesNotTrigger_on_grants_to_somebody(string body) => await Check("KMSG3004", body);

    [Theory]
    [InlineData("""key.GrantEncryptDecrypt(new ServicePrincipal({|KMSG3017:"sns.amazonaws.com"|}));""")]
    public async Task KMSG3017_Triggers_on_a_grant_to_a_service(string body) => await Check("KMSG3017", body);

    [Theory]
    [InlineData("""key.GrantEncryptDecrypt(new ServicePrincipal("sns.amazonaws.com", new ServicePrincipalOpts { Conditions = conditions }));""")]
    public async Task KMSG3017_DoesNotTrigger_on_a_service_with_conditions(string body) => await Check("KMSG3017", body);

    [Theory]
    [InlineData("""{|KMSG3005:key.GrantAdmin(role)|}; key.GrantEncryptDecrypt(role);""")]
    [InlineData("""key.GrantDecrypt(role); if (role != null) {|KMSG3005:key.Grants.Admin(role)|};""")]
    [InlineData("""{|KMSG3005:this.mine.GrantAdmin(role)|}; mine.GrantSign(role);""")]
    [InlineData("""key.Grant(role, {|KMSG3005:"kms:PutKeyPolicy"|}, "kms:Decrypt");""")]
    public async Task KMSG3005_Triggers_on_both_in_one_hand(string body) => await Check("KMSG3005", body);

    [Theory]
    [InlineData("""key.GrantAdmin(role); key.GrantEncryptDecrypt(other);""")]
    [InlineData("""key.GrantAdmin(role); own.GrantEncryptDecrypt(role);""")]
    [InlineData("""key.GrantAdmin(grantee); key.GrantEncryptDecrypt(grantee);""")]
    [InlineData("""key.GrantAdmin(new AccountRootPrincipal()); key.GrantEncryptDecrypt(new AccountRootPrincipal());""")]
    public async Task KMSG3005_DoesNotTrigger_on_two_hands_or_what_may_be_the_account(string body) => await Check("KMSG3005", body);

    private static Task Check(string id, string body) => VerifyPolicy.OnlyWith(id, Cdk.References, $$"""
        using Amazon.CDK.AWS.IAM;
        using Amazon.CDK.AWS.KMS;

        class Service
        {
            readonly Key mine;
            void Build(Key key, IKey imported, Alias alias, Role role, Role other, IGrantable grantee, Own.Key own, Dictionary<string, object> conditions) { {{body}} }
        }
        namespace Own { class Key { public void Grant(Role role, string action) { } public void GrantEncryptDecrypt(Role role) { } public void GrantSign(Role role) { } } }
        namespace Amazon.KeyManagementService { class Empty { } namespace Model { class Empty { } } }
        """);
}
