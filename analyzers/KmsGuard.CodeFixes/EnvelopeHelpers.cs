namespace KmsGuard.CodeFixes;

/// <summary>The code that <see cref="EnvelopeEncryptionFix"/> adds to a type. In C# 7.3, which is what older projects have.</summary>
internal static class EnvelopeHelpers
{
    // AES-256-GCM with a random 96-bit nonce and a 128-bit tag (NIST SP 800-38D); each key encrypts one payload. The encryption context
    // is authenticated by KMS with the data key.
    internal const string Source = """

        // "ENV1", the length of the encrypted data key in two bytes, the encrypted data key, 12 bytes of nonce, 16 bytes of tag, ciphertext.
        private static readonly byte[] EnvelopeMark = { 0x45, 0x4E, 0x56, 0x31 };

        // What EncryptAsync does, for payloads of any size: a data key encrypts the payload, KMS encrypts the data key.
        private static async global::System.Threading.Tasks.Task<global::Amazon.KeyManagementService.Model.EncryptResponse> EncryptEnvelopeAsync(
            global::Amazon.KeyManagementService.IAmazonKeyManagementService kms, global::Amazon.KeyManagementService.Model.EncryptRequest request, global::System.Threading.CancellationToken cancellationToken = default)
        {
            var plaintext = request.Plaintext.ToArray();
            var dataKey = await kms.GenerateDataKeyAsync(
                new global::Amazon.KeyManagementService.Model.GenerateDataKeyRequest
                {
                    KeyId = request.KeyId,
                    KeySpec = global::Amazon.KeyManagementService.DataKeySpec.AES_256,
                    EncryptionContext = request.EncryptionContext,
                    GrantTokens = request.GrantTokens,
                },
                cancellationToken).ConfigureAwait(false);
            var key = dataKey.Plaintext.ToArray();
            try
            {
                var nonce = new byte[12];
                global::System.Security.Cryptography.RandomNumberGenerator.Fill(nonce);
                var tag = new byte[16];
                var ciphertext = new byte[plaintext.Length];
                using (var aes = new global::System.Security.Cryptography.AesGcm(key))
                    aes.Encrypt(nonce, plaintext, ciphertext, tag);
                var encryptedKey = dataKey.CiphertextBlob.ToArray();
                var stored = new global::System.IO.MemoryStream();
                using (var writer = new global::System.IO.BinaryWriter(stored, global::System.Text.Encoding.UTF8, leaveOpen: true))
                {
                    writer.Write(EnvelopeMark);
                    writer.Write(checked((ushort)encryptedKey.Length));
                    writer.Write(encryptedKey);
                    writer.Write(nonce);
                    writer.Write(tag);
                    writer.Write(ciphertext);
                }
                stored.Position = 0;
                return new global::Amazon.KeyManagementService.Model.EncryptResponse { CiphertextBlob = stored, KeyId = dataKey.KeyId };
            }
            finally
            {
                global::System.Security.Cryptography.CryptographicOperations.ZeroMemory(key);
                global::System.Security.Cryptography.CryptographicOperations.ZeroMemory(plaintext);
                // The SDK's own copy of the key: now zeros.
                if (dataKey.Plaintext.CanWrite)
                {
                    dataKey.Plaintext.Position = 0;
                    dataKey.Plaintext.Write(key, 0, key.Length);
                }
            }
        }

        // What DecryptAsync does, for what EncryptEnvelopeAsync wrote, and for what KMS encrypted directly before.
        private static async global::System.Threading.Tasks.Task<global::Amazon.KeyManagementService.Model.DecryptResponse> DecryptEnvelopeAsync(
            global::Amazon.KeyManagementService.IAmazonKeyManagementService kms, global::Amazon.KeyManagementService.Model.DecryptRequest request, global::System.Threading.CancellationToken cancellationToken = default)
        {
            using (var reader = new global::System.IO.BinaryReader(new global::System.IO.MemoryStream(request.CiphertextBlob.ToArray())))
            {
                if (!global::System.MemoryExtensions.SequenceEqual<byte>(reader.ReadBytes(EnvelopeMark.Length), EnvelopeMark))
                    return await kms.DecryptAsync(request, cancellationToken).ConfigureAwait(false);
                var encryptedKey = reader.ReadBytes(reader.ReadUInt16());
                var nonce = reader.ReadBytes(12);
                var tag = reader.ReadBytes(16);
                var ciphertext = reader.ReadBytes((int)(reader.BaseStream.Length - reader.BaseStream.Position));
                if (tag.Length != 16)
                    throw new global::System.Security.Cryptography.CryptographicException("The envelope is cut short.");
                var dataKey = await kms.DecryptAsync(
                    new global::Amazon.KeyManagementService.Model.DecryptRequest
                    {
                        KeyId = request.KeyId,
                        CiphertextBlob = new global::System.IO.MemoryStream(encryptedKey),
                        EncryptionContext = request.EncryptionContext,
                        GrantTokens = request.GrantTokens,
                    },
                    cancellationToken).ConfigureAwait(false);
                var key = dataKey.Plaintext.ToArray();
                try
                {
                    var plaintext = new byte[ciphertext.Length];
                    using (var aes = new global::System.Security.Cryptography.AesGcm(key))
                        aes.Decrypt(nonce, ciphertext, tag, plaintext);
                    return new global::Amazon.KeyManagementService.Model.DecryptResponse { Plaintext = new global::System.IO.MemoryStream(plaintext), KeyId = dataKey.KeyId };
                }
                finally
                {
                    global::System.Security.Cryptography.CryptographicOperations.ZeroMemory(key);
                    if (dataKey.Plaintext.CanWrite)
                    {
                        dataKey.Plaintext.Position = 0;
                        dataKey.Plaintext.Write(key, 0, key.Length);
                    }
                }
            }
        }
        """;
}
