using KmsGuard.Analyzers.Rules.Policies;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>What <see cref="Verify"/> does, for one of the rules about policies, which are one analyzer.</summary>
internal static class VerifyPolicy
{
    /// <summary>The rule underlines what is marked and nothing else, with both majors of the SDK.</summary>
    internal static async Task Triggers(string id, string marked)
    {
        Assert.NotEmpty(Markup.Parse(marked).Expected);
        await OnlyWith(id, Aws.V3, marked);
        await OnlyWith(id, Aws.V4, marked);
    }

    /// <summary>The rule says nothing, with both majors of the SDK.</summary>
    internal static async Task Silent(string id, string source)
    {
        await Verify.Check<PolicyDocuments>(new Markup(source, []), Aws.V3, id);
        await Verify.Check<PolicyDocuments>(new Markup(source, []), Aws.V4, id);
    }

    /// <summary>No rule about policies says anything.</summary>
    internal static async Task SilentAtAll(string source, MetadataReference[]? references = null) =>
        await Verify.Check<PolicyDocuments>(new Markup(source, []), references ?? Aws.V4);

    internal static Task OnlyWith(string id, MetadataReference[] references, string marked) => Verify.Check<PolicyDocuments>(Markup.Parse(marked), references, id);
}
