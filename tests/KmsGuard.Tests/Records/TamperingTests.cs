using KmsGuard.Records;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Records;

/// <summary>What somebody who writes to the database can try. Every test runs on each target framework.</summary>
public sealed class TamperingTests : PatientRecords
{
    [Fact]
    public async Task Any_flipped_bit_of_a_header_is_refused()
    {
        Keyring.Copies = 2;
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var header = stored.RecordHeader.Bytes.ToArray();
        // The second encrypted data key is not needed once the first has opened: see the test on rewrapping below.
        var needed = RecordFormat1.EdksOffset + 1 + ((header.Length - RecordFormat1.EdksOffset - 1) / 2);
        for (var bit = 0; bit < needed * 8; bit++)
        {
            header[bit / 8] ^= (byte)(1 << (bit % 8));
            stored.RecordHeader = RecordHeader.FromBytes(header.ToArray());
            if (bit / 8 <= RecordFormat1.EdksOffset)
                await RefusedAsync(stored);
            header[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task Any_flipped_bit_of_the_only_encrypted_data_key_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("kmsguard-");
        try
        {
            using var keyring = LocalKeyring.ForDevelopment(Path.Combine(folder.FullName, "dev.key"));
            var encryptor = new RecordEncryptor(keyring);
            var stored = await encryptor.EncryptAsync(NewPatient());
            var header = stored.RecordHeader.Bytes.ToArray();
            for (var bit = 0; bit < header.Length * 8; bit++)
            {
                header[bit / 8] ^= (byte)(1 << (bit % 8));
                stored.RecordHeader = RecordHeader.FromBytes(header.ToArray());
                Harmless(await Assert.ThrowsAnyAsync<Exception>(async () => await encryptor.DecryptAsync(stored)));
                header[bit / 8] ^= (byte)(1 << (bit % 8));
            }
            stored.RecordHeader = RecordHeader.FromBytes(header);
            await encryptor.DecryptAsync(stored);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Any_flipped_bit_of_a_field_is_refused()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var name = stored.Name.Bytes.ToArray();
        for (var bit = 0; bit < name.Length * 8; bit++)
        {
            name[bit / 8] ^= (byte)(1 << (bit % 8));
            stored.Name = EncryptedPatient.NameCiphertext.FromBytes(name.ToArray());
            Harmless(await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptAsync(stored)));
            name[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task A_field_cut_at_any_byte_is_refused()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var name = stored.Name.Bytes;
        for (var length = 0; length < name.Length; length++)
        {
            stored.Name = EncryptedPatient.NameCiphertext.FromBytes(name[..length]);
            var error = Harmless(await Assert.ThrowsAnyAsync<Exception>(async () => await Encryptor.DecryptFieldAsync(stored, EncryptedPatient.Fields.Name)));
            Assert.Equal(length < 28 ? typeof(CiphertextFormatException) : typeof(CiphertextAuthenticationException), error.GetType());
            Assert.Contains(length < 28 ? "patient.name" : "did not authenticate", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_header_cut_at_any_byte_is_refused()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var header = stored.RecordHeader.Bytes;
        for (var length = 0; length < header.Length; length++)
        {
            stored.RecordHeader = RecordHeader.FromBytes(header[..length]);
            await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptAsync(stored));
        }
        Assert.Equal(0, Keyring.Unwrapped);
    }

    [Fact]
    public async Task A_field_of_another_column_is_refused()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        stored.Name = EncryptedPatient.NameCiphertext.FromBytes(stored.Notes!.Value.Bytes);
        await RefusedAsync(stored);
    }

    [Fact]
    public async Task A_field_of_another_record_is_refused()
    {
        var one = await Encryptor.EncryptAsync(NewPatient());
        var other = await Encryptor.EncryptAsync(NewPatient());
        one.Name = other.Name;
        await RefusedAsync(one);
    }

    [Fact]
    public async Task A_header_of_another_record_is_refused()
    {
        var one = await Encryptor.EncryptAsync(NewPatient());
        one.RecordHeader = (await Encryptor.EncryptAsync(NewPatient())).RecordHeader;
        await RefusedAsync(one);
    }

    [Fact]
    public async Task A_field_of_an_older_header_of_the_same_record_is_refused()
    {
        var patient = NewPatient();
        var stored = await Encryptor.EncryptAsync(patient);
        var old = stored.Name;
        await Encryptor.UpdateAsync(stored, patient);
        stored.Name = old;
        await RefusedAsync(stored);
    }

    /// <summary>Not prevented, and said in the threat model: SetFieldAsync keeps the record key.</summary>
    [Fact]
    public async Task An_old_value_of_a_field_under_the_same_header_opens()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient(name: "old"));
        var old = stored.Name;
        await Encryptor.SetFieldAsync(stored, EncryptedPatient.Fields.Name, "new");
        stored.Name = old;
        Assert.Equal("old", (await Encryptor.DecryptAsync(stored)).Name);
    }

    [Fact]
    public async Task A_record_moved_to_another_id_or_tenant_is_refused()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        await RefusedAsync(Copy(stored, stored.Tenant, Guid.NewGuid()));
        await RefusedAsync(Copy(stored, "t2", stored.Id));
        await Encryptor.DecryptAsync(Copy(stored, stored.Tenant, stored.Id));
    }

    /// <summary>Two tenants under one data key, as a keyring that does not bind the context would give: the derivation binds it all the same.</summary>
    [Fact]
    public async Task A_tenant_is_bound_even_where_the_wrap_does_not_bind_it()
    {
        var encryptor = new RecordEncryptor(new UnboundKeyring());
        var stored = await encryptor.EncryptAsync(NewPatient());
        await encryptor.DecryptAsync(stored);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(Copy(stored, "t2", stored.Id)));
    }

