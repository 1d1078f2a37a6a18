namespace KmsGuard.Analyzers.Flow;

/// <summary>How much an engine may look at for one finding. When it is spent the answer is "unknown", and the rule is silent.</summary>
internal sealed class StepBudget
{
    internal const int Steps = 20_000;

    /// <summary>What was looked at so far.</summary>
    internal int Spent { get; private set; }

    internal bool Spend() => Spent++ < Steps;
}
