using KmsGuard.Generated;

namespace KmsGuard.EntityFrameworkCore.Tests.Models;

public partial class EncryptedCustomer
{
    [EncryptionContext("tenant")] public required string TenantId { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    public SsnCiphertext Ssn { get; set; }
    public BirthDateCiphertext? BirthDate { get; set; }
    public PhotoCiphertext? Photo { get; set; }
    public AliasCiphertext Alias { get; set; }
    public string? City { get; set; }
    public RecordHeader RecordHeader { get; set; }

    internal static RecordSchema<Customer, EncryptedCustomer> Schema { get; } = new RecordSchema();

    public static RecordEnvelope<EncryptedCustomer> Envelope(string tenantId, Guid id, RecordHeader recordHeader) =>
        new(new EncryptedCustomer { TenantId = tenantId, Id = id, RecordHeader = recordHeader });

    public static class Fields
    {
        public static EncryptedField<EncryptedCustomer, string> Ssn { get; } = new("customer", "ssn", FieldEncoding.String, FieldNull.Refused, static record => record.Ssn.Bytes, static (record, bytes) => record.Ssn = SsnCiphertext.FromBytes(bytes));
        public static EncryptedField<EncryptedCustomer, DateOnly?> BirthDate { get; } = new("customer", "birth", FieldEncoding.Nullable(FieldEncoding.DateOnly), FieldNull.Clear, static record => record.BirthDate?.Bytes ?? default, static (record, bytes) => record.BirthDate = FieldCiphertext.OrNull<BirthDateCiphertext>(bytes));
        public static EncryptedField<EncryptedCustomer, byte[]?> Photo { get; } = new("customer", "photo", FieldEncoding.NullableReference(FieldEncoding.Bytes), FieldNull.Clear, static record => record.Photo?.Bytes ?? default, static (record, bytes) => record.Photo = FieldCiphertext.OrNull<PhotoCiphertext>(bytes));
        public static EncryptedField<EncryptedCustomer, string?> Alias { get; } = new("customer", "alias", FieldEncoding.NullableReference(FieldEncoding.String), FieldNull.Authenticated, static record => record.Alias.Bytes, static (record, bytes) => record.Alias = AliasCiphertext.FromBytes(bytes));
    }

    public readonly struct SsnCiphertext : IFieldCiphertext<SsnCiphertext>
    {
        private readonly ReadOnlyMemory<byte> _bytes;
        private SsnCiphertext(ReadOnlyMemory<byte> bytes) => _bytes = bytes;
        public static string FieldPath => "customer.ssn";
        public bool IsAbsent => _bytes.IsEmpty;
        public ReadOnlyMemory<byte> Bytes => FieldCiphertext.Require(_bytes, FieldPath);
        public static SsnCiphertext FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes);
        public bool Equals(SsnCiphertext other) => FieldCiphertext.Equal(_bytes, other._bytes);
        public override bool Equals(object? obj) => obj is SsnCiphertext other && Equals(other);
        public override int GetHashCode() => FieldCiphertext.Hash(_bytes);
        public static bool operator ==(SsnCiphertext left, SsnCiphertext right) => left.Equals(right);
        public static bool operator !=(SsnCiphertext left, SsnCiphertext right) => !left.Equals(right);
        public override string ToString() => FieldCiphertext.Describe(_bytes, FieldPath);
    }

