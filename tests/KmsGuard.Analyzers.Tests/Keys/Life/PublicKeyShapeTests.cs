using KmsGuard.Analyzers.Rules.Keys.Life;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Keys.Life;

/// <summary>Shapes of public code that ends keys or writes their policies, in our words, for the rules that no label of the corpus is about.</summary>
public sealed class PublicKeyShapeTests
{
    [Fact]
    public async Task KMSG2008_Triggers_on_a_clean_up_with_the_shortest_window() => await Verify.Triggers<KeyLife>("""
        class Environment(string keyId) : IDisposable
        {
            public void Dispose()
            {
                using (var kms = new AmazonKeyManagementServiceClient())
                {
                    kms.ScheduleKeyDeletion(new ScheduleKeyDeletionRequest
                    {
                        KeyId = keyId,
                        PendingWindowInDays = {|KMSG2008:7|}
                    });
                }
            }
        }
        """, "KMSG2008");

    [Fact]
    public async Task KMSG2008_DoesNotTrigger_on_windows_that_the_caller_names_or_a_limit_bounds() => await Verify.Silent<KeyLife>("""
        class Adapter(IAmazonKeyManagementService kms)
        {
            private const int Min = 7;
            private const int Max = 30;

            public Task Schedule(string arn, int pendingWindowInDays, CancellationToken stop = default) =>
                kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = arn, PendingWindowInDays = pendingWindowInDays }, stop);

            public Task Destroy(string keyId, int retentionDays)
            {
                var window = Math.Clamp(retentionDays, Min, Max);
                return kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = keyId, PendingWindowInDays = window });
            }

            public Task DestroyAtOnce(string keyId, int retentionDays)
            {
                var window = retentionDays <= 0 ? Min : Math.Clamp(retentionDays, Min, Max);
                return kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = keyId, PendingWindowInDays = window });
            }
        }
        """, "KMSG2008");

    [Fact]
    public async Task KMSG2009_DoesNotTrigger_on_an_import_that_wraps_the_service() => await Verify.Silent<KeyLife>("""
        static class Kms
        {
            public static async Task Import(IAmazonKeyManagementService kms, string keyId, MemoryStream token, MemoryStream material, DateTime? validTo = null, string expirationModel = null)
            {
                var request = new ImportKeyMaterialRequest { KeyId = keyId, ImportToken = token, EncryptedKeyMaterial = material };
                if (validTo.HasValue) request.ValidTo = validTo.Value;
                if (expirationModel != null)
                    request.ExpirationModel = new ExpirationModelType(expirationModel);
                await kms.ImportKeyMaterialAsync(request);
            }
        }
        """);

    [Fact]
    public async Task KMSG2010_Triggers_on_a_new_key_whose_policy_comes_with_it() => await Verify.Triggers<KeyLife>("""
        class Keys(IAmazonKeyManagementService kms)
        {
            async Task Create(string alias, string policy)
            {
                var created = await kms.CreateKeyAsync(new CreateKeyRequest()
                {
                    {|KMSG2010:BypassPolicyLockoutSafetyCheck = true|},
                    Policy = policy,
                });
                await kms.CreateAliasAsync(alias, created.KeyMetadata.KeyId);
            }
        }
        """, "KMSG2010");

    // Messages of one's own, and other services that have the same switch.
    [Fact]
    public async Task KMSG2010_DoesNotTrigger_on_other_types() => await Verify.Silent<KeyLife>("""
        class FileSystemPolicyArgs { public bool BypassPolicyLockoutSafetyCheck { get; set; } public string Policy { get; set; } }
        class CreateKeyMessage { public bool? BypassPolicyLockoutSafetyCheck { get; init; } }
        class Stack
        {
            object[] Run(string policy) => [new FileSystemPolicyArgs { BypassPolicyLockoutSafetyCheck = true, Policy = policy }, new CreateKeyMessage { BypassPolicyLockoutSafetyCheck = true }];
        }
        """);
}
