using System.Collections.Generic;
using System.IO;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace Framework
{
    public class Vault
    {
        private readonly IAmazonKeyManagementService _kms;

        public Vault(IAmazonKeyManagementService kms)
        {
            _kms = kms;
        }

        public MemoryStream Seal(MemoryStream secret, string tenant)
        {
            var request = new EncryptRequest
            {
                KeyId = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                Plaintext = secret,
                EncryptionContext = new Dictionary<string, string> { { "tenant", tenant } },
            };
            return _kms.Encrypt(request).CiphertextBlob;
        }

        public MemoryStream Open(MemoryStream sealedSecret)
        {
            return _kms.Decrypt(new DecryptRequest { CiphertextBlob = sealedSecret }).Plaintext;
        }
    }
}
