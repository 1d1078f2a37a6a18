namespace KmsGuard.Generators.Tests.EndToEnd;

/// <summary>Changes of a model that docs/schema.md calls safe, each against a row that the previous shape wrote; and what must stay refused.</summary>
public sealed class EvolutionTests
{
    [Fact]
    public Task A_field_that_was_added_is_null_in_old_records() => RunAsync(
        """[Encrypted("ssn")] public required string Ssn { get; set; }""",
        """[Encrypted("ssn")] public required string Ssn { get; set; } [Encrypted("phone")] public string? Phone { get; set; }""",
        """
        var stored = await encryptor.EncryptAsync(new Before.Customer { Id = id, Ssn = "123" });
        var back = await encryptor.DecryptAsync(Row<After.EncryptedCustomer>(stored));
        Assert.Equal(("123", null), (back.Ssn, back.Phone));
        """);

    [Fact]
    public Task A_field_that_was_made_nullable_reads_what_was_required() => RunAsync(
        """[Encrypted("born")] public DateOnly Born { get; set; }""",
        """[Encrypted("born")] public DateOnly? Born { get; set; }""",
        """
        var stored = await encryptor.EncryptAsync(new Before.Customer { Id = id, Born = new(1984, 2, 29) });
        var after = Row<After.EncryptedCustomer>(stored);
        Assert.Equal(new DateOnly(1984, 2, 29), (await encryptor.DecryptAsync(after)).Born);
        await encryptor.SetFieldAsync(after, After.EncryptedCustomer.Fields.Born, null);
        Assert.Null((await encryptor.DecryptAsync(after)).Born);
        """);

    [Fact]
    public Task An_integer_that_was_widened_reads_what_was_narrow() => RunAsync(
        """[Encrypted("n")] public short N { get; set; }""",
        """[Encrypted("n")] public long N { get; set; }""",
        """
        var stored = await encryptor.EncryptAsync(new Before.Customer { Id = id, N = -7 });
        Assert.Equal(-7, (await encryptor.DecryptAsync(Row<After.EncryptedCustomer>(stored))).N);
        """);

    private const string Renamed = """[Encrypted("ssn")] public required string Ssn { get; set; } [Encrypted("note", AuthenticateNull = true)] public string? Note { get; set; }""";

    [Theory]
    [InlineData("""[Encrypted("social"), FormerName("ssn")] public required string Ssn { get; set; } [Encrypted("remark", AuthenticateNull = true), FormerName("text"), FormerName("note")] public string? Note { get; set; }""")]
    [InlineData("""[Encrypted("social", Pad = 32), FormerName("ssn")] public required string Ssn { get; set; } [Encrypted("remark", AuthenticateNull = true, Pad = 16), FormerName("note")] public string? Note { get; set; }""")]
    [InlineData("""[Encrypted("social"), FormerName("old"), FormerName("ssn")] public required string Ssn { get; set; } [Encrypted("note", AuthenticateNull = true)] public string? Note { get; set; }""")]
    public Task A_field_that_was_renamed_reads_its_former_name_and_writes_the_present_one(string after) => RunAsync(Renamed, after, """
        var before = await encryptor.EncryptAsync(new Before.Customer { Id = id, Ssn = "123", Note = null });
        var stored = Row<After.EncryptedCustomer>(before);
        var back = await encryptor.DecryptAsync(stored);
        Assert.Equal(("123", null), (back.Ssn, back.Note));
        Assert.Equal("123", await encryptor.DecryptFieldAsync(stored, After.EncryptedCustomer.Fields.Ssn));
        using (var open = await encryptor.OpenAsync(stored))
            Assert.Equal("123", open.Ssn);
        // Written under the present name, beside one that still has the former.
        await encryptor.SetFieldAsync(stored, After.EncryptedCustomer.Fields.Ssn, "456");
        Assert.Equal(("456", null), await encryptor.DecryptAsync(stored) is var changed ? (changed.Ssn, changed.Note) : default);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(Row<Before.EncryptedCustomer>(stored)));
        """);

    [Fact]
    public Task Without_the_former_name_it_is_refused_and_with_it_no_other_field_opens() => RunAsync(
        """[Encrypted("a")] public required string A { get; set; } [Encrypted("b")] public required string B { get; set; }""",
        """[Encrypted("x")] public required string A { get; set; } [Encrypted("y"), FormerName("b")] public required string B { get; set; }""",
        """
        var before = await encryptor.EncryptAsync(new Before.Customer { Id = id, A = "a", B = "b" });
        var stored = Row<After.EncryptedCustomer>(before);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptFieldAsync(stored, After.EncryptedCustomer.Fields.A));
        Assert.Equal("b", await encryptor.DecryptFieldAsync(stored, After.EncryptedCustomer.Fields.B));
        stored.B = After.EncryptedCustomer.BCiphertext.FromBytes(before.A.Bytes);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptFieldAsync(stored, After.EncryptedCustomer.Fields.B));
        """);

    [Fact]
    public Task A_purpose_that_was_renamed_reads_former_records_and_writes_present_ones() => RunAsync(
        """[Encrypted("ssn")] public required string Ssn { get; set; }""",
        """[Encrypted("ssn")] public required string Ssn { get; set; }""",
        """
        var before = await encryptor.EncryptAsync(new Before.Customer { Id = id, Ssn = "123" });
        var stored = Row<After.EncryptedCustomer>(before);
        Assert.Equal("123", (await encryptor.DecryptAsync(stored)).Ssn);
        // A single field stays under the key of the record as it is.
        await encryptor.SetFieldAsync(stored, After.EncryptedCustomer.Fields.Ssn, "456");
        Assert.Equal("456", (await encryptor.DecryptAsync(stored)).Ssn);
        Assert.Equal("456", (await encryptor.DecryptAsync(Row<Before.EncryptedCustomer>(stored))).Ssn);
        // A whole record is written under the present purpose, which the former model does not know.
        await encryptor.UpdateAsync(stored, new After.Customer { Id = id, Ssn = "789" });
        Assert.Equal("789", (await encryptor.DecryptAsync(stored)).Ssn);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(Row<Before.EncryptedCustomer>(stored)));
        """,
        after: """[EncryptedModel("client"), FormerPurpose("other"), FormerPurpose("customer")]""");

