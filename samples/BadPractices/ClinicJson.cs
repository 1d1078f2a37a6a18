using System.Text.Json.Serialization;

namespace BadPractices;

/// <summary>What is exchanged with other clinics.</summary>
[JsonSerializable(typeof(EncryptedReferral))]     // expect KMSG5013
[JsonSerializable(typeof(string))]
public sealed partial class ClinicJson : JsonSerializerContext;
