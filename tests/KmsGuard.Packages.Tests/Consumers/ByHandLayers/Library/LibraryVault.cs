using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace Library;

public class LibraryVault(IAmazonKeyManagementService kms)
{
    public Task<DecryptResponse> OpenAsync(MemoryStream sealedSecret, string keyId) =>
        kms.DecryptAsync(new DecryptRequest { CiphertextBlob = sealedSecret, KeyId = keyId });
}
