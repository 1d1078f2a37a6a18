namespace KmsGuard.Tool.Generating;

/// <summary>Where the application's configuration has the key, which decides the calls that are made to it.</summary>
internal enum KeySetting
{
    /// <summary>It makes data keys.</summary>
    KeyArn,

    /// <summary>It wraps data keys that another key or keyring made.</summary>
    AlsoEncryptWith,

    /// <summary>It only opens what is there.</summary>
    AlsoDecryptWith,
}

/// <summary>What is asked for beside what the manifest says.</summary>
internal sealed record PolicyWish
{
    internal required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Who administers the key; the account, which leaves it to IAM, when nobody is named.</summary>
    internal required IReadOnlyList<string> Admins { get; init; }

    internal required bool WithoutMfa { get; init; }

    internal required KeySetting Setting { get; init; }

    /// <summary>Branch keys stand between the key and the records.</summary>
    internal required bool Hierarchy { get; init; }

    internal required bool HealthCheck { get; init; }

    /// <summary>The key is configured by an alias.</summary>
    internal required bool ByAlias { get; init; }

    internal required IReadOnlyList<string> ViaServices { get; init; }

    /// <summary>Values that pairs of the context must have, such as the tenant of a server.</summary>
    internal required ILookup<string, string> Context { get; init; }
}
