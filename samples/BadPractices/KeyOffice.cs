using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Makes the keys of new wards, lends them and ends them.</summary>
public sealed class KeyOffice(IAmazonKeyManagementService kms)
{
    public async Task<string> OpenWardAsync(string ward, string policy)
    {
        var response = await kms.CreateKeyAsync(new CreateKeyRequest     // expect KMSG2006, KMSG2007
        {
            Description = ward,
            Policy = policy,     // expect KMSG2014
            BypassPolicyLockoutSafetyCheck = true,     // expect KMSG2010
        });
        await kms.CreateAliasAsync("alias/NewWard", response.KeyMetadata.KeyId);     // expect KMSG2005
        return response.KeyMetadata.KeyId;
    }

    public Task<CreateGrantResponse> LendAsync(string keyId, string worker) =>
        kms.CreateGrantAsync(new CreateGrantRequest { KeyId = keyId, GranteePrincipal = worker, Operations = [GrantOperation.Decrypt] });     // expect KMSG2011, KMSG2012

    public Task<ImportKeyMaterialResponse> BringAsync(string keyId, MemoryStream token, MemoryStream material) =>
        kms.ImportKeyMaterialAsync(new ImportKeyMaterialRequest
        {
            KeyId = keyId,
            ImportToken = token,
            EncryptedKeyMaterial = material,
            ExpirationModel = ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE,     // expect KMSG2013
        });

    public async Task CloseWardAsync(string keyId)
    {
        await kms.DeleteImportedKeyMaterialAsync(new DeleteImportedKeyMaterialRequest { KeyId = keyId });     // expect KMSG2009
        await kms.ScheduleKeyDeletionAsync(keyId, 7);     // expect KMSG2008, KMSG2058
    }
}
