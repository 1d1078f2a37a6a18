using FsCheck;
using FsCheck.Fluent;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Records;

public sealed class RoundTripTests : PatientRecords
{
    [Fact]
    public async Task A_record_comes_back()
    {
        var patient = NewPatient();
        AssertEqual(patient, await Encryptor.DecryptAsync(await Encryptor.EncryptAsync(patient)));
    }

    [Fact]
    public void Any_record_comes_back()
    {
        var patients =
            from name in Checks.Text()
            from notes in Checks.Text(200).OrNull()
            from born in Gen.Choose(-1000, DateOnly.MaxValue.DayNumber).Select(day => day < 0 ? (DateOnly?)null : DateOnly.FromDayNumber(day))
            from seen in ArbMap.Default.GeneratorFor<DateTimeOffset>()
            from weight in ArbMap.Default.GeneratorFor<decimal>()
            from visits in ArbMap.Default.GeneratorFor<int>()
            from number in ArbMap.Default.GeneratorFor<ulong>()
            from insurer in ArbMap.Default.GeneratorFor<Guid?>()
            from smoker in ArbMap.Default.GeneratorFor<bool?>()
            from blood in ArbMap.Default.GeneratorFor<BloodGroup>()
            from scan in ArbMap.Default.GeneratorFor<byte[]>()
            from allergy in Checks.Text().OrNull()
            select new Patient
            {
                Tenant = "t1", Id = Guid.NewGuid(), Name = name, Notes = notes, Born = born, Seen = seen, Weight = weight, Visits = visits,
                Number = number, Insurer = insurer, Smoker = smoker, Blood = blood, Scan = scan, Allergy = allergy,
            };
        Checks.Hold(Arb.From(patients), patient =>
        {
            AssertEqual(patient, Encryptor.DecryptAsync(Encryptor.EncryptAsync(patient).AsTask().Result).AsTask().Result);
            return true;
        });
    }

    [Fact]
    public async Task Null_stays_null_and_empty_is_a_value()
    {
        var patient = NewPatient(name: "");
        (patient.Notes, patient.Born, patient.Insurer, patient.Smoker, patient.Allergy, patient.Scan) = (null, null, null, null, null, []);
        var stored = await Encryptor.EncryptAsync(patient);
        Assert.Null(stored.Notes);
        Assert.Null(stored.Born);
        Assert.Equal(28, stored.Name.Bytes.Length);
        Assert.Equal(28, stored.Scan.Bytes.Length);
        Assert.Equal(29, stored.Allergy.Bytes.Length);      // a null that is authenticated has a presence byte
        AssertEqual(patient, await Encryptor.DecryptAsync(stored));
    }

