namespace KmsGuard.Policy.Tests.Rules;

/// <summary>What is misspelt, and what is no policy.</summary>
public sealed class DocumentRuleTests
{
    private const string Statement = """{ "Effect": "Allow", "Action": "kms:Encrypt", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1" }""";

    [Theory]
    [InlineData("[ \"kms:Encrypt\", «\"kms:ReEncrypt\"» ]", "kms:ReEncrypt*")]
    [InlineData("«\"kms:Decryp\"»", "kms:Decrypt")]
    [InlineData("«\"kms:GenerateDatKey\"»", "kms:GenerateDataKey")]
    [InlineData("«\"kms:Scheduled*\"»", "")]
    [InlineData("«\"kms:FlyToTheMoon\"»", "")]
    public void KMSG3011_Triggers_on_an_action_that_does_not_exist(string action, string nearest)
    {
        var marked = Marked.Document($$"""{ "Effect": "Allow", "Action": {{action}}, "Resource": "*" }""");

        Marked.Finds("KMSG3011", marked);
        var finding = PolicyLint.Run(marked.Replace("«", "").Replace("»", "")).Single(static one => one.Rule.Id == "KMSG3011");
        Assert.Equal(nearest, finding.Replacement ?? "");
        Assert.Equal(nearest.Length > 0, finding.Message.Contains($"is '{nearest}' meant?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("«\"StringEqual\"»: { \"kms:ViaService\": \"x\" }", "StringEquals")]
    [InlineData("«\" NumericLessThan \"»: { \"aws:MultiFactorAuthAge\": \"300\" }", "NumericLessThan")]
    [InlineData("«\"ForAnyValue:StringLikes\"»: { \"kms:ResourceAliases\": \"x\" }", "ForAnyValue:StringLike")]
    [InlineData("«\"BoolsIfExists\"»: { \"aws:MultiFactorAuthPresent\": \"x\" }", "BoolIfExists")]
    [InlineData("\"StringEquals\": { «\"kms:ViaServices\"»: \"x\" }", "kms:ViaService")]
    [InlineData("\"NumericLessThan\": { «\"aws: MultiFactorAuthAge\"»: \"300\" }", "aws:MultiFactorAuthAge")]
    [InlineData("\"StringEquals\": { «\"aws:PrincipalOrgI\"»: \"o-1\" }", "aws:PrincipalOrgID")]
    [InlineData("\"StringEquals\": { «\"kms:EncryptionContext\"»: \"x\" }", "kms:EncryptionContextKeys")]
    public void KMSG3011_Triggers_on_an_operator_or_key_that_does_not_exist(string condition, string nearest)
    {
        var marked = Marked.Document($$"""{ "Effect": "Allow", "Action": "kms:Encrypt", "Resource": "*", "Condition": { {{condition}} } }""");

        Marked.Finds("KMSG3011", marked);
        Assert.Equal(nearest, PolicyLint.Run(marked.Replace("«", "").Replace("»", "")).Single(static one => one.Rule.Id == "KMSG3011").Replacement);
    }

    [Theory]
    [InlineData("\"kms:decrypt\"", "")]
    [InlineData("[ \"KMS:ReEncrypt*\", \"kms:*Grant*\", \"kms:Descr?be*\", \"*\", \"s3:Anything\", \"kms:${action}\" ]", "")]
    [InlineData("\"kms:Encrypt\"", "\"stringequals\": { \"KMS:viaService\": \"x\" }")]
    [InlineData("\"kms:Encrypt\"", "\"StringEquals\": { \"kms:EncryptionContext:a:b\": \"x\", \"aws:ResourceTag/a\": \"b\", \"kms:RecipientAttestation:PCR8\": \"x\" }")]
    [InlineData("\"s3:GetObject\"", "\"StringEquals\": { \"aws:SomethingNew\": \"x\", \"s3:prefix\": \"x\" }")]
    [InlineData("\"kms:Encrypt\"", "\"${operator}\": { \"${key}\": \"x\" }")]
    public void KMSG3011_DoesNotTrigger_on_names_that_exist_or_are_others(string action, string condition) =>
        Marked.IsSilent("KMSG3011", Marked.Document($$"""{ "Effect": "Allow", "Action": {{action}}, "Resource": "*", "Condition": { {{condition}} } }"""));

    [Theory]
    [InlineData($$"""{ "Statement": [ {{Statement}}«,» ] }""", "This comma has nothing after it before the ']', so AWS refuses this document")]
    [InlineData($$"""{ «/* why */» "Statement": [ {{Statement}} ] }""", "JSON has no comments, so AWS refuses this document")]
    [InlineData($$"""{ "Id": "a", «"Id"»: "b", "Statement": [ {{Statement}} ] }""", "\"Id\" is written twice in one object, and only one of them counts, so AWS refuses this document")]
    [InlineData($$"""{ "Statement": «[» {{Statement}} }""", "The ']' that belongs to this is missing, so AWS refuses this document")]
    [InlineData($$"""{ "Statement": [ {{Statement}} «{»"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1" } ] }""", "A ',' or ']' is missing before this, so AWS refuses this document")]
    [InlineData($$"""«{» "Statement": [ {{Statement}} ]""", "The '}' that belongs to this is missing, so AWS refuses this document")]
    [InlineData("""«{»"Effect": "Allow", "Action": "kms:Encrypt", "Resource": "*" }""", "This is a statement and no policy document: put it into { \"Version\": \"2012-10-17\", \"Statement\": [ ] }")]
    [InlineData("""{ "Version": "2012-10-17", «"Statement"»: [] }""", "A policy has at least one statement")]
    [InlineData("""{ "Statement": [ { «"Sid"»: "a", "Action": "kms:Encrypt", "Resource": "*" } ] }""", "This statement has no Effect")]
    [InlineData("""{ "Statement": [ { «"Effect"»: "Allow", "Principal": { "AWS": "111122223333" }, "Action": "kms:*" } ] }""", "This statement has no Resource, so it has no effect: in a key policy \"*\" is the key")]
    [InlineData("""{ "Statement": [ { «"Effect"»: "Allow", "Resource": "*" } ] }""", "This statement has no Action")]
    [InlineData("""{ "Statement": [ { "Effect": «"allow"», "Action": "kms:Encrypt", "Resource": "*" } ] }""", "An Effect is \"Allow\" or \"Deny\", written so")]
    [InlineData("""{ "Statement": [ { "Effect": "Allow", «"Actions"»: "x", "Action": "kms:Encrypt", "Resource": "*" } ] }""", "There is no element 'Actions' in a statement, so AWS refuses it: is 'Action' meant?")]
    [InlineData($$"""{ «"_comment"»: "x", "Statement": [ {{Statement}} ] }""", "There is no element '_comment' in a policy document, so AWS refuses it")]
    [InlineData($$"""{ "Version": «"2024-01-01"», "Statement": [ {{Statement}} ] }""", "The Version of a policy is \"2012-10-17\", the version of its language")]
    [InlineData("""{ "Statement": [ { "Sid": "a", "Effect": "Deny", "Action": "kms:Encrypt", "Resource": "*" }, { "Sid": «"a"», "Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*" } ] }""", "The Sid 'a' is given twice; it must be unique in a document")]
    [InlineData("""{ "Statement": [ { "Effect": "Allow", "Action": "s3:PutObject", "Resource": «"arn: aws: s3:::bucket/*"» } ] }""", "An ARN has no spaces and names nothing with them")]
    [InlineData("""{ "Statement": [ { "Effect": "Allow", "Principal": { "AWS": «"arn:aws:iam::123456789:root"» }, "Action": "kms:*", "Resource": "*" } ] }""", "An account has 12 digits, and '123456789' has 9")]
    public void KMSG3012_Triggers_on_what_AWS_refuses(string marked, string message)
    {
        Marked.Finds("KMSG3012", marked);
        Assert.Equal(message, Marked.Message("KMSG3012", marked.Replace("«", "").Replace("»", "")));
    }

    [Fact]
    public void KMSG3012_Triggers_on_a_Principal_in_an_identity_policy() => Marked.Finds(
        "KMSG3012", Marked.Document("""{ "Effect": "Allow", «"Principal"»: "*", "Action": "kms:Encrypt", "Resource": "*" }"""), PolicyKind.Identity);

    [Fact]
    public void KMSG3012_Triggers_on_a_key_policy_without_Principal() => Marked.Finds(
        "KMSG3012", Marked.Document("""{ «"Effect"»: "Allow", "Action": "kms:Encrypt", "Resource": "*" }"""), PolicyKind.Key);

    [Fact]
    public void KMSG3012_Triggers_on_characters_and_sizes_that_KMS_does_not_take()
    {
        Marked.Finds("KMSG3012", Marked.KeyPolicy(Marked.Root.Replace("{ \"Eff", "{ \"Sid\": \"«キ»ー\", \"Eff")));
        var message = Marked.Message("KMSG3012", Marked.KeyPolicy(Marked.Root.Replace("{ \"Eff", "{ \"Sid\": \"" + new string('é', 40_000) + "\", \"Eff")));
        Assert.StartsWith("A key policy has at most 32,768 bytes, and this has 80,", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "name": "package", "version": "1.0.0", }""")]
    [InlineData("""{ "Effect": "sparkle", }""")]
    [InlineData("")]
    [InlineData("not JSON at all")]
    [InlineData($$"""{ "Version": "2008-10-17", "Id": "key default ü", "Statement": {{Statement}} }""")]
    [InlineData("""{ "Statement": [ { "Sid": "with spaces", "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "kms:*", "Resource": "*" } ] }""")]
    [InlineData($$"""{ "Statement": [ {{Statement}}, ${more} ] }""")]
    [InlineData("""{ "Statement": [ { {{effect}} "Action": "kms:Encrypt", "Resource": "*" } ] }""")]
    [InlineData("""{ "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::<ACCOUNT>:root" }, "Action": "kms:*", "Resource": "*" } ] }""")]
    [InlineData("""{ "Statement": [ { "Effect": "Allow", "Principal": { "Federated": "accounts.google.com" }, "Action": "sts:AssumeRoleWithWebIdentity" } ] }""")]
    public void KMSG3012_DoesNotTrigger_on_policies_templates_and_other_files(string text) => Marked.IsSilent("KMSG3012", text);
}
