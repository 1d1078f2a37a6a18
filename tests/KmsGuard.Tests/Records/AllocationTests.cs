using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Records;

/// <summary>Allocations do not vary with the machine, so they are tested; times are measured in the benchmarks.</summary>
public sealed class AllocationTests : PatientRecords
{
    private const int Runs = 1000;

    [Fact]
    public async Task Encrypting_five_fields_allocates_at_most_600_bytes_over_the_result()
    {
        using var cache = new CachingKeyring(Keyring);
        var encryptor = new RecordEncryptor(cache);
        var model = NewFive();
        var stored = await encryptor.EncryptAsync(model);
        var result = AllocatedBy(() => Clone(stored));
        var encrypt = AllocatedBy(() => encryptor.EncryptAsync(model).AsTask().GetAwaiter().GetResult());
        Assert.InRange(encrypt - result, 0, 600);
    }

    [Fact]
    public async Task Decrypting_five_fields_allocates_at_most_600_bytes_over_the_result()
    {
        using var cache = new CachingKeyring(Keyring);
        var encryptor = new RecordEncryptor(cache);
        var model = NewFive();
        var stored = await encryptor.EncryptAsync(model);
        var result = AllocatedBy(() => new Five { Tenant = model.Tenant, Id = model.Id, A = Copy(model.A), B = Copy(model.B), C = Copy(model.C), D = Copy(model.D), E = Copy(model.E) });
        var decrypt = AllocatedBy(() => encryptor.DecryptAsync(stored).AsTask().GetAwaiter().GetResult());
        Assert.InRange(decrypt - result, 0, 600);
    }

    [Fact]
    public async Task A_padded_field_allocates_what_its_ciphertext_takes_and_no_more()
    {
        using var cache = new CachingKeyring(Keyring);
        var encryptor = new RecordEncryptor(cache);
        var (bare, padded) = (new Note(1, new string('x', 32), null), new PaddedNote(1, new string('x', 32), null));
        var (storedBare, storedPadded) = (await encryptor.EncryptAsync(bare), await encryptor.EncryptAsync(padded));
        var results = (64 - 32) + (64 - 1);      // both fields are blocks of 64 bytes
        Assert.InRange(AllocatedBy(() => encryptor.EncryptAsync(padded).AsTask().GetAwaiter().GetResult()) - AllocatedBy(() => encryptor.EncryptAsync(bare).AsTask().GetAwaiter().GetResult()), 0, results + 16);
        Assert.Equal(AllocatedBy(() => encryptor.DecryptAsync(storedBare).AsTask().GetAwaiter().GetResult()), AllocatedBy(() => encryptor.DecryptAsync(storedPadded).AsTask().GetAwaiter().GetResult()));
    }

    /// <summary>What a field costs beyond the record: the array that is stored, and the text that is read. Nothing is left for generated code, encoding and cipher.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    public async Task A_field_allocates_its_result_and_nothing_else(int size)
    {
        using var cache = new CachingKeyring(Keyring);
        var encryptor = new RecordEncryptor(cache);
        var text = new string('x', size);
        var five = new Five { Tenant = "t1", Id = Guid.NewGuid(), A = text, B = text, C = text, D = text, E = text };
        var one = new One { Tenant = "t1", Id = five.Id, A = text };
        var (storedFive, storedOne) = (await encryptor.EncryptAsync(five), await encryptor.EncryptAsync(one));

        var results = AllocatedBy(() => Clone(storedFive)) - AllocatedBy(() => new EncryptedOne { Tenant = "t1", Id = one.Id, RecordHeader = RecordHeader.FromBytes(storedOne.RecordHeader.Bytes.ToArray()), A = EncryptedOne.ACiphertext.FromBytes(storedOne.A.Bytes.ToArray()) });
        Assert.Equal(results, AllocatedBy(() => encryptor.EncryptAsync(five).AsTask().GetAwaiter().GetResult()) - AllocatedBy(() => encryptor.EncryptAsync(one).AsTask().GetAwaiter().GetResult()));

        var values = AllocatedBy(() => new Five { Tenant = "t1", Id = five.Id, A = Copy(text), B = Copy(text), C = Copy(text), D = Copy(text), E = Copy(text) }) - AllocatedBy(() => new One { Tenant = "t1", Id = one.Id, A = Copy(text) });
        Assert.Equal(values, AllocatedBy(() => encryptor.DecryptAsync(storedFive).AsTask().GetAwaiter().GetResult()) - AllocatedBy(() => encryptor.DecryptAsync(storedOne).AsTask().GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task A_blind_index_allocates_nothing_but_a_normalized_text()
    {
        using var indexKeys = new HierarchicalKeyring(new Keyrings.ScriptedKeyring(), new InMemoryBranchKeyStore());
        using var root = await indexKeys.IndexRootAsync("default", EncryptionContext.FromChecked([KeyValuePair.Create("kmsguard-use", "index/1:default")]));
        BlindIndex<EncryptedMovableWithIndex, string> index = EncryptedMovableWithIndex.Indexes.TextIndex;
        var (text, longer) = ("value", new string('x', 5000));
        Assert.Equal(0, AllocatedBy(() => index.Compute(root, text)));
        Assert.Equal(0, AllocatedBy(() => index.Compute(root, longer)));
    }

    private static Five NewFive() => new()
    {
        Tenant = "t1", Id = Guid.NewGuid(), A = new string('a', 32), B = new string('b', 32), C = new string('c', 32), D = new string('d', 32), E = new string('e', 32),
    };

    private static EncryptedFive Clone(EncryptedFive from) => new()
    {
        Tenant = from.Tenant, Id = from.Id, RecordHeader = RecordHeader.FromBytes(from.RecordHeader.Bytes.ToArray()),
        A = EncryptedFive.ACiphertext.FromBytes(from.A.Bytes.ToArray()), B = EncryptedFive.BCiphertext.FromBytes(from.B.Bytes.ToArray()),
        C = EncryptedFive.CCiphertext.FromBytes(from.C.Bytes.ToArray()), D = EncryptedFive.DCiphertext.FromBytes(from.D.Bytes.ToArray()),
        E = EncryptedFive.ECiphertext.FromBytes(from.E.Bytes.ToArray()),
    };

    private static string Copy(string text) => new(text.AsSpan());

    private static long AllocatedBy<T>(Func<T> action)
    {
        for (var i = 0; i < 200; i++)
            action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Runs; i++)
            action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Runs;
    }
}
