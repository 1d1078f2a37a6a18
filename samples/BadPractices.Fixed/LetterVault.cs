using KmsGuard;

namespace BadPractices;

/// <summary>Seals the letters that doctors write to one another.</summary>
/// <remarks>A letter has any length, so KMS keeps the data key only; KmsGuard encrypts the text and binds it to its clinic and letter.</remarks>
public sealed class LetterVault(RecordEncryptor encryptor)
{
    public async Task<EncryptedLetter> SealAsync(Letter letter, CancellationToken cancellationToken = default) =>
        await encryptor.EncryptAsync(letter, cancellationToken);

    public async Task<Letter> OpenAsync(EncryptedLetter letter, string clinic, Guid id, CancellationToken cancellationToken = default) =>
        await encryptor.DecryptAsync(letter, EncryptedLetter.Expect(clinic, id), cancellationToken);
}

[EncryptedModel("letter", KeyName = "letters")]
public sealed record Letter
{
    [EncryptionContext("clinic")] public required string Clinic { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("text")] public required string Text { get; init; }
}
