namespace KmsGuard.Policy;

/// <summary>What a policy document is attached to, which decides what it may say and what that means.</summary>
internal enum PolicyKind
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>The policy of a key.</summary>
    Key,

    /// <summary>A policy of a user, group or role.</summary>
    Identity,

    /// <summary>The policy of a bucket.</summary>
    Bucket,

    /// <summary>Who may assume a role.</summary>
    Trust,

    /// <summary>What grants nothing and only limits: policies of organizations, permissions boundaries, policies of VPC endpoints.</summary>
    Guardrail,

    /// <summary>The policy of another resource.</summary>
    Other,
}
