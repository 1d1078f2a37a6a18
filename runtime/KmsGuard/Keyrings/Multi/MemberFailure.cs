namespace KmsGuard.Keyrings.Multi;

/// <summary>Why one member could not be used, and what follows for all.</summary>
internal readonly record struct MemberFailure(string Member, KeyUnavailableException Error)
{
    /// <summary>Writing needs the members together: it may succeed by itself only if each failure may pass.</summary>
    internal static KeyUnavailableException Writing(string keyName, int serving, int required, List<MemberFailure> failures) =>
        Combine($"A data key for '{keyName}' must be wrapped by {required} of {serving} keyrings, and too few could", failures, failures.Find(failure => !failure.Error.IsTransient));

    /// <summary>Reading needs one of them: it may succeed by itself if one failure may pass.</summary>
    internal static KeyUnavailableException Reading(string keyName, List<MemberFailure> failures) =>
        Combine($"No keyring could open the data key for '{keyName}'", failures, failures.Find(failure => failure.Error.IsTransient));

    private static KeyUnavailableException Combine(string what, List<MemberFailure> failures, MemberFailure telling)
    {
        var cause = (telling.Error is null ? failures[0] : telling).Error;
        return new KeyUnavailableException(cause.Reason, $"{what}. {string.Join(" ", failures.Select(failure => $"{failure.Member} ({failure.Error.Reason}): {failure.Error.Message}"))}", cause);
    }
}
