using KmsGuard;

namespace BadPractices;

/// <summary>What was prescribed. Somebody tidies up the name that its values are stored under: an error, by what was shipped.</summary>
/// <remarks>dotnet build samples/BadPractices -p:DefineConstants=MISTAKES_THAT_LOSE_DATA</remarks>
[EncryptedModel("prescription", KeyName = "prescriptions")]
public sealed class Prescription
{
    [EncryptionContext("clinic")] public required string Clinic { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
#if MISTAKES_THAT_LOSE_DATA
    [Encrypted("medication")] public required string Medication { get; init; }     // expect KMSG5008
#else
    [Encrypted("drug")] public required string Medication { get; init; }
#endif
}