    [Fact]
    public async Task A_field_costs_28_bytes_over_its_plaintext()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient(name: new string('x', 100)));
        Assert.Equal(128, stored.Name.Bytes.Length);
        Assert.Equal(28 + 16, stored.Insurer!.Value.Bytes.Length);
        Assert.Equal(28 + 4, stored.Born!.Value.Bytes.Length);
    }

    [Fact]
    public async Task A_header_with_one_local_key_takes_156_bytes()
    {
        var folder = Directory.CreateTempSubdirectory("kmsguard-");
        try
        {
            using var keyring = LocalKeyring.ForDevelopment(Path.Combine(folder.FullName, "dev.key"));
            var patient = NewPatient();
            var stored = await new RecordEncryptor(keyring).EncryptAsync(patient);
            Assert.Equal(156, stored.RecordHeader.Bytes.Length);
            AssertEqual(patient, await new RecordEncryptor(keyring).DecryptAsync(stored));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Encrypting_twice_gives_nothing_equal()
    {
        var patient = NewPatient();
        var one = await Encryptor.EncryptAsync(patient);
        var other = await Encryptor.EncryptAsync(patient);
        Assert.NotEqual(one.RecordHeader, other.RecordHeader);
        Assert.NotEqual(one.Name, other.Name);
        Assert.NotEqual(one.RecordHeader.Bytes[3..19].ToArray(), other.RecordHeader.Bytes[3..19].ToArray());
    }

    [Fact]
    public async Task Every_field_of_a_record_has_an_IV_of_its_own()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        string[] ivs =
        [
            .. new[]
            {
                stored.Name.Bytes, stored.Notes!.Value.Bytes, stored.Born!.Value.Bytes, stored.Seen.Bytes, stored.Weight.Bytes, stored.Visits.Bytes, stored.Number.Bytes,
                stored.Insurer!.Value.Bytes, stored.Smoker!.Value.Bytes, stored.Blood.Bytes, stored.Scan.Bytes, stored.Allergy.Bytes,
            }.Select(bytes => Convert.ToHexString(bytes.Span[..12])),
        ];
        Assert.Equal(12, ivs.Distinct().Count());
    }

    [Fact]
    public async Task One_field_can_be_read_alone()
    {
        var patient = NewPatient();
        var stored = await Encryptor.EncryptAsync(patient);
        stored.Notes = default(EncryptedPatient.NotesCiphertext);      // of no concern to another field
        Assert.Equal(patient.Name, await Encryptor.DecryptFieldAsync(stored, EncryptedPatient.Fields.Name));
        Assert.Equal(patient.Born, await Encryptor.DecryptFieldAsync(stored, EncryptedPatient.Fields.Born));
        var envelope = EncryptedPatient.Envelope(stored.Tenant, stored.Id, stored.RecordHeader);
        Assert.Equal(patient.Name, await Encryptor.DecryptFieldAsync(envelope, stored.Name));
        Assert.Equal(patient.Born, await Encryptor.DecryptFieldAsync(envelope, stored.Born));
        Assert.Equal(patient.Allergy, await Encryptor.DecryptFieldAsync(envelope, stored.Allergy));
    }

    [Fact]
    public async Task A_field_can_be_set_alone_under_a_new_IV()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        var before = (stored.RecordHeader, stored.Name, stored.Notes);
        await Encryptor.SetFieldAsync(stored, EncryptedPatient.Fields.Name, "new");
        var first = stored.Name;
        await Encryptor.SetFieldAsync(stored, EncryptedPatient.Fields.Name, "new");
        Assert.NotEqual(first.Bytes[..12].ToArray(), stored.Name.Bytes[..12].ToArray());
        Assert.Equal((before.RecordHeader, before.Notes), (stored.RecordHeader, stored.Notes));
        await Encryptor.SetFieldAsync(stored, EncryptedPatient.Fields.Born, null);
        Assert.Null(stored.Born);
        Assert.Equal("new", (await Encryptor.DecryptAsync(stored)).Name);
    }

    [Fact]
    public async Task A_whole_record_can_be_updated_in_place_with_a_new_header()
    {
        var patient = NewPatient();
        var stored = await Encryptor.EncryptAsync(patient);
        var header = stored.RecordHeader;
        patient.Name = "new";
        patient.Ward = "8c";
        patient.Notes = null;
        await Encryptor.UpdateAsync(stored, patient);
        Assert.NotEqual(header, stored.RecordHeader);
        AssertEqual(patient, await Encryptor.DecryptAsync(stored));
    }

    [Fact]
    public async Task An_open_record_is_read_without_further_calls_until_it_is_closed()
    {
        var patient = NewPatient();
        var stored = await Encryptor.EncryptAsync(patient);
        var open = await Encryptor.OpenAsync(stored);
        Parallel.For(0, 1000, _ =>
        {
            Assert.Equal(patient.Name, open.Name);
            Assert.Equal(patient.Weight, open.Weight);
        });
        Assert.Equal(1, Keyring.Unwrapped);
        Assert.DoesNotContain(Marker, open.ToString(), StringComparison.Ordinal);
        open.Dispose();
        open.Dispose();
        Assert.Throws<ObjectDisposedException>(() => open.Name);
    }

    [Fact]
    public async Task Sequences_are_worked_one_record_at_a_time()
    {
        var given = 0;
        async IAsyncEnumerable<Patient> Source()
        {
            for (var i = 0; i < 10; i++)
            {
                given++;
                yield return NewPatient(name: $"{i}");
                await Task.Yield();
            }
        }
        var taken = 0;
        await foreach (var patient in Encryptor.DecryptAllAsync(Encryptor.EncryptAllAsync(Source())))
        {
            Assert.Equal($"{taken++}", patient.Name);
            Assert.Equal(taken, given);
        }
        Assert.Equal(10, taken);
    }

    [Fact]
    public async Task A_shared_encryptor_never_gives_a_wrong_result()
    {
        using var cache = new CachingKeyring(Keyring);
        var encryptor = new RecordEncryptor(cache);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 250; i++)
            {
                var patient = NewPatient(tenant: $"t{i % 3}", name: $"{thread}/{i}");
                AssertEqual(patient, await encryptor.DecryptAsync(await encryptor.EncryptAsync(patient)));
            }
        })));
        Assert.Equal(3, Keyring.Generated);
    }

    [Fact]
    public async Task JSON_holds_base64url_and_comes_back()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        stored.Notes = null;
        var json = System.Text.Json.JsonSerializer.Serialize(stored);
        Assert.DoesNotContain(Marker, json, StringComparison.Ordinal);
        var back = System.Text.Json.JsonSerializer.Deserialize<EncryptedPatient>(json)!;
        Assert.Equal((stored.RecordHeader, stored.Name, stored.Notes, stored.Allergy), (back.RecordHeader, back.Name, back.Notes, back.Allergy));
        Assert.Equal((await Encryptor.DecryptAsync(stored)).Name, (await Encryptor.DecryptAsync(back)).Name);
        Assert.Throws<System.Text.Json.JsonException>(() => System.Text.Json.JsonSerializer.Deserialize<EncryptedPatient.NameCiphertext>("\"QQ==\""));
        Assert.Throws<System.Text.Json.JsonException>(() => System.Text.Json.JsonSerializer.Deserialize<RecordHeader>("7"));
    }

    [Fact]
    public async Task Nothing_printed_of_a_record_is_plaintext()
    {
        var stored = await Encryptor.EncryptAsync(NewPatient());
        Assert.Equal($"encrypted patient.name ({stored.Name.Bytes.Length} bytes)", stored.Name.ToString());
        Assert.Equal("patient.name (absent)", default(EncryptedPatient.NameCiphertext).ToString());
        Assert.Equal($"record header ({stored.RecordHeader.Bytes.Length} bytes)", stored.RecordHeader.ToString());
        Assert.DoesNotContain(Marker, $"{stored} {stored.Notes}", StringComparison.Ordinal);
    }
}
