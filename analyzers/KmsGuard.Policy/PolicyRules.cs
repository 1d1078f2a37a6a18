using KmsGuard.Policy.Checks;

namespace KmsGuard.Policy;

/// <summary>Every rule about policy documents.</summary>
internal static class PolicyRules
{
    internal static IReadOnlyList<PolicyRule> All { get; } =
    [
        AllActionsGranted.Rule, AliasAsResource.Rule, HardCodedKey.Rule, AnyoneAllowed.Rule, AdministrationAndUse.Rule, MissingMfa.Missing, MissingMfa.Unforced,
        OtherAccountTrusted.Rule, UnboundedGrants.Rule, UseWithoutContext.Rule, EverythingElseAllowed.Rule, UnknownName.Rule, NotAPolicy.Rule, LockedOut.Rule,
        OperatorAndKey.Rule, DecryptOnEveryKey.Rule, UnsupportedCondition.Definite, UnsupportedCondition.Maybe, ServiceWithoutSource.Rule, NoEffectInKeyPolicy.Rule,
        TagsThatWiden.Rule, ValueThatNeverMatches.Rule,
    ];
}
