namespace KmsGuard.Analyzers.Flow;

/// <summary>How much an engine may look at for one finding. When it is spent the answer is "unknown", and the rule is silent.</summary>
internal sealed class StepBudget
{
    private int left = 20_000;

    internal bool Spend() => left-- > 0;
}
