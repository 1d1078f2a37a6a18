namespace KmsGuard.ModelAnalyzers.Schema;

/// <summary>What the rules about schema files put on their findings, for the fix. The first additional location is the declaration that a fix would annotate.</summary>
internal static class SchemaFacts
{
    /// <summary>The model as it is, as a schema file of its own.</summary>
    internal const string Model = nameof(Model);

    /// <summary>What would have to be said to be stored no more: the purpose, and the field if it is only that.</summary>
    internal const string RemovedPurpose = nameof(RemovedPurpose);

    internal const string RemovedField = nameof(RemovedField);

    /// <summary>The names that would make stored data readable again.</summary>
    internal const string FormerName = nameof(FormerName);

    internal const string FormerPurpose = nameof(FormerPurpose);
}
