using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests.EndToEnd;

/// <summary>What an application does with the generated methods.</summary>
public sealed class OperationTests
{
    /// <summary>A customer and its record, for the statements that follow.</summary>
    private const string Given = """
        var id = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        var customer = new Customer { TenantId = "t1", Id = id, Ssn = "secret-ssn", BirthDate = new DateOnly(1984, 2, 29), City = "Bern" };
        var stored = await encryptor.EncryptAsync(customer);

        """;

    [Fact]
    public Task A_record_holds_pairs_and_clear_properties_as_they_are() => Scenario.RunAsync(Sources.Customer, Given + """
        Assert.Equal("t1", stored.TenantId);
        Assert.Equal(id, stored.Id);
        Assert.Equal("Bern", stored.City);
        var back = await encryptor.DecryptAsync(stored);
        Assert.Equal(("t1", id, "secret-ssn", new DateOnly(1984, 2, 29), "Bern"), (back.TenantId, back.Id, back.Ssn, back.BirthDate!.Value, back.City!));
        """);

    [Fact]
    public Task One_field_is_decrypted_and_set_alone() => Scenario.RunAsync(Sources.Customer, Given + """
        var header = stored.RecordHeader;
        await encryptor.SetFieldAsync(stored, EncryptedCustomer.Fields.Ssn, "new-ssn");
        await encryptor.SetFieldAsync(stored, EncryptedCustomer.Fields.BirthDate, null);
        Assert.Equal(header, stored.RecordHeader);
        Assert.Null(stored.BirthDate);
        Assert.Equal("new-ssn", await encryptor.DecryptFieldAsync(stored, EncryptedCustomer.Fields.Ssn));
        Assert.Null(await encryptor.DecryptFieldAsync(stored, EncryptedCustomer.Fields.BirthDate));
        """);

    [Fact]
    public Task An_update_replaces_everything_but_the_pairs() => Scenario.RunAsync(Sources.Customer, Given + """
        var header = stored.RecordHeader;
        customer.Ssn = "new-ssn";
        customer.BirthDate = null;
        customer.City = "Basel";
        await encryptor.UpdateAsync(stored, customer);
        Assert.NotEqual(header, stored.RecordHeader);
        Assert.Equal("Basel", stored.City);
        Assert.Null(stored.BirthDate);
        Assert.Equal("new-ssn", (await encryptor.DecryptAsync(stored)).Ssn);
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await encryptor.UpdateAsync(stored, new Customer { TenantId = "t2", Id = id, Ssn = "x" }));
        """);

    [Fact]
    public Task An_opened_record_reads_until_it_is_closed() => Scenario.RunAsync(Sources.Customer, Given + """
        var open = await encryptor.OpenAsync(stored);
        Assert.Equal("secret-ssn", open.Ssn);
        Assert.Equal(new DateOnly(1984, 2, 29), open.BirthDate);
        open.Dispose();
        Assert.Throws<ObjectDisposedException>(() => open.Ssn);
        """);

    [Fact]
    public Task A_field_of_a_projection_is_decrypted_with_an_envelope() => Scenario.RunAsync(Sources.Customer, Given + """
        var row = new { stored.TenantId, stored.Id, stored.RecordHeader, stored.Ssn, stored.BirthDate };
        Assert.Equal("secret-ssn", await encryptor.DecryptFieldAsync(EncryptedCustomer.Envelope(row.TenantId, row.Id, row.RecordHeader), row.Ssn));
        Assert.Equal(new DateOnly(1984, 2, 29), await encryptor.DecryptFieldAsync(EncryptedCustomer.Envelope(row.TenantId, row.Id, row.RecordHeader), row.BirthDate));
        Assert.Null(await encryptor.DecryptFieldAsync(EncryptedCustomer.Envelope(row.TenantId, row.Id, row.RecordHeader), (EncryptedCustomer.BirthDateCiphertext?)null));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptFieldAsync(EncryptedCustomer.Envelope(row.TenantId, Guid.NewGuid(), row.RecordHeader), row.Ssn));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await encryptor.DecryptFieldAsync((RecordEnvelope<EncryptedCustomer>)null!, row.Ssn));
        """);

    [Fact]
    public Task A_record_other_than_expected_is_refused() => Scenario.RunAsync(Sources.Customer, Given + """
        Assert.Equal("secret-ssn", (await encryptor.DecryptAsync(stored, EncryptedCustomer.Expect("t1", id))).Ssn);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(stored, EncryptedCustomer.Expect("t1", Guid.NewGuid())));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(stored, EncryptedCustomer.Expect("t2", id)));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await encryptor.DecryptAsync(stored, (EncryptionContext)null!));
        """);

