using KmsGuard.Fields;
using KmsGuard.Generated;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Records;

/// <summary>What a padded field hides, and what becomes of stored values when padding is added, changed or removed.</summary>
public sealed class PaddingTests : PatientRecords
{
    private const int Overhead = 28;

    [Theory]
    [InlineData(0, 64)]
    [InlineData(63, 64)]
    [InlineData(64, 128)]
    [InlineData(300, 320)]
    public async Task A_length_tells_how_many_blocks_and_no_more(int length, int padded)
    {
        var note = new PaddedNote(1, new string('x', length), "ok");
        var stored = await Encryptor.EncryptAsync(note);
        Assert.Equal(Overhead + padded, stored.Text.Bytes.Length);
        Assert.Equal(note, await Encryptor.DecryptAsync(stored));
        Assert.Equal(note.Text, await Encryptor.DecryptFieldAsync(stored, PaddedNoteRecord.Fields.Text));
    }

    [Fact]
    public async Task An_authenticated_null_is_as_long_as_a_value()
    {
        var none = await Encryptor.EncryptAsync(new PaddedNote(1, "x", null));
        var some = await Encryptor.EncryptAsync(new PaddedNote(1, "x", new string('y', 62)));
        Assert.Equal(some.Remark.Bytes.Length, none.Remark.Bytes.Length);
        Assert.Null((await Encryptor.DecryptAsync(none)).Remark);
        await Encryptor.SetFieldAsync(none, PaddedNoteRecord.Fields.Remark, "");
        Assert.Equal("", (await Encryptor.DecryptAsync(none)).Remark);
    }

    [Fact]
    public async Task Padding_can_be_added_to_what_is_stored()
    {
        var old = await Encryptor.EncryptAsync(new Note(1, "ö", null));
        var now = new PaddedNoteRecord { Id = 1, RecordHeader = old.RecordHeader, Text = PaddedNoteRecord.TextCiphertext.FromBytes(old.Text.Bytes), Remark = PaddedNoteRecord.RemarkCiphertext.FromBytes(old.Remark.Bytes) };
        Assert.Equal(new PaddedNote(1, "ö", null), await Encryptor.DecryptAsync(now));
        await Encryptor.SetFieldAsync(now, PaddedNoteRecord.Fields.Text, "new");
        Assert.Equal(Overhead + 64, now.Text.Bytes.Length);
        Assert.Equal(new PaddedNote(1, "new", null), await Encryptor.DecryptAsync(now));
    }

    /// <summary>A value that was stored unpadded may end like padding.</summary>
    [Fact]
    public async Task What_was_stored_unpadded_is_not_stripped()
    {
        var old = await Encryptor.EncryptAsync(new Note(1, "x", "\u0080\0\0"));
        var now = new PaddedNoteRecord { Id = 1, RecordHeader = old.RecordHeader, Text = PaddedNoteRecord.TextCiphertext.FromBytes(old.Text.Bytes), Remark = PaddedNoteRecord.RemarkCiphertext.FromBytes(old.Remark.Bytes) };
        Assert.Equal("\u0080\0\0", (await Encryptor.DecryptAsync(now)).Remark);
    }

    [Fact]
    public async Task The_block_can_be_changed_both_ways()
    {
        var narrow = await Encryptor.EncryptAsync(new PaddedNote(1, "x", null));
        var wide = new WiderNoteRecord { Id = 1, RecordHeader = narrow.RecordHeader, Text = WiderNoteRecord.TextCiphertext.FromBytes(narrow.Text.Bytes), Remark = WiderNoteRecord.RemarkCiphertext.FromBytes(narrow.Remark.Bytes) };
        Assert.Equal(new WiderNote(1, "x", null), await Encryptor.DecryptAsync(wide));
        await Encryptor.SetFieldAsync(wide, WiderNoteRecord.Fields.Text, "y");
        narrow.Text = PaddedNoteRecord.TextCiphertext.FromBytes(wide.Text.Bytes);
        Assert.Equal(new PaddedNote(1, "y", null), await Encryptor.DecryptAsync(narrow));
    }

    [Fact]
    public async Task Padding_cannot_be_taken_away()
    {
        var padded = await Encryptor.EncryptAsync(new PaddedNote(1, "x", null));
        var bare = new EncryptedNote { Id = 1, RecordHeader = padded.RecordHeader, Text = EncryptedNote.TextCiphertext.FromBytes(padded.Text.Bytes), Remark = EncryptedNote.RemarkCiphertext.FromBytes(padded.Remark.Bytes) };
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptAsync(bare));
    }

    [Fact]
    public async Task Another_field_s_ciphertext_is_refused_in_every_form()
    {
        var stored = await Encryptor.EncryptAsync(new PaddedNote(1, "x", "x"));
        var other = await Encryptor.EncryptAsync(new PaddedNote(2, "x", "x"));
        stored.Text = PaddedNoteRecord.TextCiphertext.FromBytes(stored.Remark.Bytes);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptAsync(stored));
        stored.Text = other.Text;
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.DecryptAsync(stored));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(65_537)]
    public void A_block_out_of_range_is_refused(int pad) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncryptedField<EncryptedNote, string>("note", "text", FieldEncoding.String, FieldNull.Refused, _ => default, (_, _) => { }) { Pad = pad });

    /// <summary>A buffer that was used before must not show in what follows the mark.</summary>
    [Fact]
    public void The_padding_is_zeros_whatever_was_in_the_buffer()
    {
        var buffer = Enumerable.Repeat((byte)0xff, 8).ToArray();
        FieldPadding.Write(buffer.AsSpan(3));
        Assert.Equal([0xff, 0xff, 0xff, 0x80, 0, 0, 0, 0], buffer);
        Assert.Equal(3, FieldPadding.Strip(buffer).Length);
    }
}