    [Fact]
    public async Task A_record_of_another_purpose_is_refused()
    {
        var visitor = await Encryptor.EncryptAsync(new Visitor("t1", Guid.NewGuid(), "name", 1));
        var patient = await Encryptor.EncryptAsync(NewPatient());
        var moved = Copy(patient, visitor.Tenant, visitor.Id);
        moved.RecordHeader = visitor.RecordHeader;
        moved.Name = EncryptedPatient.NameCiphertext.FromBytes(visitor.Name.Bytes);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptFieldAsync(moved, EncryptedPatient.Fields.Name));
    }

    [Fact]
    public async Task A_changed_type_is_refused_and_never_misread()
    {
        var stored = await Encryptor.EncryptAsync(new Visitor("t1", Guid.NewGuid(), "12345678", 1));
        var other = new EncryptedVisitorOfOtherTypes
        {
            Tenant = stored.Tenant, Id = stored.Id, RecordHeader = stored.RecordHeader,
            Name = EncryptedVisitorOfOtherTypes.NameCiphertext.FromBytes(stored.Name.Bytes),
            Visits = EncryptedVisitorOfOtherTypes.VisitsCiphertext.FromBytes(stored.Visits.Bytes),
        };
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptFieldAsync(other, EncryptedVisitorOfOtherTypes.Fields.Name));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptFieldAsync(other, EncryptedVisitorOfOtherTypes.Fields.Visits));
        var absence = new EncryptedVisitorOfKnownAbsence
        {
            Tenant = stored.Tenant, Id = stored.Id, RecordHeader = stored.RecordHeader,
            Name = EncryptedVisitorOfKnownAbsence.NameCiphertext.FromBytes(stored.Name.Bytes),
        };
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptFieldAsync(absence, EncryptedVisitorOfKnownAbsence.Fields.Name));
    }

    [Fact]
    public async Task A_nulled_field_is_noticed_where_the_model_asks_for_it()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        stored.Notes = null;                                  // not authenticated, said in the threat model
        Assert.Null((await Encryptor.DecryptAsync(stored)).Notes);
        stored.Allergy = default;                             // AuthenticateNull
        Assert.Contains("patient.allergy", (await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptAsync(stored))).Message, StringComparison.Ordinal);
    }

    /// <summary>Rule 4: the list of encrypted data keys is under no tag, so that it can be rewrapped; none of what can be done to it gives another plaintext.</summary>
    [Fact]
    public async Task Encrypted_data_keys_can_be_dropped_added_and_reordered_without_giving_anything_else()
    {
        Keyring.Copies = 3;
        var patient = NewPatient();
        var stored = await Encryptor.EncryptAsync(patient);
        var foreign = (await Encryptor.EncryptAsync(NewPatient())).RecordHeader;
        var edks = RecordFormat1.ParseHeader(stored.RecordHeader.Bytes).EncryptedDataKeys;
        var others = RecordFormat1.ParseHeader(foreign.Bytes).EncryptedDataKeys;
        var unknown = new EncryptedDataKey("aws-kms", "arn:aws:kms:eu-north-1:111122223333:key/x"u8, "blob"u8);

        EncryptedDataKey[][] lists = [[edks[2]], [edks[1], edks[0]], [others[0], edks[1]], [unknown, others[1], others[0], edks[0], edks[1], edks[2]]];
        foreach (var list in lists)
        {
            stored.RecordHeader = WithEdks(stored.RecordHeader, list);
            AssertEqual(patient, await Encryptor.DecryptAsync(stored));
        }
        stored.RecordHeader = WithEdks(stored.RecordHeader, [others[0], others[1]]);
        await RefusedAsync(stored);
        stored.RecordHeader = WithEdks(stored.RecordHeader, [edks[0], edks[0]]);
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptAsync(stored));
    }

    [Fact]
    public async Task Too_many_encrypted_data_keys_cost_no_call()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var header = stored.RecordHeader.Bytes.ToArray();
        header[RecordFormat1.EdksOffset] = 9;
        stored.RecordHeader = RecordHeader.FromBytes(header);
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Encryptor.DecryptAsync(stored));
        Assert.Equal(0, Keyring.Unwrapped);
    }

    [Fact]
    public async Task A_keyring_that_does_not_ask_whether_a_key_is_accepted_gets_no_further()
    {
        var encryptor = new RecordEncryptor(new CarelessKeyring());
        var stored = await encryptor.EncryptAsync(NewPatient());
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(stored));
    }

    [Fact]
    public async Task A_whole_row_with_its_context_opens_as_that_row_unless_another_is_expected()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        await Encryptor.DecryptAsync(stored, EncryptedPatient.Expect(stored.Tenant, stored.Id));
        await Encryptor.DecryptAsync(stored, EncryptionContext.Of(("tenant", stored.Tenant)));
        var before = Keyring.Unwrapped;
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptAsync(stored, EncryptedPatient.Expect(stored.Tenant, Guid.NewGuid())));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptAsync(stored, EncryptedPatient.Expect("t2", stored.Id)));
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.DecryptAsync(stored, EncryptionContext.Of(("region", "eu"))));
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.DecryptAsync(stored, EncryptionContext.Empty));
        Assert.Throws<EncryptionContextException>(() => EncryptedPatient.Expect("", stored.Id));
        Assert.Equal(before, Keyring.Unwrapped);
    }

    [Fact]
    public async Task A_header_only_record_opens_in_any_row_and_its_field_under_no_other_header()
    {
        var one = await Encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "one" });
        var other = await Encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "other" });
        one.Id = 7;
        Assert.Equal("one", (await Encryptor.DecryptAsync(one)).Text);
        one.Text = other.Text;
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptAsync(one));
    }

    [Fact]
    public async Task An_identity_that_is_sent_along_is_bound_by_the_key_service_too()
    {
        using var cache = new CachingKeyring(Keyring);
        var encryptor = new RecordEncryptor(cache);
        var stored = await encryptor.EncryptAsync(new Order { Tenant = "t1", Number = 5, Card = "4242" });
        await encryptor.EncryptAsync(new Order { Tenant = "t1", Number = 6, Card = "4242" });
        Assert.Equal(2, Keyring.Generated);                    // no data key is shared between records
        Assert.Equal(1, stored.RecordHeader.Bytes.Span[2]);
        Assert.Equal("4242", (await encryptor.DecryptAsync(stored)).Card);
        var moved = new EncryptedOrder { Tenant = "t1", Number = 6, Card = stored.Card, RecordHeader = stored.RecordHeader };
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(moved));

        var unflagged = stored.RecordHeader.Bytes.ToArray();
        unflagged[2] = 0;
        stored.RecordHeader = RecordHeader.FromBytes(unflagged);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(stored));
    }

    private async Task RefusedAsync(EncryptedPatient stored)
    {
        var error = Harmless(await Assert.ThrowsAnyAsync<Exception>(async () => await Encryptor.DecryptAsync(stored)));
        Assert.True(error is CiphertextAuthenticationException or CiphertextFormatException, error.ToString());
    }

    private static RecordHeader WithEdks(RecordHeader header, EncryptedDataKey[] edks) =>
        RecordHeader.FromBytes((byte[])[.. header.Bytes.Span[..RecordFormat1.EdksOffset], .. HeaderBytes.Edks(edks)]);

    private static EncryptedPatient Copy(EncryptedPatient from, string tenant, Guid id) => new()
    {
        Tenant = tenant, Id = id, RecordHeader = from.RecordHeader, Name = from.Name, Notes = from.Notes, Born = from.Born, Seen = from.Seen, Weight = from.Weight,
        Visits = from.Visits, Number = from.Number, Insurer = from.Insurer, Smoker = from.Smoker, Blood = from.Blood, Scan = from.Scan, Allergy = from.Allergy,
    };

    /// <summary>Always the same data key, whatever the context: as bad as a keyring can be and still answer.</summary>
    private sealed class UnboundKeyring : IKeyring
    {
        private static readonly EncryptedDataKey Edk = new("unbound", default, default);

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => new(DataKeyLease.Create(new byte[32], [Edk]));

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
        {
            var lease = DataKeyLease.Create(new byte[32], [Edk]);
            return request.Accept(lease) ? new ValueTask<DataKeyLease>(lease) : throw new CiphertextAuthenticationException();
        }
    }

    /// <summary>Gives another data key each time and asks nobody.</summary>
    private sealed class CarelessKeyring : IKeyring
    {
        private static readonly EncryptedDataKey Edk = new("careless", default, default);
        private byte _next;

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => new(Next());

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) => new(Next());

        private DataKeyLease Next() => DataKeyLease.Create([.. Enumerable.Repeat(_next++, 32)], [Edk]);
    }
}
