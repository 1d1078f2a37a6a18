using System.Buffers.Binary;
using KmsGuard.Records;

namespace KmsGuard.Tests.Records;

public class HeaderFormatTests
{
    private static readonly byte[] RecordId = [.. Enumerable.Repeat((byte)0xAA, 16)];
    private static readonly byte[] Commitment = [.. Enumerable.Repeat((byte)0xBB, 32)];

    [Fact]
    public void What_was_written_is_parsed()
    {
        var header = RecordFormat1.ParseHeader(Header(Edk("p1", "info", "ciphertext"), Edk("p2", "", "")));
        Assert.Equal(RecordId, header.RecordId.ToArray());
        Assert.Equal(Commitment, header.Commitment.ToArray());
        Assert.False(header.IdentityInKeyring);
        Assert.Equal([new EncryptedDataKey("p1", "info"u8, "ciphertext"u8), new EncryptedDataKey("p2", default, default)], header.EncryptedDataKeys);
    }

    [Fact]
    public void What_is_written_is_laid_out_as_the_format_says()
    {
        EncryptedDataKey[] edks = [Edk("p1", "info", "ciphertext"), Edk("p2", "", "")];
        using var lease = DataKeyLease.Create(new byte[32], [.. edks]);
        Assert.Equal(Header(edks), RecordFormat1.WriteHeader(0, RecordId, Commitment, lease.Material.SerializedEdks));
    }

    [Fact]
    public void Largest_parts_are_accepted()
    {
        var largest = Edk(new string('p', 64), new string('i', 512), new string('c', 1024));
        Assert.Single(RecordFormat1.ParseHeader(Header(largest)).EncryptedDataKeys);
    }

    [Fact]
    public void A_header_cut_at_any_byte_is_refused()
    {
        var header = Header(Edk("p1", "info", "ciphertext"), Edk("p2", "i", "c"));
        for (var length = 0; length < header.Length; length++)
            Assert.Throws<CiphertextFormatException>(() => RecordFormat1.ParseHeader(header.AsMemory(0, length)));
    }

    [Fact]
    public void A_header_that_goes_on_is_refused() => Refused([.. Header(Edk("p", "i", "c")), 0], "goes on");

    [Theory]
    [InlineData(0, 0, "format 0")]
    [InlineData(0, 2, "newer version")]
    [InlineData(1, 0, "suite 0")]
    [InlineData(1, 2, "newer version")]
    [InlineData(2, 2, "flags 02")]
    [InlineData(2, 0x80, "flags 80")]
    [InlineData(51, 0, "0 encrypted data keys")]
    [InlineData(51, 9, "9 encrypted data keys")]
    [InlineData(51, 255, "255 encrypted data keys")]
    [InlineData(51, 2, "cut short")]
    public void Unknown_values_are_refused_by_name(int position, byte value, string expected)
    {
        var header = Header(Edk("p", "i", "c"));
        header[position] = value;
        Refused(header, expected);
    }

    [Fact]
    public void The_identity_flag_is_known()
    {
        var header = Header(Edk("p", "i", "c"));
        header[2] = 1;
        Assert.True(RecordFormat1.ParseHeader(header).IdentityInKeyring);
    }

    [Theory]
    [InlineData(52, 0)]          // provider id: empty
    [InlineData(52, 65)]         // over its limit
    [InlineData(52, 2)]          // takes a byte of what follows
    [InlineData(52, 0xFFFF)]
    [InlineData(55, 513)]        // provider info
    [InlineData(55, 2)]
    [InlineData(58, 1025)]       // ciphertext
    [InlineData(58, 2)]
    [InlineData(58, 0)]
    public void Lengths_that_lie_are_refused(int position, int length)
    {
        var header = Header(Edk("p", "i", "c"));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(position), checked((ushort)length));
        Assert.Throws<CiphertextFormatException>(() => RecordFormat1.ParseHeader(header));
    }

    [Fact]
    public void The_same_encrypted_data_key_twice_is_refused() => Refused(Header(Edk("p", "i", "c"), Edk("q", "i", "c"), Edk("p", "i", "c")), "twice");

    [Fact]
    public void A_provider_id_that_is_not_UTF_8_is_refused()
    {
        var header = Header(Edk("p", "i", "c"));
        header[54] = 0xFF;
        Refused(header, "UTF-8");
    }

    [Fact]
    public void A_header_over_8192_bytes_is_refused() => Refused(new byte[8193], "more than 8192");

    [Fact]
    public void Random_bytes_never_crash_the_parser()
    {
        var random = new Random(20261124);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            // Right so far, so that the parser gets further.
            new byte[] { 1, 1, 0 }.AsSpan(0, Math.Min(3, bytes.Length)).CopyTo(bytes);
            if (bytes.Length > 52)
                (bytes[51], bytes[52]) = ((byte)(bytes[51] & 3), 0);
            try
            {
                RecordFormat1.ParseHeader(bytes);
            }
            catch (CiphertextFormatException)
            {
                // the only exception there may be
            }
        }
    }

    private static void Refused(byte[] header, string expected)
    {
        var error = Assert.Throws<CiphertextFormatException>(() => RecordFormat1.ParseHeader(header));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static EncryptedDataKey Edk(string provider, string info, string ciphertext) =>
        new(provider, System.Text.Encoding.ASCII.GetBytes(info), System.Text.Encoding.ASCII.GetBytes(ciphertext));

    private static byte[] Header(params EncryptedDataKey[] edks) =>
        [1, 1, 0, .. RecordId, .. Commitment, .. HeaderBytes.Edks(edks)];
}
