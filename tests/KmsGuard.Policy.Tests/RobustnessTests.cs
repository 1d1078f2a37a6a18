using System.Text;

namespace KmsGuard.Policy.Tests;

public sealed class RobustnessTests
{
    // Something for every rule, in every form of an element.
    private const string Policy = """
        {
          "Version": "2012-10-17",
          "Statement": [
            { "Sid": "a é", "Effect": "Allow", "Principal": { "AWS": [ "*", "111122223333" ], "Service": "x" }, "Action": [ "kms:*", "kms:Decryp" ], "Resource": "*",
              "Condition": { "ForAllValues:StringEqualsIfExists": { "kms:ViaService": [ "s3.*", 1, true ] }, "Null": { "aws:TagKeys": "false" } } },
            { "Effect": "Deny", "NotPrincipal": "*", "NotAction": "kms:?ecrypt", "NotResource": { "Fn::Sub": "${a}" } }
          ]
        }
        """;

    [Fact]
    public void Nothing_is_thrown_wherever_a_policy_ends_and_whatever_a_byte_is() => Mutations.Check(Encoding.UTF8.GetBytes(Policy), everyByte: true);

    [Theory]
    [InlineData("{ \"Effect\": ")]
    [InlineData("[ \"Effect\", [")]
    [InlineData("{\"Statement\":[")]
    public void Nesting_is_bounded_and_told(string open)
    {
        var text = string.Concat(Enumerable.Repeat(open, 50_000));

        Assert.All(PolicyLint.Run(text), finding => Assert.InRange(finding.End, finding.Start, text.Length));
    }

    [Fact]
    public void Nesting_deeper_than_policies_have_is_told() =>
        Assert.Contains(PolicyLint.Run("{ \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": " + new string('[', 100)), static one => one.Message.Contains("nested deeper", StringComparison.Ordinal));

    // Each would take minutes if the time were not linear; the runner ends a test that hangs.
    [Theory]
    [InlineData("{ \"Statement\": [ ", "{ \"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\" }, ", "] }")]
    [InlineData("{ \"Statement\": [ { \"Effect\": \"Allow\", \"Resource\": \"*\", \"Action\": [ ", "\"kms:Decrypt\", ", "\"kms:Encrypt\" ] } ] }")]
    [InlineData("{ \"Statement\": [ { \"Effect\": \"Allow\", \"Resource\": \"*\", \"Action\": [ ", "\"kms:Decrypt\" ", "\"kms:Encrypt\" ] } ] }")]
    [InlineData("{ \"Statement\": [ { \"Effect\": \"Allow\", \"Resource\": \"*\", \"Action\": \"kms:", "*a", "\" } ] }")]
    [InlineData("{ \"Statement\": [ { \"Effect\": \"Allow\", \"Resource\": \"*\", \"Action\": \"kms:D\", \"Condition\": { ", "\"StringEquals\": { \"kms:ViaService\": \"x\" }, ", "} } ] }")]
    [InlineData("{ \"Effect\": ", "${", "")]
    [InlineData("{ \"Effect\": ", "< ", "")]
    [InlineData("\"Effect\" ", "\"a\": /* */ ", "")]
    [InlineData("{ \"Statement\": [ ", "{ \"Effect\": \"Allow\", \"Principal\": { \"AWS\": \"arn:aws:iam::111122223333:user/a\" }, \"Action\": [ \"kms:PutKeyPolicy\" ], \"Resource\": \"*\" }, ", "] }")]
    public void Megabytes_are_read_in_linear_time(string start, string part, string end)
    {
        var text = start + string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length)) + end;

        Assert.All(PolicyLint.Run(text), finding => Assert.InRange(finding.End, finding.Start, text.Length));
    }
}
