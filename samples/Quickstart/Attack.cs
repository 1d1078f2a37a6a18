namespace Quickstart;

/// <summary>Something that a person with write access to the database, and without the key, can do.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Refusal">The exception with which decryption must refuse it; <see langword="null"/> when the design cannot refuse it.</param>
/// <param name="Why">Why it is refused; or why not, and what helps.</param>
/// <param name="Perform">Does it, to the real database.</param>
internal sealed record Attack(string Name, Type? Refusal, string Why, Func<AttackScene, Task> Perform)
{
    /// <summary>Another exception that some keyrings refuse it with.</summary>
    public Type? OtherRefusal { get; init; }

    public Attack(string name, Type? refusal, string why, Action<AttackScene> perform)
        : this(name, refusal, why, scene =>
        {
            perform(scene);
            return Task.CompletedTask;
        })
    {
    }
}

/// <param name="Attack">What was done.</param>
/// <param name="Refusals">The exceptions that readers of the changed rows got.</param>
/// <param name="Misread">What a reader took for true and is not.</param>
internal sealed record AttackOutcome(Attack Attack, IReadOnlyList<Type> Refusals, IReadOnlyList<string> Misread)
{
    /// <summary>Refused means that nobody read anything wrong.</summary>
    public bool Refused => Refusals.Count > 0 && Misread.Count == 0;

    public bool AsExpected => Attack.Refusal is { } refusal
        ? Refused && Refusals.All(type => type == refusal || type == Attack.OtherRefusal)
        : Refusals.Count == 0 && Misread.Count > 0;

    public string ReaderGets => (Refusals.Count, Misread.Count) switch
    {
        (0, 0) => "no difference",
        (0, _) => $"reads: {string.Join(", ", Misread)}",
        (_, 0) => string.Join(", ", Refusals.Select(type => type.Name)),
        _ => $"{string.Join(", ", Refusals.Select(type => type.Name))}; reads: {string.Join(", ", Misread)}",
    };
}
