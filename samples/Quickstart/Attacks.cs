using KmsGuard;
using Quickstart.Models;

namespace Quickstart;

/// <summary>What is tried on the database, and what must come of it. The last four are not refused: docs/threat-model.md says so as well.</summary>
internal static class Attacks
{
    private const string Email = nameof(EncryptedCustomer.Email);
    private const string Name = nameof(EncryptedCustomer.Name);
    private const string Header = nameof(EncryptedCustomer.RecordHeader);

    private static readonly Type Authentication = typeof(CiphertextAuthenticationException);
    private static readonly Type Format = typeof(CiphertextFormatException);

    public static readonly IReadOnlyList<Attack> All =
    [
        new("E-mail exchanged between two customers of a tenant", Authentication,
            "a field opens only in the record it was written in",
            scene => scene.Exchange(scene.Victim, Email, scene.Neighbour, Email)),

        new("E-mail exchanged between customers of two tenants", Authentication,
            "nor under another tenant, whose data keys are others",
            scene => scene.Exchange(scene.Victim, Email, scene.Stranger, Email)),

        new("Name and e-mail of one customer exchanged", Authentication,
            "nor in another column: its name is authenticated",
            scene => scene.Exchange(scene.Victim, Name, scene.Victim, Email)),

        new("One bit of the e-mail flipped", Authentication,
            "AES-GCM authenticates every bit",
            scene => scene.Change(scene.Victim, Email, bytes => Flip(bytes, bytes.Length / 2))),

        new("Last byte of the e-mail cut off", Authentication,
            "a cut value is another value",
            scene => scene.Change(scene.Victim, Email, bytes => bytes[..^1])),

        new("E-mail cut to 20 bytes", Format,
            "28 bytes is the least that a field takes",
            scene => scene.Change(scene.Victim, Email, bytes => bytes[..20])),

        new("Plain text written in place of the e-mail", Format,
            "nothing is ever taken as it stands",
            scene => scene.Change(scene.Victim, Email, _ => "mallory@example.com"u8.ToArray())),

        new("National id emptied", Format,
            "declared AuthenticateNull: even \"none\" has a ciphertext",
            scene => scene.Change(scene.Victim, nameof(EncryptedCustomer.NationalId), _ => [])),

        new("Header taken from another customer's row", Authentication,
            "the header leads to another record key",
            scene => scene.Change(scene.Victim, Header, _ => scene.Blob(scene.Neighbour, Header))),

        new("One bit of the header flipped", Authentication,
            "the key commitment no longer matches",
            scene => scene.Change(scene.Victim, Header, bytes => Flip(bytes, 20))),

        new("Last byte of the header cut off", Format,
            "every length in it is checked",
            scene => scene.Change(scene.Victim, Header, bytes => bytes[..^1])),

        new("Tenant column changed to the other tenant", Authentication,
            "the data key is bound to its tenant",
            scene => scene.Set(scene.Victim, nameof(EncryptedCustomer.Tenant), scene.Stranger.Tenant))
        {
            // In a hierarchy the other tenant has no such branch key, which may as well have been lost.
            OtherRefusal = typeof(KeyUnavailableException),
        },

        new("A customer's row passed off as another's", Authentication,
            "the id is authenticated by every field",
            scene => scene.PassOff(scene.Victim, scene.Neighbour)),

        new("Old e-mail put back after UpdateAsync", Authentication,
            "UpdateAsync writes a new header and a new record key",
            async scene =>
            {
                var old = scene.Blob(scene.Victim, Email);
                await scene.UpdateByApplicationAsync(scene.Victim);
                scene.Set(scene.Victim, Email, old);
            }),

        new("Old e-mail put back after SetFieldAsync", null,
            "SetFieldAsync keeps the record key, under which the old value was true once. Use UpdateAsync where that matters",
            async scene =>
            {
                var old = scene.Blob(scene.Victim, Email);
                await scene.SetEmailByApplicationAsync(scene.Victim);
                scene.Set(scene.Victim, Email, old);
            }),

        new("Whole old row put back", null,
            "an old row is whole and genuine. Keep a version or an audit log elsewhere",
            async scene =>
            {
                var old = scene.Row(scene.Victim);
                await scene.UpdateByApplicationAsync(scene.Victim);
                foreach (var (column, value) in old)
                    scene.Set(scene.Victim, column, value);
            }),

        new("Notes set to NULL", null,
            "NULL has no ciphertext to check. Declare the field AuthenticateNull = true",
            scene => scene.Set(scene.Victim, nameof(EncryptedCustomer.Notes), null)),

        new("Country, a clear column, changed", null,
            "clear columns are bound to nothing. Encrypt what must not change",
            scene => scene.Set(scene.Victim, nameof(EncryptedCustomer.Country), scene.Victim.Country == "NZ" ? "AU" : "NZ")),
    ];

    private static byte[] Flip(byte[] bytes, int index)
    {
        bytes[index] ^= 1;
        return bytes;
    }
}
