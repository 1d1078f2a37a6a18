namespace KmsGuard.CodeFixes;

/// <summary>The code that <see cref="RecordEncryption"/> adds. MODEL is the model's name, PURPOSE its purpose and key.</summary>
internal static class RecordHelpers
{
    // The header and its only field are stored as one, so that no other identity has to bind them.
    internal const string Model = """
        // What KmsGuard stores of a payload. The key is the one that is configured under the name.
        [global::KmsGuard.EncryptedModel("PURPOSE", KeyName = "PURPOSE", Binding = global::KmsGuard.RecordBinding.HeaderOnly)]
        internal sealed class MODEL
        {
            // The pairs of the request's encryption context, as one that KMS and CloudTrail see.
            [global::KmsGuard.EncryptionContext("context")]
            public required string Context { get; init; }

            [global::KmsGuard.Encrypted("payload")]
            public required byte[] Payload { get; init; }
        }
        """;

    internal const string Members = """

        // What EncryptAsync does, for payloads of any size, with KmsGuard: a data key encrypts the payload, a key of KmsGuard's configuration the data key.
        private static async global::System.Threading.Tasks.Task<global::Amazon.KeyManagementService.Model.EncryptResponse> EncryptRecordAsync(
            global::KmsGuard.RecordEncryptor encryptor, global::Amazon.KeyManagementService.Model.EncryptRequest request, global::System.Threading.CancellationToken cancellationToken = default)
        {
            var plaintext = request.Plaintext.ToArray();
            try
            {
                var record = await encryptor.EncryptAsync(new MODEL { Context = PairsOf(request.EncryptionContext), Payload = plaintext }, cancellationToken).ConfigureAwait(false);
                return new global::Amazon.KeyManagementService.Model.EncryptResponse
                {
                    CiphertextBlob = new global::System.IO.MemoryStream(global::System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(record)),
                    KeyId = request.KeyId,
                };
            }
            finally
            {
                global::System.Security.Cryptography.CryptographicOperations.ZeroMemory(plaintext);
            }
        }

        // What DecryptAsync does, for what EncryptRecordAsync wrote, and for what KMS encrypted directly before.
        private static async global::System.Threading.Tasks.Task<global::Amazon.KeyManagementService.Model.DecryptResponse> DecryptRecordAsync(
            global::KmsGuard.RecordEncryptor encryptor, global::Amazon.KeyManagementService.IAmazonKeyManagementService kms, global::Amazon.KeyManagementService.Model.DecryptRequest request, global::System.Threading.CancellationToken cancellationToken = default)
        {
            var stored = request.CiphertextBlob.ToArray();
            // A record is a JSON object, and a ciphertext of KMS never begins like one.
            if (stored.Length == 0 || stored[0] != (byte)'{')
                return await kms.DecryptAsync(request, cancellationToken).ConfigureAwait(false);
            var record = global::System.Text.Json.JsonSerializer.Deserialize<EncryptedMODEL>(stored)!;
            var opened = await encryptor.DecryptAsync(record, EncryptedMODEL.Expect(PairsOf(request.EncryptionContext)), cancellationToken).ConfigureAwait(false);
            return new global::Amazon.KeyManagementService.Model.DecryptResponse { Plaintext = new global::System.IO.MemoryStream(opened.Payload), KeyId = request.KeyId };
        }

        // In one order, whatever that of the pairs is; without any, a text that no pair gives.
        private static string PairsOf(global::System.Collections.Generic.Dictionary<string, string> context) => context is null || context.Count == 0 ? "none"
            : string.Join("&", global::System.Linq.Enumerable.Select(
                global::System.Linq.Enumerable.OrderBy(context, pair => pair.Key, global::System.StringComparer.Ordinal),
                pair => global::System.Uri.EscapeDataString(pair.Key) + "=" + global::System.Uri.EscapeDataString(pair.Value)));
        """;
}
