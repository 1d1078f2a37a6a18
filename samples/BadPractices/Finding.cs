// These mistakes are errors: dotnet build samples/BadPractices -p:DefineConstants=MISTAKES_THAT_DO_NOT_COMPILE
#if MISTAKES_THAT_DO_NOT_COMPILE
using KmsGuard;

namespace BadPractices;

/// <summary>What a laboratory found: there is no code that could keep it, so the build says so.</summary>
[EncryptedModel("finding", KeyName = "findings")]
public sealed class Finding
{
    [EncryptionContext("patient"), Encrypted("patient")] public required string Patient { get; init; }     // expect KMSG5004
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("values")] public required Dictionary<string, double> Values { get; init; }     // expect KMSG5002
    [Encrypted("comment")] internal string? Comment { get; set; }     // expect KMSG5001
    [Encrypted("values")] public string? Unit { get; init; }     // expect KMSG5011
    public string? RecordHeader { get; init; }     // expect KMSG5014
    [EncryptionContext("scale")] public double Scale { get; init; }     // expect KMSG5015
}
#endif
