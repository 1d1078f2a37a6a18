using KmsGuard.Generated;

namespace KmsGuard.EntityFrameworkCore.Tests.Models;

public partial class EncryptedAccount
{
    [RecordIdentity("number")] public required int Id { get; init; }
    public IbanCiphertext Iban { get; set; }
    public RecordHeader RecordHeader { get; set; }

    internal static RecordSchema<Account, EncryptedAccount> Schema { get; } = new RecordSchema();

    public static class Fields
    {
        public static EncryptedField<EncryptedAccount, string> Iban { get; } = new("account", "iban", FieldEncoding.String, FieldNull.Refused, static record => record.Iban.Bytes, static (record, bytes) => record.Iban = IbanCiphertext.FromBytes(bytes));
    }

    public readonly struct IbanCiphertext : IFieldCiphertext<IbanCiphertext>
    {
        private readonly ReadOnlyMemory<byte> _bytes;
        private IbanCiphertext(ReadOnlyMemory<byte> bytes) => _bytes = bytes;
        public static string FieldPath => "account.iban";
        public bool IsAbsent => _bytes.IsEmpty;
        public ReadOnlyMemory<byte> Bytes => FieldCiphertext.Require(_bytes, FieldPath);
        public static IbanCiphertext FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes);
        public bool Equals(IbanCiphertext other) => FieldCiphertext.Equal(_bytes, other._bytes);
        public override bool Equals(object? obj) => obj is IbanCiphertext other && Equals(other);
        public override int GetHashCode() => FieldCiphertext.Hash(_bytes);
        public static bool operator ==(IbanCiphertext left, IbanCiphertext right) => left.Equals(right);
        public static bool operator !=(IbanCiphertext left, IbanCiphertext right) => !left.Equals(right);
        public override string ToString() => FieldCiphertext.Describe(_bytes, FieldPath);
    }

    private sealed class RecordSchema : RecordSchema<Account, EncryptedAccount>
    {
        internal RecordSchema() : base(new RecordSchemaOptions { Purpose = "account", KeyName = "default", ContextKeys = [], IdentityKeys = ["number"], FieldCount = 1 }) { }
        protected override void WriteContext(Account model, ref PairWriter pairs) { }
        protected override void WriteContext(EncryptedAccount record, ref PairWriter pairs) { }
        protected override void WriteIdentity(Account model, ref PairWriter pairs) => pairs.Write((long?)model.Id);
        protected override void WriteIdentity(EncryptedAccount record, ref PairWriter pairs) => pairs.Write((long?)record.Id);
        protected override long Measure(Account model) => Fields.Iban.Measure(model.Iban);
        protected override RecordHeader GetHeader(EncryptedAccount record) => record.RecordHeader;
        protected override EncryptedAccount Seal(Account model, RecordHeader header, ref FieldSealer sealer) => new() { Id = model.Id, RecordHeader = header, Iban = IbanCiphertext.FromBytes(sealer.Seal(Fields.Iban, model.Iban)) };
        protected override Account Open(EncryptedAccount record, ref FieldOpener opener) => new() { Id = record.Id, Iban = opener.Open(Fields.Iban, record.Iban.Bytes) };
        protected override void Apply(EncryptedAccount source, EncryptedAccount target) => (target.Iban, target.RecordHeader) = (source.Iban, source.RecordHeader);
    }
}

public static class EncryptedAccountExtensions
{
    public static ValueTask<EncryptedAccount> EncryptAsync(this RecordEncryptor encryptor, Account model, CancellationToken cancellationToken = default) => RecordOperations.EncryptAsync(encryptor, EncryptedAccount.Schema, model, cancellationToken);
    public static ValueTask<Account> DecryptAsync(this RecordEncryptor encryptor, EncryptedAccount stored, CancellationToken cancellationToken = default) => RecordOperations.DecryptAsync(encryptor, EncryptedAccount.Schema, stored, null, cancellationToken);
    public static ValueTask<TValue> DecryptFieldAsync<TValue>(this RecordEncryptor encryptor, EncryptedAccount stored, EncryptedField<EncryptedAccount, TValue> field, CancellationToken cancellationToken = default) => RecordOperations.DecryptFieldAsync(encryptor, EncryptedAccount.Schema, stored, field, cancellationToken);
    public static ValueTask SetFieldAsync<TValue>(this RecordEncryptor encryptor, EncryptedAccount stored, EncryptedField<EncryptedAccount, TValue> field, TValue value, CancellationToken cancellationToken = default) => RecordOperations.SetFieldAsync(encryptor, EncryptedAccount.Schema, stored, field, value, cancellationToken);
    public static ValueTask UpdateAsync(this RecordEncryptor encryptor, EncryptedAccount stored, Account model, CancellationToken cancellationToken = default) => RecordOperations.UpdateAsync(encryptor, EncryptedAccount.Schema, stored, model, cancellationToken);
}
