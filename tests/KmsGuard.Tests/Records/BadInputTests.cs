using KmsGuard.Generated;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Records;

public sealed class BadInputTests : PatientRecords
{
    [Theory]
    [InlineData(null, "is null")]
    [InlineData("", "is empty")]
    public async Task A_missing_context_value_is_named_before_any_call(string? tenant, string expected)
    {
        var error = await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.EncryptAsync(NewPatient(tenant!)));
        Assert.Contains("'tenant' " + expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Keyring.Generated);
    }

    [Fact]
    public async Task A_missing_identity_is_named_before_any_call()
    {
        var patient = new Patient { Tenant = "t1", Id = Guid.Empty, Name = Marker };
        Assert.Contains("'id' is Guid.Empty", Harmless(await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.EncryptAsync(patient))).Message, StringComparison.Ordinal);
        var order = new Order { Tenant = "t1", Number = 0, Card = Marker };
        Assert.Contains("'number' is 0", Harmless(await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.EncryptAsync(order))).Message, StringComparison.Ordinal);
        Assert.Equal(0, Keyring.Generated);
    }

    [Fact]
    public async Task A_context_that_is_too_long_is_refused()
    {
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.EncryptAsync(NewPatient(new string('t', 8200))));
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.EncryptAsync(NewPatient(new string('å', 5000))));
        var longest = NewPatient(new string('t', 8192 - 2 - (2 + 12 + 2 + 15) - (2 + 6 + 2) - (2 + 2 + 2 + 36)));
        AssertEqual(longest, await Encryptor.DecryptAsync(await Encryptor.EncryptAsync(longest)));
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.EncryptAsync(NewPatient(longest.Tenant + "t")));
    }

    [Fact]
    public async Task Text_without_a_UTF_8_form_is_refused_before_any_call()
    {
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.EncryptAsync(NewPatient("t\uD800")));
        var error = Harmless(await Assert.ThrowsAsync<ArgumentException>(async () => await Encryptor.EncryptAsync(NewPatient(name: Marker + "\uDFFF"))));
        Assert.Contains("patient.name", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Keyring.Generated);
    }

    [Fact]
    public async Task A_null_in_a_required_field_is_refused_before_any_call()
    {
        var patient = NewPatient();
        patient.Name = null!;
        Assert.Contains("patient.name is null", Harmless(await Assert.ThrowsAsync<ArgumentException>(async () => await Encryptor.EncryptAsync(patient))).Message, StringComparison.Ordinal);
        Assert.Equal(0, Keyring.Generated);
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var name = stored.Name;
        await Assert.ThrowsAsync<ArgumentException>(async () => await Encryptor.SetFieldAsync(stored, EncryptedPatient.Fields.Name, null!));
        Assert.Equal(name, stored.Name);
        Assert.Equal(0, Keyring.Unwrapped);
    }

    [Fact]
    public async Task An_instance_of_a_derived_class_is_refused_instead_of_sliced()
    {
        var child = new Child { Tenant = "t1", Id = Guid.NewGuid(), Name = Marker };
        Assert.Contains(nameof(Child), Harmless(await Assert.ThrowsAsync<ArgumentException>(async () => await Encryptor.EncryptAsync(child))).Message, StringComparison.Ordinal);
        var stored = await Encryptor.EncryptAsync(NewPatient());
        await Assert.ThrowsAsync<ArgumentException>(async () => await Encryptor.UpdateAsync(stored, child));
    }

    [Fact]
    public async Task Nulls_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Encryptor.EncryptAsync((Patient)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Encryptor.DecryptAsync((EncryptedPatient)null!));
        Assert.Throws<ArgumentNullException>(() => new RecordEncryptor(null!));
    }

    [Fact]
    public async Task Absent_wrappers_and_headers_are_named()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        stored.Name = default;
        Assert.Contains("patient.name is absent", (await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptAsync(stored))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptFieldAsync(stored, EncryptedPatient.Fields.Name));
        stored.Born = default(EncryptedPatient.BornCiphertext);      // absent is not null
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptFieldAsync(stored, EncryptedPatient.Fields.Born));
        stored.RecordHeader = default;
        Assert.Contains("record header is absent", (await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptAsync(stored))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_a_newer_version_says_so()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var header = stored.RecordHeader.Bytes.ToArray();
        header[0] = 2;
        stored.RecordHeader = RecordHeader.FromBytes(header);
        Assert.Contains("newer version", (await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptAsync(stored))).Message, StringComparison.Ordinal);
    }

    /// <summary>Each encrypted data key may cost a call: a header that holds too many is refused before any.</summary>
    [Theory]
    [InlineData(9, 9)]
    [InlineData(255, 255)]
    [InlineData(8, 65_535)]
    [InlineData(255, 65_535)]
    public async Task A_header_with_too_many_encrypted_data_keys_makes_no_call(byte told, int held)
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var made = stored.RecordHeader.Bytes;
        var flood = new List<byte>([.. made.Span[..51], told]);
        for (var i = 0; i < held; i++)
            flood.AddRange([0, 8, .. "scripted"u8, 0, 2, (byte)(i >> 8), (byte)i, 0, 0]);
        stored.RecordHeader = RecordHeader.FromBytes(flood.ToArray());
        var rewrapper = new RecordEncryptor(new MultiKeyring([new("one", Keyring)]));
        var calls = Keyring.Calls;
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptAsync(stored));
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.OpenAsync(stored));
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await rewrapper.RewrapAsync(stored));
        Assert.Equal(calls, Keyring.Calls);
    }

    [Fact]
    public async Task A_failed_set_or_update_leaves_the_record_as_it_was()
    {
        var patient = NewPatient();
        var stored = await Encryptor.EncryptAsync(patient);
        var before = System.Text.Json.JsonSerializer.Serialize(stored);
        Keyring.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "disabled");
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Encryptor.SetFieldAsync(stored, EncryptedPatient.Fields.Name, "new"));
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Encryptor.UpdateAsync(stored, patient));
        Keyring.Fault = null;
        patient.Scan = null!;
        await Assert.ThrowsAsync<ArgumentException>(async () => await Encryptor.UpdateAsync(stored, patient));
        Assert.Equal(before, System.Text.Json.JsonSerializer.Serialize(stored));
    }

    [Fact]
    public async Task A_model_of_another_record_does_not_update_this_one()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.UpdateAsync(stored, NewPatient()));
    }

    [Fact]
    public async Task A_data_key_of_another_length_is_refused()
    {
        var encryptor = new RecordEncryptor(new ShortKeyring());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await encryptor.EncryptAsync(NewPatient()));
        var stored = await Encryptor.EncryptAsync(NewPatient());
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(stored));
    }

    [Fact]
    public async Task A_context_and_an_identity_that_are_too_long_together_are_refused()
    {
        var two = new TwoTexts { Tenant = new string('t', 5000), Name = new string('n', 5000), Text = "x" };
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.EncryptAsync(two));
        Assert.Equal(0, Keyring.Generated);
    }

    /// <summary>Every reader refuses such a header, so it must not be written.</summary>
    [Fact]
    public async Task A_keyring_that_gives_an_encrypted_data_key_twice_is_named() =>
        Assert.Contains("twice", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await new RecordEncryptor(new StutteringKeyring()).EncryptAsync(NewPatient()))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(9)]
    [InlineData(300)]      // more than the count's byte holds
    public async Task A_keyring_with_too_many_keys_is_named(int copies)
    {
        Keyring.Copies = copies;
        Assert.Contains("1 to 8", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await Encryptor.EncryptAsync(NewPatient()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_leaves_nothing_behind()
    {
        var gate = new TaskCompletionSource();
        Keyring.Gate = gate.Task;
        using var cancel = new CancellationTokenSource();
        var pending = Encryptor.EncryptAsync(NewPatient(), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        gate.SetResult();
        await Encryptor.EncryptAsync(NewPatient());
    }

    /// <summary>A schema that an older or broken generator might have written: the runtime does not trust it.</summary>
    [Theory]
    [InlineData("aws-crypto-x", "id", "reserved")]
    [InlineData("KMSGUARD-use", "id", "reserved")]
    [InlineData("", "id", "empty")]
    [InlineData("id", "id", "twice")]
    [InlineData("ID", "id", "twice")]
    public void Schemas_with_unusable_keys_are_refused(string context, string identity, string expected)
    {
        var options = new RecordSchemaOptions { Purpose = "p", KeyName = "k", ContextKeys = [context], IdentityKeys = [identity], FieldCount = 1 };
        var error = Assert.Throws<EncryptionContextException>(() => new KmsGuard.Records.SchemaPlan(options, "Model"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "k")]
    [InlineData("p", "")]
    public void Schemas_without_names_are_refused(string purpose, string keyName) =>
        Assert.Throws<EncryptionContextException>(() => new KmsGuard.Records.SchemaPlan(
            new RecordSchemaOptions { Purpose = purpose, KeyName = keyName, ContextKeys = [], IdentityKeys = [], FieldCount = 1 }, "Model"));

    private sealed class Child : Patient
    {
        public string? Lost { get; set; }
    }

    private sealed class StutteringKeyring : IKeyring
    {
        private static readonly EncryptedDataKey Edk = new("stuttering", default, default);

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => new(DataKeyLease.Create(new byte[32], [Edk, Edk]));

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) => throw new CiphertextAuthenticationException();
    }

    private sealed class ShortKeyring : IKeyring
    {
        private static readonly EncryptedDataKey Edk = new("short", default, default);

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => new(DataKeyLease.Create(new byte[16], [Edk]));

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
        {
            using var lease = DataKeyLease.Create(new byte[16], [Edk]);
            return request.Accept(lease) ? throw new InvalidOperationException("A short key was accepted.") : throw new CiphertextAuthenticationException();
        }
    }
}