    public readonly struct BirthDateCiphertext : IFieldCiphertext<BirthDateCiphertext>
    {
        private readonly ReadOnlyMemory<byte> _bytes;
        private BirthDateCiphertext(ReadOnlyMemory<byte> bytes) => _bytes = bytes;
        public static string FieldPath => "customer.birth";
        public bool IsAbsent => _bytes.IsEmpty;
        public ReadOnlyMemory<byte> Bytes => FieldCiphertext.Require(_bytes, FieldPath);
        public static BirthDateCiphertext FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes);
        public bool Equals(BirthDateCiphertext other) => FieldCiphertext.Equal(_bytes, other._bytes);
        public override bool Equals(object? obj) => obj is BirthDateCiphertext other && Equals(other);
        public override int GetHashCode() => FieldCiphertext.Hash(_bytes);
        public static bool operator ==(BirthDateCiphertext left, BirthDateCiphertext right) => left.Equals(right);
        public static bool operator !=(BirthDateCiphertext left, BirthDateCiphertext right) => !left.Equals(right);
        public override string ToString() => FieldCiphertext.Describe(_bytes, FieldPath);
    }

    public readonly struct PhotoCiphertext : IFieldCiphertext<PhotoCiphertext>
    {
        private readonly ReadOnlyMemory<byte> _bytes;
        private PhotoCiphertext(ReadOnlyMemory<byte> bytes) => _bytes = bytes;
        public static string FieldPath => "customer.photo";
        public bool IsAbsent => _bytes.IsEmpty;
        public ReadOnlyMemory<byte> Bytes => FieldCiphertext.Require(_bytes, FieldPath);
        public static PhotoCiphertext FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes);
        public bool Equals(PhotoCiphertext other) => FieldCiphertext.Equal(_bytes, other._bytes);
        public override bool Equals(object? obj) => obj is PhotoCiphertext other && Equals(other);
        public override int GetHashCode() => FieldCiphertext.Hash(_bytes);
        public static bool operator ==(PhotoCiphertext left, PhotoCiphertext right) => left.Equals(right);
        public static bool operator !=(PhotoCiphertext left, PhotoCiphertext right) => !left.Equals(right);
        public override string ToString() => FieldCiphertext.Describe(_bytes, FieldPath);
    }

    public readonly struct AliasCiphertext : IFieldCiphertext<AliasCiphertext>
    {
        private readonly ReadOnlyMemory<byte> _bytes;
        private AliasCiphertext(ReadOnlyMemory<byte> bytes) => _bytes = bytes;
        public static string FieldPath => "customer.alias";
        public bool IsAbsent => _bytes.IsEmpty;
        public ReadOnlyMemory<byte> Bytes => FieldCiphertext.Require(_bytes, FieldPath);
        public static AliasCiphertext FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes);
        public bool Equals(AliasCiphertext other) => FieldCiphertext.Equal(_bytes, other._bytes);
        public override bool Equals(object? obj) => obj is AliasCiphertext other && Equals(other);
        public override int GetHashCode() => FieldCiphertext.Hash(_bytes);
        public static bool operator ==(AliasCiphertext left, AliasCiphertext right) => left.Equals(right);
        public static bool operator !=(AliasCiphertext left, AliasCiphertext right) => !left.Equals(right);
        public override string ToString() => FieldCiphertext.Describe(_bytes, FieldPath);
    }

    private sealed class RecordSchema : RecordSchema<Customer, EncryptedCustomer>
    {
        internal RecordSchema() : base(new RecordSchemaOptions { Purpose = "customer", KeyName = "pii", ContextKeys = ["tenant"], IdentityKeys = ["id"], FieldCount = 4 }) { }
        protected override void WriteContext(Customer model, ref PairWriter pairs) => pairs.Write(model.TenantId);
        protected override void WriteContext(EncryptedCustomer record, ref PairWriter pairs) => pairs.Write(record.TenantId);
        protected override void WriteIdentity(Customer model, ref PairWriter pairs) => pairs.Write(model.Id);
        protected override void WriteIdentity(EncryptedCustomer record, ref PairWriter pairs) => pairs.Write(record.Id);
        protected override long Measure(Customer model) => (long)Fields.Ssn.Measure(model.Ssn) + Fields.BirthDate.Measure(model.BirthDate) + Fields.Photo.Measure(model.Photo) + Fields.Alias.Measure(model.Alias);
        protected override RecordHeader GetHeader(EncryptedCustomer record) => record.RecordHeader;
        protected override EncryptedCustomer Seal(Customer model, RecordHeader header, ref FieldSealer sealer) => new()
        {
            TenantId = model.TenantId, Id = model.Id, City = model.City, RecordHeader = header,
            Ssn = SsnCiphertext.FromBytes(sealer.Seal(Fields.Ssn, model.Ssn)),
            BirthDate = FieldCiphertext.OrNull<BirthDateCiphertext>(sealer.Seal(Fields.BirthDate, model.BirthDate)),
            Photo = FieldCiphertext.OrNull<PhotoCiphertext>(sealer.Seal(Fields.Photo, model.Photo)),
            Alias = AliasCiphertext.FromBytes(sealer.Seal(Fields.Alias, model.Alias)),
        };
        protected override Customer Open(EncryptedCustomer record, ref FieldOpener opener) => new()
        {
            TenantId = record.TenantId, Id = record.Id, City = record.City,
            Ssn = opener.Open(Fields.Ssn, record.Ssn.Bytes),
            BirthDate = opener.Open(Fields.BirthDate, record.BirthDate?.Bytes ?? default),
            Photo = opener.Open(Fields.Photo, record.Photo?.Bytes ?? default),
            Alias = opener.Open(Fields.Alias, record.Alias.Bytes),
        };
        protected override void Apply(EncryptedCustomer source, EncryptedCustomer target) =>
            (target.City, target.Ssn, target.BirthDate, target.Photo, target.Alias, target.RecordHeader) = (source.City, source.Ssn, source.BirthDate, source.Photo, source.Alias, source.RecordHeader);
    }
}

public static class EncryptedCustomerExtensions
{
    public static ValueTask<EncryptedCustomer> EncryptAsync(this RecordEncryptor encryptor, Customer model, CancellationToken cancellationToken = default) => RecordOperations.EncryptAsync(encryptor, EncryptedCustomer.Schema, model, cancellationToken);
    public static ValueTask<Customer> DecryptAsync(this RecordEncryptor encryptor, EncryptedCustomer stored, CancellationToken cancellationToken = default) => RecordOperations.DecryptAsync(encryptor, EncryptedCustomer.Schema, stored, null, cancellationToken);
    public static ValueTask<TValue> DecryptFieldAsync<TValue>(this RecordEncryptor encryptor, EncryptedCustomer stored, EncryptedField<EncryptedCustomer, TValue> field, CancellationToken cancellationToken = default) => RecordOperations.DecryptFieldAsync(encryptor, EncryptedCustomer.Schema, stored, field, cancellationToken);
    public static ValueTask SetFieldAsync<TValue>(this RecordEncryptor encryptor, EncryptedCustomer stored, EncryptedField<EncryptedCustomer, TValue> field, TValue value, CancellationToken cancellationToken = default) => RecordOperations.SetFieldAsync(encryptor, EncryptedCustomer.Schema, stored, field, value, cancellationToken);
    public static ValueTask UpdateAsync(this RecordEncryptor encryptor, EncryptedCustomer stored, Customer model, CancellationToken cancellationToken = default) => RecordOperations.UpdateAsync(encryptor, EncryptedCustomer.Schema, stored, model, cancellationToken);
    public static ValueTask<string> DecryptFieldAsync(this RecordEncryptor encryptor, RecordEnvelope<EncryptedCustomer> envelope, EncryptedCustomer.SsnCiphertext ciphertext, CancellationToken cancellationToken = default) =>
        RecordOperations.DecryptFieldAsync(encryptor, EncryptedCustomer.Schema, envelope.Record, EncryptedCustomer.Fields.Ssn, ciphertext.Bytes, cancellationToken);
}