    [Fact]
    public Task Without_the_former_purpose_it_is_refused() => RunAsync(
        """[Encrypted("ssn")] public required string Ssn { get; set; }""",
        """[Encrypted("ssn")] public required string Ssn { get; set; }""",
        """
        var before = await encryptor.EncryptAsync(new Before.Customer { Id = id, Ssn = "123" });
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(Row<After.EncryptedCustomer>(before)));
        """,
        after: """[EncryptedModel("client"), FormerPurpose("other")]""");

    private const string Regional = """[RecordIdentity("area", Default = "eu")] public required string Area { get; init; } [RecordIdentity("zone", Default = "0")] public long Zone2 { get; init; } [Encrypted("ssn")] public required string Ssn { get; set; }""";

    [Fact]
    public Task An_identity_pair_that_was_added_reads_old_records_with_its_default_and_no_others() => RunAsync(
        """[Encrypted("ssn")] public required string Ssn { get; set; }""",
        Regional.Replace("Default = \"0\"", "Default = \"4\"", StringComparison.Ordinal),
        """
        var before = await encryptor.EncryptAsync(new Before.Customer { Id = id, Ssn = "123" });
        After.EncryptedCustomer In(string area, long zone, RecordHeader header, ReadOnlyMemory<byte> ssn) => new() { Id = id, Area = area, Zone2 = zone, Ssn = After.EncryptedCustomer.SsnCiphertext.FromBytes(ssn), RecordHeader = header };
        async Task Refused(After.EncryptedCustomer stored) => await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(stored));

        Assert.Equal("123", (await encryptor.DecryptAsync(In("eu", 4, before.RecordHeader, before.Ssn.Bytes))).Ssn);
        await Refused(In("us", 4, before.RecordHeader, before.Ssn.Bytes));
        await Refused(In("eu", 5, before.RecordHeader, before.Ssn.Bytes));
        // New records: each opens under its own values only, the default among them.
        foreach (var (area, zone) in new[] { ("eu", 4L), ("us", 4L), ("eu", 5L), ("us", 5L) })
        {
            var stored = await encryptor.EncryptAsync(new After.Customer { Id = id, Area = area, Zone2 = zone, Ssn = "456" });
            Assert.Equal("456", (await encryptor.DecryptAsync(stored)).Ssn);
            foreach (var (otherArea, otherZone) in new[] { ("eu", 4L), ("us", 4L), ("eu", 5L), ("us", 5L) })
            {
                if ((area, zone) != (otherArea, otherZone))
                    await Refused(In(otherArea, otherZone, stored.RecordHeader, stored.Ssn.Bytes));
            }
        }
        // What a caller expects is compared with the row's own values, left out or not.
        var us = await encryptor.EncryptAsync(new After.Customer { Id = id, Area = "us", Zone2 = 4, Ssn = "456" });
        var eu = await encryptor.EncryptAsync(new After.Customer { Id = id, Area = "eu", Zone2 = 4, Ssn = "456" });
        await encryptor.DecryptAsync(eu, After.EncryptedCustomer.Expect(id, "eu", 4));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(us, After.EncryptedCustomer.Expect(id, "eu", 4)));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(eu, After.EncryptedCustomer.Expect(id, "us", 4)));
        await encryptor.UpdateAsync(eu, new After.Customer { Id = id, Area = "eu", Zone2 = 4, Ssn = "789" });
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await encryptor.UpdateAsync(eu, new After.Customer { Id = id, Area = "us", Zone2 = 4, Ssn = "789" }));
        """);

    [Fact]
    public Task A_pair_with_a_default_that_is_sent_to_the_key_service_is_left_out_there_too() => RunAsync(
        """[Encrypted("ssn")] public required string Ssn { get; set; }""",
        """[RecordIdentity("area", Default = "eu")] public required string Area { get; init; } [Encrypted("ssn")] public required string Ssn { get; set; }""",
        """
        var before = await encryptor.EncryptAsync(new Before.Customer { Id = id, Ssn = "123" });
        var stored = new After.EncryptedCustomer { Id = id, Area = "eu", Ssn = After.EncryptedCustomer.SsnCiphertext.FromBytes(before.Ssn.Bytes), RecordHeader = before.RecordHeader };
        Assert.Equal("123", (await encryptor.DecryptAsync(stored)).Ssn);
        """,
        before: """[EncryptedModel("customer", SendIdentityToKeyring = true)]""",
        after: """[EncryptedModel("customer", SendIdentityToKeyring = true)]""");

    private static Task RunAsync(string fieldsBefore, string fieldsAfter, string statements, string before = """[EncryptedModel("customer")]""", string after = """[EncryptedModel("customer")]""") => Scenario.RunAsync(
        $$"""
        global using After;
        global using Before;
        using System;
        using KmsGuard;
        namespace Before { {{before}} public class Customer { [RecordIdentity("id")] public required Guid Id { get; init; } {{fieldsBefore}} } }
        namespace After { {{after}} public class Customer { [RecordIdentity("id")] public required Guid Id { get; init; } {{fieldsAfter}} } }
        """,
        """
        var id = Guid.NewGuid();
        T Row<T>(object stored) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(stored))!;
        _ = Row<object>(id);
        """ + statements);
}
