using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace AsErrors;

public class Vault(IAmazonKeyManagementService kms)
{
    public Task<DecryptResponse> OpenAsync(MemoryStream sealedSecret) =>
        kms.DecryptAsync(new DecryptRequest { CiphertextBlob = sealedSecret });
}
