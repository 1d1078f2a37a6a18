namespace BadPractices;

/// <summary>The keys, from configuration: another in each environment, and a rotation needs no build.</summary>
public sealed record KeyOptions(string TokenKeyArn, string LaboratoryKeyArn);
