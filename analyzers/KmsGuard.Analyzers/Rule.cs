using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers;

/// <summary>The only place that makes descriptors, so that every rule has its page as help link and keeps to the severity policy.</summary>
internal static class Rule
{
    /// <summary>Where the pages of the rules are.</summary>
    internal const string Pages = "https://github.com/kmsguard/kmsguard/blob/main/docs/rules/";

    /// <summary>Category of KMSG1xxx: calls to KMS.</summary>
    internal const string KmsCalls = nameof(KmsCalls);

    /// <summary>Category of KMSG2xxx: keys and their life.</summary>
    internal const string KmsKeys = nameof(KmsKeys);

    /// <summary>Category of KMSG3xxx: policies.</summary>
    internal const string KmsPolicies = nameof(KmsPolicies);

    /// <summary>Category of KMSG0xxx: how the rules themselves are configured.</summary>
    internal const string KmsConfiguration = nameof(KmsConfiguration);

    /// <summary>Makes a descriptor. <c>Warning</c> promises that the finding is definite, <c>Info</c> that it is probable.</summary>
    internal static DiagnosticDescriptor Create(
        string id, string title, string messageFormat, string category, DiagnosticSeverity defaultSeverity, string description, params string[] tags)
    {
#pragma warning disable RS0030 // The factory itself.
        return new DiagnosticDescriptor(id, title, messageFormat, category, defaultSeverity, isEnabledByDefault: true, description, Pages + id + ".md", tags);
#pragma warning restore RS0030
    }
}
