namespace KmsGuard.Policy;

/// <summary>How sure a finding is: a Warning is definite, an Info probable; Hidden is for those who ask for it.</summary>
internal enum PolicySeverity
{
    Hidden,
    Info,
    Warning,
}

/// <summary>A rule about policy documents.</summary>
internal sealed class PolicyRule(string id, PolicySeverity severity, string title, string messageFormat, string description)
{
    internal string Id { get; } = id;

    internal PolicySeverity Severity { get; } = severity;

    internal string Title { get; } = title;

    internal string MessageFormat { get; } = messageFormat;

    internal string Description { get; } = description;

    internal string HelpLink => $"https://github.com/kmsguard/kmsguard/blob/main/docs/rules/{Id}.md";
}
