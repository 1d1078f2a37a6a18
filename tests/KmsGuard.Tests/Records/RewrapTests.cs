using System.Collections.Immutable;
using KmsGuard.Tests.Keyrings;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Records;

/// <summary>Records whose data key is wrapped anew: the fields stay, and nothing stored is let go for what does not open.</summary>
public sealed class RewrapTests : PatientRecords
{
    private const int EdksOffset = 51;

    [Fact]
    public async Task A_rewrapped_record_opens_with_the_new_keys_alone()
    {
        var patient = NewPatient();
        var stored = await Encryptor.EncryptAsync(patient);
        using var next = new ScriptedKeyring("next");
        var both = new RecordEncryptor(new MultiKeyring([new("old", Keyring), new("next", next)]));
        var before = stored.RecordHeader;
        var header = await both.RewrapAsync(stored);
        Assert.Equal(before, stored.RecordHeader);
        Assert.NotEqual(before, header);
        Assert.Equal(before.Bytes[..EdksOffset].ToArray(), header.Bytes[..EdksOffset].ToArray());
        stored.RecordHeader = header;
        AssertEqual(patient, await new RecordEncryptor(next).DecryptAsync(stored));
        AssertEqual(patient, await Encryptor.DecryptAsync(stored));
    }

    [Fact]
    public async Task A_projection_is_enough()
    {
        var patient = NewPatient();
        var stored = await Encryptor.EncryptAsync(patient);
        using var next = new ScriptedKeyring("next");
        var both = new RecordEncryptor(new CachingKeyring(new MultiKeyring([new("old", Keyring), new("next", next)])));
        stored.RecordHeader = await both.RewrapAsync(EncryptedPatient.Envelope(stored.Tenant, stored.Id, stored.RecordHeader));
        AssertEqual(patient, await new RecordEncryptor(next).DecryptAsync(stored));
    }

    [Fact]
    public async Task A_record_whose_identity_goes_to_the_key_service_too_is_rewrapped()
    {
        using var multi = new MultiKeyring([new("only", Keyring)]);
        var encryptor = new RecordEncryptor(multi);
        var stored = await encryptor.EncryptAsync(new Order { Tenant = "t1", Number = 1, Card = Marker });
        stored.RecordHeader = await encryptor.RewrapAsync(stored);
        Assert.Equal(Marker, (await encryptor.DecryptAsync(stored)).Card);
    }

    [Fact]
    public async Task A_record_of_another_tenant_is_not_rewrapped()
    {
        using var multi = new MultiKeyring([new("only", Keyring)]);
        var stored = await Encryptor.EncryptAsync(NewPatient());
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
            await new RecordEncryptor(multi).RewrapAsync(EncryptedPatient.Envelope("t2", stored.Id, stored.RecordHeader)));
    }

    /// <summary>The EDK of another record, put in place of the right one: its data key does not derive this record's commitment.</summary>
    [Fact]
    public async Task Another_records_data_key_is_not_wrapped_for_this_one()
    {
        using var multi = new MultiKeyring([new("only", Keyring)]);
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var other = await Encryptor.EncryptAsync(NewPatient());
        byte[] mixed = [.. stored.RecordHeader.Bytes[..EdksOffset].Span, .. other.RecordHeader.Bytes[EdksOffset..].Span];
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
            await new RecordEncryptor(multi).RewrapAsync(EncryptedPatient.Envelope(stored.Tenant, stored.Id, RecordHeader.FromBytes(mixed))));
    }

    [Fact]
    public async Task A_keyring_that_cannot_says_so()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var error = await Assert.ThrowsAsync<NotSupportedException>(async () => await Encryptor.RewrapAsync(stored));
        Assert.Contains(nameof(ScriptedKeyring), error.Message, StringComparison.Ordinal);
    }

    /// <summary>A faulty keyring must not cost a record: what it did not open again is not stored.</summary>
    [Fact]
    public async Task What_was_not_opened_again_replaces_nothing()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var real = RewrapOf(stored)[0];
        var invented = new EncryptedDataKey("invented", [], [1]);
        foreach (ImmutableArray<EncryptedDataKey> answer in new ImmutableArray<EncryptedDataKey>[] { default, [], [invented], [real, invented] })
        {
            var faulty = new RecordEncryptor(new CarelessKeyring(Keyring, answer));
            Harmless(await Assert.ThrowsAsync<InvalidOperationException>(async () => await faulty.RewrapAsync(stored)));
        }
    }

    [Fact]
    public async Task A_record_that_is_current_keeps_its_header()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var content = new RecordEncryptor(new CarelessKeyring(Keyring, RewrapOf(stored)));
        Assert.Equal(stored.RecordHeader, await content.RewrapAsync(stored));
    }

    [Fact]
    public async Task A_local_key_rewraps()
    {
        var folder = Directory.CreateTempSubdirectory("kmsguard-");
        try
        {
            using var local = LocalKeyring.ForDevelopment(Path.Combine(folder.FullName, "dev.key"));
            var encryptor = new RecordEncryptor(local);
            var patient = NewPatient();
            var stored = await encryptor.EncryptAsync(patient);
            var header = await encryptor.RewrapAsync(stored);
            Assert.NotEqual(stored.RecordHeader, header);
            stored.RecordHeader = header;
            AssertEqual(patient, await encryptor.DecryptAsync(stored));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ImmutableArray<EncryptedDataKey> RewrapOf(EncryptedPatient stored) =>
        KmsGuard.Records.RecordFormat1.ParseHeader(stored.RecordHeader.Bytes).EncryptedDataKeys;

    /// <summary>Opens what is stored, and answers whatever it was told to.</summary>
    private sealed class CarelessKeyring(IKeyring inner, ImmutableArray<EncryptedDataKey> answer) : IRewrappingKeyring
    {
        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => inner.GenerateAsync(request, cancellationToken);

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) => inner.UnwrapAsync(request, cancellationToken);

        public async ValueTask<ImmutableArray<EncryptedDataKey>> RewrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
        {
            (await inner.UnwrapAsync(request, cancellationToken)).Dispose();
            return answer;
        }
    }
}
