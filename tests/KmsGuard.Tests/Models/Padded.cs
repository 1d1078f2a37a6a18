namespace KmsGuard.Tests.Models;

/// <summary>A note whose field is not padded yet.</summary>
[EncryptedModel("note", KeyName = "health")]
public sealed record Note([property: RecordIdentity("id")] int Id, [property: Encrypted("text")] string Text, [property: Encrypted("remark", AuthenticateNull = true)] string? Remark);

/// <summary>The same note, padded.</summary>
[EncryptedModel("note", KeyName = "health", TypeName = "PaddedNoteRecord")]
public sealed record PaddedNote([property: RecordIdentity("id")] int Id, [property: Encrypted("text", Pad = 64)] string Text, [property: Encrypted("remark", AuthenticateNull = true, Pad = 64)] string? Remark);

/// <summary>The same note, padded to more.</summary>
[EncryptedModel("note", KeyName = "health", TypeName = "WiderNoteRecord")]
public sealed record WiderNote([property: RecordIdentity("id")] int Id, [property: Encrypted("text", Pad = 1000)] string Text, [property: Encrypted("remark", AuthenticateNull = true, Pad = 1000)] string? Remark);
