namespace KmsGuard.Tool.Tests.Support;

/// <summary>Policies that more than one test needs.</summary>
internal static class Policies
{
    /// <summary>Nothing to say of it.</summary>
    public const string Clean = """
        {
          "Version": "2012-10-17",
          "Statement": {
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "Condition": { "StringEquals": { "kms:EncryptionContext:tenant": "t1" } }
          }
        }
        """;

    /// <summary>KMSG3001 on line 5, where everything is granted.</summary>
    public const string AllActions = """
        {
          "Version": "2012-10-17",
          "Statement": {
            "Effect": "Allow",
            "Action": "kms:*",
            "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
          }
        }
        """;

    /// <summary>KMSG3011: a misspelt action.</summary>
    public const string Misspelt = """{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "kms:Decrpyt", "Resource": "*" } ] }""";
}