    [Fact]
    public Task A_row_with_another_identity_is_refused() => Scenario.RunAsync(Sources.Customer, Given + """
        var moved = new EncryptedCustomer { TenantId = "t1", Id = Guid.NewGuid(), Ssn = stored.Ssn, BirthDate = stored.BirthDate, RecordHeader = stored.RecordHeader };
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(moved));
        """);

    [Fact]
    public Task Sequences_keep_their_order() => Scenario.RunAsync(Sources.Order, """
        static async IAsyncEnumerable<Order> Orders()
        {
            for (var number = 1; number <= 3; number++)
            {
                await Task.Yield();
                yield return new Order { Number = number, Note = "n" + number };
            }
        }
        var notes = new List<string?>();
        await foreach (var order in encryptor.DecryptAllAsync(encryptor.EncryptAllAsync(Orders())))
            notes.Add(order.Note);
        Assert.Equal(["n1", "n2", "n3"], notes);
        """);

    [Fact]
    public Task An_instance_of_a_subclass_is_refused() => Scenario.RunAsync(Sources.Order + "public class SpecialOrder : Order { public string? More { get; set; } }", """
        var refused = await Assert.ThrowsAsync<ArgumentException>(async () => await encryptor.EncryptAsync(new SpecialOrder { Number = 1 }));
        Assert.Contains("SpecialOrder", refused.Message);
        """);

    [Fact]
    public Task A_null_in_a_required_field_is_refused() => Scenario.RunAsync(Sources.Customer, Given + """
        var refused = await Assert.ThrowsAsync<ArgumentException>(async () => await encryptor.EncryptAsync(new Customer { TenantId = "t1", Id = id, Ssn = null! }));
        Assert.Contains("customer.ssn", refused.Message);
        """);

    [Fact]
    public Task Nothing_that_is_printed_or_serialised_holds_plaintext() => Scenario.RunAsync(Sources.Customer, Given + """
        Assert.Equal("encrypted customer.ssn (" + stored.Ssn.Bytes.Length + " bytes)", stored.Ssn.ToString());
        Assert.Equal("customer.ssn (absent)", default(EncryptedCustomer.SsnCiphertext).ToString());
        using var open = await encryptor.OpenAsync(stored);
        foreach (var text in new[] { stored.ToString(), stored.Ssn.ToString(), open.ToString(), JsonSerializer.Serialize(stored), EncryptedCustomer.Fields.Ssn.ToString() })
            Assert.DoesNotContain("secret", text);
        """);

    [Fact]
    public Task A_wrapper_is_equal_by_its_bytes_and_survives_JSON() => Scenario.RunAsync(Sources.Customer, Given + """
        var read = JsonSerializer.Deserialize<EncryptedCustomer>(JsonSerializer.Serialize(stored))!;
        Assert.True(read.Ssn == stored.Ssn && read.Ssn.Equals((object)stored.Ssn) && read.Ssn.GetHashCode() == stored.Ssn.GetHashCode());
        Assert.True(read.Ssn != default);
        Assert.Equal("secret-ssn", (await encryptor.DecryptAsync(read)).Ssn);
        """);

    [Fact]
    public Task A_wrapper_has_one_text_form_that_is_read_strictly() => Scenario.RunAsync(Sources.Customer, Given + """
        var text = stored.Ssn.ToString("E", null);
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(stored.Ssn.Bytes.Span), text);
        Assert.Equal(stored.Ssn, EncryptedCustomer.SsnCiphertext.Parse(text, null));
        Assert.True(EncryptedCustomer.SsnCiphertext.TryParse(text.AsSpan(), null, out var parsed) && parsed == stored.Ssn);
        foreach (var wrong in new[] { text + "=", " " + text, text[..^1] + "+", "A" })
        {
            Assert.False(EncryptedCustomer.SsnCiphertext.TryParse(wrong, null, out parsed));
            Assert.True(parsed.IsAbsent);
            Assert.Throws<FormatException>(() => EncryptedCustomer.SsnCiphertext.Parse(wrong, null));
        }
        Assert.False(EncryptedCustomer.SsnCiphertext.TryParse(null, null, out _));
        Assert.Throws<ArgumentNullException>(() => EncryptedCustomer.SsnCiphertext.Parse(null!, null));
        Assert.True(EncryptedCustomer.SsnCiphertext.TryParse("", null, out parsed) && parsed.IsAbsent);
        Assert.Equal("", default(EncryptedCustomer.SsnCiphertext).ToString("E", null));
        Assert.Throws<FormatException>(() => stored.Ssn.ToString("X", null));

        var converter = new KmsGuard.Generated.FieldCiphertextTypeConverter<EncryptedCustomer.SsnCiphertext>();
        Assert.Equal(text, converter.ConvertToInvariantString(stored.Ssn));
        Assert.Equal(stored.Ssn, converter.ConvertFromInvariantString(text));
        Assert.Equal(stored.Ssn, converter.ConvertFrom(stored.Ssn.Bytes.ToArray()));
        Assert.Throws<FormatException>(() => converter.ConvertFromInvariantString("A"));
        """);

