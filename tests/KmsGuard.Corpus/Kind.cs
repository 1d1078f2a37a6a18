namespace KmsGuard.Corpus;

/// <summary>How far from its line a label may speak of a finding.</summary>
internal enum Reach
{
    /// <summary>Within one statement and the declarations of its locals, or two lines away.</summary>
    Statement,

    /// <summary>Within one member: what is wrong has several places there.</summary>
    Member,
}

/// <summary>A kind of label and the rules that are meant by it. Kinds that begin with <c>ok:</c> are for places where these rules must be silent.</summary>
internal sealed record Kind(string Name, Reach Reach, params string[] Rules)
{
    private const string RightPrefix = "ok:";
    private const string Any = "";

    private static readonly Kind[] All =
    [
        new("missing-encryption-context", Reach.Statement, "KMSG1001"),
        new("empty-encryption-context", Reach.Statement, "KMSG1002"),
        new("sensitive-encryption-context", Reach.Statement, "KMSG1003", "KMSG1053"),
        new("volatile-encryption-context", Reach.Member, "KMSG1004"),
        new("mismatched-encryption-context", Reach.Member, "KMSG1005"),
        new("direct-encrypt-too-large", Reach.Statement, "KMSG1006"),
        new("direct-encrypt-unbounded", Reach.Statement, "KMSG1007", "KMSG1006"),
        new("decrypt-without-keyid", Reach.Statement, "KMSG1008"),
        new("kms-call-in-loop", Reach.Statement, "KMSG1009"),
        new("plaintext-key-not-zeroed", Reach.Member, "KMSG1010", "KMSG1060"),
        new("plaintext-key-leak", Reach.Statement, "KMSG1011"),
        new("unauthenticated-cipher", Reach.Member, "KMSG1012"),
        new("fixed-nonce", Reach.Member, "KMSG1013"),
        new("data-key-unused", Reach.Member, "KMSG1014"),
        new("insecure-endpoint", Reach.Statement, "KMSG1015"),
        new("hardcoded-key-id", Reach.Statement, "KMSG2002", "KMSG2001", "KMSG2003"),
        new("aws-managed-key", Reach.Statement, "KMSG2004"),
        new("alias-naming", Reach.Statement, "KMSG2005"),
        new("createkey-no-tags", Reach.Statement, "KMSG2006"),
        new("createkey-no-rotation", Reach.Statement, "KMSG2007"),
        new("destructive-key-op", Reach.Statement, "KMSG2008", "KMSG2058", "KMSG2009"),
        new("policy-lockout-bypass", Reach.Statement, "KMSG2010"),
        new("grant-no-retiring-principal", Reach.Statement, "KMSG2011"),
        new("grant-no-constraints", Reach.Statement, "KMSG2012"),
        new("import-never-expires", Reach.Statement, "KMSG2013"),
        new("s3-put-no-sse-kms", Reach.Statement, "KMSG4001", "KMSG4002"),
        new("ssm-not-securestring", Reach.Statement, "KMSG4004"),
        new("securestring-without-keyid", Reach.Statement, "KMSG4054"),
        new("ebs-unencrypted", Reach.Statement, "KMSG4005"),
        new("rds-unencrypted", Reach.Statement, "KMSG4006"),
        new("ok:asymmetric", Reach.Statement, "KMSG1001", "KMSG1002", "KMSG2007"),
        new("ok:bounded-payload", Reach.Statement, "KMSG1006", "KMSG1007"),
        new("ok:bucket-default-sse-kms", Reach.Statement, "KMSG4"),
        new("ok:client-only", Reach.Statement, "KMSG1", "KMSG2"),
        new("ok:context-from-helper", Reach.Statement, "KMSG1001", "KMSG1002"),
        new("ok:context-from-parameter", Reach.Statement, "KMSG1001", "KMSG1002"),
        new("ok:context-inline", Reach.Statement, "KMSG1001", "KMSG1002"),
        new("ok:decrypt-keyid-present", Reach.Statement, "KMSG1008"),
        new("ok:dek-wrap", Reach.Statement, "KMSG1006", "KMSG1007"),
        new("ok:esdk-api", Reach.Statement, Any),
        new("ok:key-zeroed", Reach.Member, "KMSG1010", "KMSG1060"),
        new("ok:keyid-from-config", Reach.Statement, "KMSG2001", "KMSG2002", "KMSG2003", "KMSG2004"),
        new("ok:keyid-interpolated", Reach.Statement, "KMSG2001", "KMSG2002", "KMSG2003", "KMSG2004"),
        new("ok:keyid-parameter", Reach.Statement, "KMSG2001", "KMSG2002", "KMSG2003", "KMSG2004"),
        new("ok:log-keyid-only", Reach.Statement, "KMSG1011"),
        new("ok:loop-not-per-item", Reach.Statement, "KMSG1009"),
        new("ok:message-text", Reach.Statement, "KMSG2", "KMSG3"),
        new("ok:metadata-op", Reach.Statement, "KMSG1"),
        new("ok:non-aws-type", Reach.Statement, Any),
        new("ok:non-bound-4096", Reach.Statement, "KMSG1006"),
        new("ok:non-kms-arn", Reach.Statement, "KMSG2", "KMSG3"),
        new("ok:non-kms-string", Reach.Statement, "KMSG2", "KMSG3"),
        new("ok:non-secret-parameter", Reach.Statement, "KMSG4004", "KMSG4054"),
        new("ok:non-sensitive-context", Reach.Statement, "KMSG1003", "KMSG1053"),
        new("ok:other-request-type", Reach.Statement, "KMSG4"),
        new("ok:rds-cluster-member", Reach.Statement, "KMSG4006", "KMSG4056"),
        new("ok:regex-or-prefix", Reach.Statement, "KMSG2", "KMSG3"),
        new("ok:response-read", Reach.Statement, "KMSG2", "KMSG4"),
        new("ok:rotation-enabled-later", Reach.Statement, "KMSG2007"),
        new("ok:securestring", Reach.Statement, "KMSG4004"),
        new("ok:sse-set-inline", Reach.Statement, "KMSG4001", "KMSG4002"),
        new("ok:sse-set-later", Reach.Statement, "KMSG4001", "KMSG4002"),
        new("ok:tags-present", Reach.Statement, "KMSG2006"),
        new("ok:test-or-fake", Reach.Statement, Any),
        new("ok:type-from-variable", Reach.Statement, "KMSG4004", "KMSG4054"),
        new("ok:wrapper-type", Reach.Statement, Any),
    ];

    internal bool IsMistake => !Name.StartsWith(RightPrefix, StringComparison.Ordinal);

    internal static Kind Named(string name) =>
        Array.Find(All, kind => kind.Name == name) ?? throw new FormatException($"The kind '{name}' of a label is not known: add it to Kind.cs.");

    internal bool Means(string rule) => Array.Exists(Rules, prefix => rule.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The rule that missed a mistake on a line; where several are meant, the text tells which.</summary>
    internal string RuleOf(string line) =>
        Name != "hardcoded-key-id" ? Rules[0]
        : line.Contains("arn:", StringComparison.Ordinal) ? "KMSG2001"
        : line.Contains("alias/", StringComparison.Ordinal) ? "KMSG2003"
        : "KMSG2002";
}
