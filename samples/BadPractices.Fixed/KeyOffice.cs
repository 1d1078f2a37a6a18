using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Makes the keys of new wards, lends them and ends them.</summary>
public sealed class KeyOffice(IAmazonKeyManagementService kms)
{
    private const string Policy =
        """
        {
          "Version": "2012-10-17",
          "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" } ]
        }
        """;

    public async Task<string> OpenWardAsync(string ward)
    {
        var response = await kms.CreateKeyAsync(new CreateKeyRequest
        {
            Description = ward,
            Policy = Policy,
            Tags = [new Tag { TagKey = "classification", TagValue = "health" }],
        });
        await kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = response.KeyMetadata.KeyId });
        await kms.CreateAliasAsync("alias/prod-ward-records", response.KeyMetadata.KeyId);
        return response.KeyMetadata.KeyId;
    }

    public Task<CreateGrantResponse> LendAsync(string keyId, string worker, string ward) =>
        kms.CreateGrantAsync(new CreateGrantRequest
        {
            KeyId = keyId,
            GranteePrincipal = worker,
            RetiringPrincipal = worker,
            Operations = [GrantOperation.Decrypt],
            Constraints = new GrantConstraints { EncryptionContextSubset = new() { ["ward"] = ward } },
        });

    public Task<ImportKeyMaterialResponse> BringAsync(string keyId, MemoryStream token, MemoryStream material) =>
        kms.ImportKeyMaterialAsync(new ImportKeyMaterialRequest
        {
            KeyId = keyId,
            ImportToken = token,
            EncryptedKeyMaterial = material,
            ExpirationModel = ExpirationModelType.KEY_MATERIAL_EXPIRES,
            ValidTo = DateTime.UtcNow.AddYears(1),
        });

    public Task CloseWardAsync(string keyId) => kms.DisableKeyAsync(keyId);

    public Task DeleteWardAsync(string keyId) => kms.ScheduleKeyDeletionAsync(keyId, 30);
}