    /// <summary>Interpolation and logging take TryFormat, not ToString().</summary>
    [Fact]
    public Task A_wrapper_in_an_interpolated_text_or_a_record_shows_its_description() => Scenario.RunAsync(Sources.Customer + " public record Shown(EncryptedCustomer.SsnCiphertext Ssn);", Given + """
        var description = stored.Ssn.ToString();
        Assert.Equal(description, $"{stored.Ssn}");
        Assert.Equal(description, stored.Ssn.ToString("G", null));
        Assert.Equal($"Shown {{ Ssn = {description} }}", new Shown(stored.Ssn).ToString());
        Assert.False(stored.Ssn.TryFormat(new char[3], out var written, default, null));
        Assert.Equal(0, written);
        Assert.False(stored.Ssn.TryFormat(new char[3], out written, "E", null));
        """);

    [Fact]
    public Task Bytes_go_into_a_wrapper_and_out_of_it_without_a_copy() => Scenario.RunAsync(Sources.Customer, """
        var bytes = new byte[40];
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(EncryptedCustomer.SsnCiphertext.FromBytes(bytes.AsMemory(2, 30)).Bytes, out var segment));
        Assert.Same(bytes, segment.Array);
        Assert.Equal((2, 30), (segment.Offset, segment.Count));
        """);

    [Fact]
    public Task An_absent_wrapper_throws_and_is_no_value() => Scenario.RunAsync(Sources.Customer, Given + """
        stored.Ssn = default;
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await encryptor.DecryptAsync(stored));
        Assert.Throws<CiphertextFormatException>(() => stored.Ssn.Bytes);
        """);

    [Fact]
    public Task A_null_that_is_authenticated_cannot_be_put_there_by_others() => Scenario.RunAsync(
        Sources.Model("""[Encrypted("note", AuthenticateNull = true)] public string? Note { get; set; }"""),
        """
        var stored = await encryptor.EncryptAsync(new Model { Note = "note" });
        var other = await encryptor.EncryptAsync(new Model());
        Assert.Null((await encryptor.DecryptAsync(other)).Note);
        stored.Note = other.Note;
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(stored));
        stored.Note = default;
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await encryptor.DecryptAsync(stored));
        """);

    [Fact]
    public Task HeaderOnly_lets_the_database_give_the_identity_afterwards() => Scenario.RunAsync(
        Sources.Model("""
            [EncryptionContext("tenant")] public required string Tenant { get; init; }
            [RecordIdentity("id")] public int Id { get; init; }
            [Encrypted("note")] public string? Note { get; set; }
            """, "EncryptedModel(\"model\", Binding = RecordBinding.HeaderOnly)"),
        """
        var sealedBefore = await encryptor.EncryptAsync(new Model { Tenant = "t", Note = "note" });
        var stored = new EncryptedModel { Tenant = "t", Id = 7, Note = sealedBefore.Note, RecordHeader = sealedBefore.RecordHeader };
        var back = await encryptor.DecryptAsync(stored, EncryptedModel.Expect("t"));
        Assert.Equal((7, "note"), (back.Id, back.Note));
        await encryptor.UpdateAsync(stored, new Model { Tenant = "t", Note = "new" });
        Assert.Equal(7, stored.Id);
        Assert.Equal("new", await encryptor.DecryptFieldAsync(EncryptedModel.Envelope("t", stored.RecordHeader), stored.Note));
        """);

    [Fact]
    public Task SendIdentityToKeyring_binds_the_data_key_to_the_record() => Scenario.RunAsync(
        Sources.Model("""
            [RecordIdentity("id")] public required int Id { get; init; }
            [Encrypted("note")] public string? Note { get; set; }
            """, "EncryptedModel(\"model\", SendIdentityToKeyring = true)"),
        """
        var stored = await encryptor.EncryptAsync(new Model { Id = 1, Note = "note" });
        Assert.Equal(1, stored.RecordHeader.Bytes.Span[2]);
        Assert.Equal("note", (await encryptor.DecryptAsync(stored)).Note);
        """);

    [Theory]
    [InlineData("stored.Ssn = stored.BirthDate!.Value;", "CS0029")]
    [InlineData("stored.BirthDate = stored.Ssn;", "CS0029")]
    [InlineData("stored.Ssn = \"plaintext\";", "CS0029")]
    [InlineData("string ssn = stored.Ssn;", "CS0029")]
    [InlineData("stored.Id = id;", "CS8852")]
    public void A_value_in_the_wrong_place_does_not_compile(string statement, string error) =>
        Assert.Equal([error], Scenario.CompileErrors(Sources.Customer, Given + statement));
}
