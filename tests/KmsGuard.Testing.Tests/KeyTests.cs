using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace KmsGuard.Testing.Tests;

public sealed class KeysInProcessTests() : KeyTests(overHttp: false);

public sealed class KeysOverHttpTests() : KeyTests(overHttp: true);

/// <summary>The life of keys, aliases and tags, rotation, multi-Region keys, lists.</summary>
public abstract class KeyTests(bool overHttp) : Scene(overHttp)
{
    [Fact]
    public async Task A_new_key_is_described_as_AWS_does()
    {
        var made = (await Client.CreateKeyAsync(new CreateKeyRequest { Description = "for tests", Tags = [new Tag { TagKey = "team", TagValue = "a" }] })).KeyMetadata;
        var key = (await Client.DescribeKeyAsync(made.KeyId)).KeyMetadata;
        Assert.Equal($"arn:aws:kms:{Region}:{Account}:key/{key.KeyId}", key.Arn);
        Assert.Equal((Account, "for tests", true, false), (key.AWSAccountId, key.Description, key.Enabled, key.MultiRegion));
        Assert.Equal((KeyState.Enabled, KeyUsageType.ENCRYPT_DECRYPT, OriginType.AWS_KMS, KeyManagerType.CUSTOMER, KeySpec.SYMMETRIC_DEFAULT), (key.KeyState, key.KeyUsage, key.Origin, key.KeyManager, key.KeySpec));
        Assert.Equal(["SYMMETRIC_DEFAULT"], key.EncryptionAlgorithms);
        Assert.Equal(Clock.GetUtcNow().UtcDateTime, key.CreationDate!.Value.ToUniversalTime());
        Assert.Null(key.DeletionDate);
        Assert.Null(key.MultiRegionConfiguration);
        Assert.Equal("team", Assert.Single((await Client.ListResourceTagsAsync(new ListResourceTagsRequest { KeyId = key.KeyId })).Tags).TagKey);
        await Client.UpdateKeyDescriptionAsync(key.KeyId, "new");
        Assert.Equal("new", (await Client.DescribeKeyAsync(key.KeyId)).KeyMetadata.Description);
    }

    [Fact]
    public async Task What_is_not_there_says_so()
    {
        Assert.Contains("RSA_2048", (await Refuses<UnsupportedOperationException>(() => Client.CreateKeyAsync(new CreateKeyRequest { KeySpec = KeySpec.RSA_2048, KeyUsage = KeyUsageType.SIGN_VERIFY }))).Message, StringComparison.Ordinal);
        await Refuses<UnsupportedOperationException>(() => Client.CreateKeyAsync(new CreateKeyRequest { Origin = OriginType.EXTERNAL }));
        await RefusesWith("ValidationException", () => Client.CreateKeyAsync(new CreateKeyRequest { KeyUsage = KeyUsageType.SIGN_VERIFY }));
        var key = Kms.CreateKey();
        Assert.Contains("asymmetric", (await RefusesWith("UnsupportedOperationException", () => Client.SignAsync(new SignRequest { KeyId = key, Message = new MemoryStream([1]), SigningAlgorithm = SigningAlgorithmSpec.ECDSA_SHA_256 }))).Message, StringComparison.Ordinal);
        await RefusesWith("UnsupportedOperationException", () => Client.GenerateMacAsync(new GenerateMacRequest { KeyId = key, Message = new MemoryStream([1]), MacAlgorithm = MacAlgorithmSpec.HMAC_SHA_256 }));
        await RefusesWith("UnsupportedOperationException", () => Client.GetParametersForImportAsync(new GetParametersForImportRequest { KeyId = key, WrappingAlgorithm = AlgorithmSpec.RSAES_OAEP_SHA_256, WrappingKeySpec = WrappingKeySpec.RSA_2048 }));
        await RefusesWith("UnsupportedOperationException", () => Client.DescribeCustomKeyStoresAsync(new DescribeCustomKeyStoresRequest()));
    }

    [Fact]
    public async Task Managing_takes_no_alias()
    {
        Kms.CreateKey("alias/pii");
        await Refuses<NotFoundException>(() => Client.DisableKeyAsync("alias/pii"));
        await Refuses<InvalidArnException>(() => Client.DisableKeyAsync($"arn:aws:kms:{Region}:{Account}:alias/pii"));
    }

    [Fact]
    public async Task Deletion_waits_and_then_takes_everything_along()
    {
        var key = Kms.CreateKey("alias/pii");
        var blob = (await Encrypt(key, [1])).CiphertextBlob;
        var scheduled = await Client.ScheduleKeyDeletionAsync(key, 7);
        var due = Clock.GetUtcNow().AddDays(7);
        Assert.Equal((key, KeyState.PendingDeletion, 7, due.UtcDateTime), (scheduled.KeyId, scheduled.KeyState, scheduled.PendingWindowInDays, scheduled.DeletionDate!.Value.ToUniversalTime()));
        Clock.SetUtcNow(due.AddSeconds(-1));
        Assert.Equal(due.UtcDateTime, (await Client.DescribeKeyAsync(key)).KeyMetadata.DeletionDate!.Value.ToUniversalTime());
        Clock.SetUtcNow(due);
        await Refuses<NotFoundException>(() => Client.DescribeKeyAsync(key));
        await Refuses<NotFoundException>(() => Client.DescribeKeyAsync("alias/pii"));
        await Refuses<NotFoundException>(() => Decrypt(Client, blob, key));
        await RefusesWith("AccessDeniedException", () => Decrypt(Client, blob));
        await Refuses<NotFoundException>(() => Client.CancelKeyDeletionAsync(key));
        Assert.Empty((await Client.ListKeysAsync(new ListKeysRequest())).Keys ?? []);
        Assert.Empty((await Client.ListAliasesAsync(new ListAliasesRequest())).Aliases ?? []);
        Kms.CreateKey("alias/pii");
    }

    [Fact]
    public async Task Cancelled_deletion_leaves_the_key_disabled()
    {
        var key = Kms.CreateKey();
        await Refuses<KMSInvalidStateException>(() => Client.CancelKeyDeletionAsync(key));
        await Client.ScheduleKeyDeletionAsync(key, 30);
        Assert.Equal(key, (await Client.CancelKeyDeletionAsync(key)).KeyId);
        Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(KeyState.Disabled, (await Client.DescribeKeyAsync(key)).KeyMetadata.KeyState);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(31)]
    public async Task Deletion_waits_7_to_30_days(int days)
    {
        var key = Kms.CreateKey();
        await RefusesWith("ValidationException", () => Client.ScheduleKeyDeletionAsync(key, days));
        Assert.Equal(30, (await Client.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key })).PendingWindowInDays);
    }

    public static TheoryData<string, bool, bool> States => new()
    {
        // The key state table: operation, whether a disabled key takes it, whether one that waits for its deletion does.
        { "CreateAlias", true, false },
        { "CreateGrant", false, false },
        { "DescribeKey", true, true },
        { "DisableKey", true, false },
        { "EnableKey", true, false },
        { "EnableKeyRotation", false, false },
        { "DisableKeyRotation", false, false },
        { "GetKeyPolicy", true, true },
        { "GetKeyRotationStatus", true, true },
        { "ListGrants", true, true },
        { "ListKeyPolicies", true, true },
        { "ListKeyRotations", true, true },
        { "ListResourceTags", true, true },
        { "PutKeyPolicy", true, true },
        { "RotateKeyOnDemand", false, false },
        { "ScheduleKeyDeletion", true, false },
        { "TagResource", true, false },
        { "UntagResource", true, false },
        { "UpdateAlias", true, false },
        { "UpdateKeyDescription", true, false },
    };

    [Theory, MemberData(nameof(States))]
    public async Task The_key_state_table_holds(string operation, bool whenDisabled, bool whenPendingDeletion)
    {
        var key = Kms.CreateKey();
        Kms.CreateKey("alias/other");
        Func<Task> call = operation switch
        {
            "CreateAlias" => () => Client.CreateAliasAsync("alias/new", key),
            "CreateGrant" => () => Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = $"arn:aws:iam::{Account}:role/a", Operations = ["Decrypt"] }),
            "DescribeKey" => () => Client.DescribeKeyAsync(key),
            "DisableKey" => () => Client.DisableKeyAsync(key),
            "EnableKey" => () => Client.EnableKeyAsync(key),
            "EnableKeyRotation" => () => Client.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key }),
            "DisableKeyRotation" => () => Client.DisableKeyRotationAsync(key),
            "GetKeyPolicy" => () => Client.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = key }),
            "GetKeyRotationStatus" => () => Client.GetKeyRotationStatusAsync(key),
            "ListGrants" => () => Client.ListGrantsAsync(new ListGrantsRequest { KeyId = key }),
            "ListKeyPolicies" => () => Client.ListKeyPoliciesAsync(new ListKeyPoliciesRequest { KeyId = key }),
            "ListKeyRotations" => () => Client.ListKeyRotationsAsync(new ListKeyRotationsRequest { KeyId = key }),
            "ListResourceTags" => () => Client.ListResourceTagsAsync(new ListResourceTagsRequest { KeyId = key }),
            "PutKeyPolicy" => () => Client.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = KeyPolicy(RootMayAdminister) }),
            "RotateKeyOnDemand" => () => Client.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = key }),
            "ScheduleKeyDeletion" => () => Client.ScheduleKeyDeletionAsync(key, 7),
            "TagResource" => () => Client.TagResourceAsync(new TagResourceRequest { KeyId = key, Tags = [new Tag { TagKey = "a", TagValue = "b" }] }),
            "UntagResource" => () => Client.UntagResourceAsync(new UntagResourceRequest { KeyId = key, TagKeys = ["a"] }),
            "UpdateAlias" => () => Client.UpdateAliasAsync("alias/other", key),
            _ => () => Client.UpdateKeyDescriptionAsync(key, "x"),
        };
        await Client.ScheduleKeyDeletionAsync(key, 7);
        if (whenPendingDeletion)
            await call();
        else
            await Refuses<KMSInvalidStateException>(call);
        await Client.CancelKeyDeletionAsync(key);
        if (whenDisabled)
            await call();
        else
            await Refuses<DisabledException>(call);
        if (operation == "ScheduleKeyDeletion")
            await Client.CancelKeyDeletionAsync(key);
        await Client.EnableKeyAsync(key);
        if (operation is not "CreateAlias")
            await call();
    }

    [Fact]
    public async Task An_alias_moves_from_key_to_key()
    {
        var (one, two) = (Kms.CreateKey(), Kms.CreateKey());
        await Client.CreateAliasAsync("alias/app", one);
        Clock.Advance(TimeSpan.FromDays(1));
        await Client.UpdateAliasAsync("alias/app", two);
        Assert.Equal(two, (await Client.DescribeKeyAsync("alias/app")).KeyMetadata.Arn);
        var alias = Assert.Single((await Client.ListAliasesAsync(new ListAliasesRequest { KeyId = two })).Aliases);
        Assert.Equal(("alias/app", $"arn:aws:kms:{Region}:{Account}:alias/app", two[(two.LastIndexOf('/') + 1)..]), (alias.AliasName, alias.AliasArn, alias.TargetKeyId));
        Assert.Equal(TimeSpan.FromDays(1), alias.LastUpdatedDate - alias.CreationDate);
        Assert.Empty((await Client.ListAliasesAsync(new ListAliasesRequest { KeyId = one })).Aliases ?? []);
        await Refuses<AlreadyExistsException>(() => Client.CreateAliasAsync("alias/app", one));
        await Client.DeleteAliasAsync("alias/app");
        await Refuses<NotFoundException>(() => Client.DescribeKeyAsync("alias/app"));
        await Refuses<NotFoundException>(() => Client.DeleteAliasAsync("alias/app"));
        await Refuses<NotFoundException>(() => Client.UpdateAliasAsync("alias/app", one));
    }

    [Fact]
    public async Task An_alias_has_a_proper_name()
    {
        var key = Kms.CreateKey();
        await Refuses<InvalidAliasNameException>(() => Client.CreateAliasAsync("app", key));
        await Refuses<InvalidAliasNameException>(() => Client.CreateAliasAsync("alias/aws/app", key));
        await RefusesWith("ValidationException", () => Client.CreateAliasAsync("alias/an app", key));
        await RefusesWith("ValidationException", () => Client.CreateAliasAsync("alias/", key));
        for (var i = 0; i < 50; i++)
            await Client.CreateAliasAsync($"alias/{i}", key);
        await Refuses<LimitExceededException>(() => Client.CreateAliasAsync("alias/50", key));
    }

    [Fact]
    public async Task Tags_are_set_and_taken_away()
    {
        var key = Kms.CreateKey();
        await Client.TagResourceAsync(new TagResourceRequest { KeyId = key, Tags = [new Tag { TagKey = "a", TagValue = "1" }, new Tag { TagKey = "b", TagValue = "" }] });
        await Client.TagResourceAsync(new TagResourceRequest { KeyId = key, Tags = [new Tag { TagKey = "a", TagValue = "2" }] });
        await Client.UntagResourceAsync(new UntagResourceRequest { KeyId = key, TagKeys = ["b", "not there"] });
        var tag = Assert.Single((await Client.ListResourceTagsAsync(new ListResourceTagsRequest { KeyId = key })).Tags);
        Assert.Equal(("a", "2"), (tag.TagKey, tag.TagValue));
        await Refuses<TagException>(() => Client.TagResourceAsync(new TagResourceRequest { KeyId = key, Tags = [new Tag { TagKey = "aws:x", TagValue = "" }] }));
        await Refuses<TagException>(() => Client.TagResourceAsync(new TagResourceRequest { KeyId = key, Tags = [new Tag { TagKey = "x", TagValue = "1" }, new Tag { TagKey = "x", TagValue = "2" }] }));
        await Refuses<LimitExceededException>(() => Client.TagResourceAsync(new TagResourceRequest { KeyId = key, Tags = [.. Enumerable.Range(0, 50).Select(i => new Tag { TagKey = $"t{i}", TagValue = "" })] }));
        Assert.Single((await Client.ListResourceTagsAsync(new ListResourceTagsRequest { KeyId = key })).Tags);
    }

    [Fact]
    public async Task Rotation_changes_what_encrypts_and_nothing_that_was_encrypted()
    {
        var key = Kms.CreateKey();
        var first = await Encrypt(key, [1]);
        var firstMaterial = (await Client.DescribeKeyAsync(key)).KeyMetadata.CurrentKeyMaterialId;
        await Client.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key, RotationPeriodInDays = 90 });
        var status = await Client.GetKeyRotationStatusAsync(key);
        Assert.Equal((true, 90, Clock.GetUtcNow().AddDays(90).UtcDateTime), (status.KeyRotationEnabled, status.RotationPeriodInDays, status.NextRotationDate!.Value.ToUniversalTime()));
        Clock.Advance(TimeSpan.FromDays(181));
        Assert.Equal(3, (await Client.ListKeyRotationsAsync(new ListKeyRotationsRequest { KeyId = key, IncludeKeyMaterial = "ALL_KEY_MATERIAL" })).Rotations.Count);
        await Client.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = key });
        var rotations = (await Client.ListKeyRotationsAsync(new ListKeyRotationsRequest { KeyId = key })).Rotations;
        Assert.Equal(["AUTOMATIC", "AUTOMATIC", "ON_DEMAND"], rotations.Select(rotation => rotation.RotationType.Value));
        Assert.Equal(["NON_CURRENT", "NON_CURRENT", "CURRENT"], rotations.Select(rotation => rotation.KeyMaterialState.Value));
        Assert.Equal(rotations[2].KeyMaterialId, (await Client.DescribeKeyAsync(key)).KeyMetadata.CurrentKeyMaterialId);

        var opened = await Client.DecryptAsync(new DecryptRequest { CiphertextBlob = first.CiphertextBlob, KeyId = key });
        Assert.Equal(firstMaterial, opened.KeyMaterialId);
        var now = await Client.DecryptAsync(new DecryptRequest { CiphertextBlob = (await Encrypt(key, [1])).CiphertextBlob });
        Assert.Equal(rotations[2].KeyMaterialId, now.KeyMaterialId);

        await Client.DisableKeyRotationAsync(key);
        Clock.Advance(TimeSpan.FromDays(1000));
        Assert.False((await Client.GetKeyRotationStatusAsync(key)).KeyRotationEnabled);
        Assert.Equal(3, (await Client.ListKeyRotationsAsync(new ListKeyRotationsRequest { KeyId = key })).Rotations.Count);
    }

    [Fact]
    public async Task On_demand_rotation_leaves_the_schedule_and_ends_at_25()
    {
        var key = Kms.CreateKey();
        await Client.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key });
        var next = (await Client.GetKeyRotationStatusAsync(key)).NextRotationDate;
        for (var i = 0; i < 25; i++)
            await Client.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = key });
        Assert.Equal(next, (await Client.GetKeyRotationStatusAsync(key)).NextRotationDate);
        await Refuses<LimitExceededException>(() => Client.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = key }));
    }

    [Theory]
    [InlineData(89)]
    [InlineData(2561)]
    public async Task Rotation_comes_every_90_to_2560_days(int days) =>
        await RefusesWith("ValidationException", () => Client.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = Kms.CreateKey(), RotationPeriodInDays = days }));

    [Fact]
    public async Task A_disabled_key_is_rotated_once_when_it_is_enabled_again()
    {
        var key = Kms.CreateKey();
        await Client.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key, RotationPeriodInDays = 100 });
        await Client.DisableKeyAsync(key);
        Clock.Advance(TimeSpan.FromDays(350));
        Assert.Empty((await Client.ListKeyRotationsAsync(new ListKeyRotationsRequest { KeyId = key })).Rotations ?? []);
        await Client.EnableKeyAsync(key);
        Assert.Single((await Client.ListKeyRotationsAsync(new ListKeyRotationsRequest { KeyId = key })).Rotations);
        Assert.Equal(Clock.GetUtcNow().AddDays(100).UtcDateTime, (await Client.GetKeyRotationStatusAsync(key)).NextRotationDate!.Value.ToUniversalTime());
    }

    [Fact]
    public async Task Multi_Region_keys_open_each_others_ciphertexts()
    {
        var primary = Kms.CreateKey(multiRegion: true);
        Assert.Contains(":key/mrk-", primary, StringComparison.Ordinal);
        var there = ClientOf(TestKms.DefaultAccessKeyId, OtherRegion);
        var replica = (await Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = OtherRegion, Tags = [new Tag { TagKey = "a", TagValue = "b" }] })).ReplicaKeyMetadata;
        Assert.Equal(primary.Replace(Region, OtherRegion, StringComparison.Ordinal), replica.Arn);
        Assert.Equal((MultiRegionKeyType.REPLICA, primary), (replica.MultiRegionConfiguration.MultiRegionKeyType, replica.MultiRegionConfiguration.PrimaryKey.Arn));
        Assert.Equal(replica.Arn, Assert.Single((await Client.DescribeKeyAsync(primary)).KeyMetadata.MultiRegionConfiguration.ReplicaKeys).Arn);

        var blob = (await Encrypt(primary, [1])).CiphertextBlob;
        var opened = await there.DecryptAsync(new DecryptRequest { CiphertextBlob = blob });
        Assert.Equal(replica.Arn, opened.KeyId);
        Assert.Equal([1], await Decrypt(there, blob, replica.Arn));
        await Client.DisableKeyAsync(primary);
        Assert.Equal([1], await Decrypt(there, blob));
        await Client.EnableKeyAsync(primary);

        // Rotation belongs to the primary and is shared.
        await Refuses<UnsupportedOperationException>(() => there.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = replica.Arn }));
        await Client.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = primary });
        Assert.Single((await there.ListKeyRotationsAsync(new ListKeyRotationsRequest { KeyId = replica.Arn })).Rotations);
        Assert.Equal([2], await Decrypt(there, (await Encrypt(primary, [2])).CiphertextBlob));
    }

    [Fact]
    public async Task Replicas_are_made_of_primary_keys_once_a_Region()
    {
        var primary = Kms.CreateKey(multiRegion: true);
        await Refuses<UnsupportedOperationException>(() => Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = Kms.CreateKey(), ReplicaRegion = OtherRegion }));
        await Refuses<AlreadyExistsException>(() => Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = Region }));
        await RefusesWith("ValidationException", () => Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = Wrong("nowhere") }));
        await Client.DisableKeyAsync(primary);
        await Refuses<DisabledException>(() => Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = OtherRegion }));
        await Client.EnableKeyAsync(primary);
        await Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = OtherRegion });
        await Refuses<AlreadyExistsException>(() => Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = OtherRegion }));
        var there = ClientOf(TestKms.DefaultAccessKeyId, OtherRegion);
        await Refuses<UnsupportedOperationException>(() => there.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary.Replace(Region, OtherRegion, StringComparison.Ordinal), ReplicaRegion = "ap-south-1" }));
    }

    [Fact]
    public async Task The_primary_Region_moves()
    {
        var primary = Kms.CreateKey(multiRegion: true);
        var there = ClientOf(TestKms.DefaultAccessKeyId, OtherRegion);
        await Refuses<NotFoundException>(() => Client.UpdatePrimaryRegionAsync(new UpdatePrimaryRegionRequest { KeyId = primary, PrimaryRegion = OtherRegion }));
        var replica = (await Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = OtherRegion })).ReplicaKeyMetadata.Arn;
        await Client.UpdatePrimaryRegionAsync(new UpdatePrimaryRegionRequest { KeyId = primary, PrimaryRegion = OtherRegion });
        Assert.Equal(MultiRegionKeyType.PRIMARY, (await there.DescribeKeyAsync(replica)).KeyMetadata.MultiRegionConfiguration.MultiRegionKeyType);
        Assert.Equal(replica, (await Client.DescribeKeyAsync(primary)).KeyMetadata.MultiRegionConfiguration.PrimaryKey.Arn);
        await Refuses<UnsupportedOperationException>(() => Client.UpdatePrimaryRegionAsync(new UpdatePrimaryRegionRequest { KeyId = primary, PrimaryRegion = OtherRegion }));
        await there.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = replica });
    }

    [Fact]
    public async Task A_primary_key_waits_for_the_deletion_of_its_replicas()
    {
        var primary = Kms.CreateKey(multiRegion: true);
        var there = ClientOf(TestKms.DefaultAccessKeyId, OtherRegion);
        var replica = (await Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = OtherRegion })).ReplicaKeyMetadata.Arn;
        var scheduled = await Client.ScheduleKeyDeletionAsync(primary, 10);
        Assert.Equal((KeyState.PendingReplicaDeletion, null), (scheduled.KeyState, scheduled.DeletionDate));
        Assert.Equal(10, (await Client.DescribeKeyAsync(primary)).KeyMetadata.PendingDeletionWindowInDays);
        await Refuses<KMSInvalidStateException>(() => Encrypt(primary, [1]));
        Clock.Advance(TimeSpan.FromDays(100));
        Assert.Equal(KeyState.PendingReplicaDeletion, (await Client.DescribeKeyAsync(primary)).KeyMetadata.KeyState);

        await there.ScheduleKeyDeletionAsync(replica, 7);
        Clock.Advance(TimeSpan.FromDays(8));
        var metadata = (await Client.DescribeKeyAsync(primary)).KeyMetadata;
        Assert.Equal((KeyState.PendingDeletion, Clock.GetUtcNow().AddDays(9).UtcDateTime), (metadata.KeyState, metadata.DeletionDate!.Value.ToUniversalTime()));
        await Refuses<NotFoundException>(() => there.DescribeKeyAsync(replica));
        Clock.Advance(TimeSpan.FromDays(9));
        await Refuses<NotFoundException>(() => Client.DescribeKeyAsync(primary));
    }

    [Fact]
    public async Task A_replica_that_was_deleted_can_be_made_again()
    {
        var primary = Kms.CreateKey(multiRegion: true);
        var there = ClientOf(TestKms.DefaultAccessKeyId, OtherRegion);
        var replica = (await Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = OtherRegion })).ReplicaKeyMetadata.Arn;
        var blob = (await there.EncryptAsync(new EncryptRequest { KeyId = replica, Plaintext = new MemoryStream([7]) })).CiphertextBlob;
        await there.ScheduleKeyDeletionAsync(replica, 7);
        Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal([7], await Decrypt(Client, blob));
        await Client.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = OtherRegion });
        Assert.Equal([7], await Decrypt(there, blob));
    }

    [Fact]
    public async Task Lists_come_in_pages_that_miss_nothing()
    {
        var keys = Enumerable.Range(0, 25).Select(i => Kms.CreateKey($"alias/{i:D2}")).Order(StringComparer.Ordinal).ToArray();
        Kms.CreateKey(region: OtherRegion);
        var listed = new List<string>();
        var request = new ListKeysRequest { Limit = 10 };
        ListKeysResponse page;
        do
        {
            page = await Client.ListKeysAsync(request);
            Assert.InRange(page.Keys.Count, 1, 10);
            listed.AddRange(page.Keys.Select(key => key.KeyArn));
            request.Marker = page.NextMarker;
            // What is made meanwhile shifts nothing.
            if (listed.Count == 10)
                keys = [.. keys.Append(Kms.CreateKey("alias/zz")).Order(StringComparer.Ordinal)];
        }
        while (page.Truncated == true);
        Assert.Null(page.NextMarker);
        Assert.Equal(listed.Count, listed.Distinct().Count());
        Assert.Subset(keys.ToHashSet(), listed.ToHashSet());
        Assert.InRange(listed.Count, 25, 26);

        var aliases = new List<string>();
        await foreach (var alias in Client.Paginators.ListAliases(new ListAliasesRequest { Limit = 7 }).Aliases)
            aliases.Add(alias.AliasName);
        Assert.Equal([.. Enumerable.Range(0, 25).Select(i => $"alias/{i:D2}"), "alias/zz"], aliases);
    }

    [Fact]
    public async Task A_page_has_its_limits_and_a_marker_its_list()
    {
        for (var i = 0; i < 3; i++)
            Kms.CreateKey($"alias/{i}");
        await RefusesWith("ValidationException", () => Client.ListKeysAsync(new ListKeysRequest { Limit = Wrong(1001) }));
        await RefusesWith("ValidationException", () => Client.ListAliasesAsync(new ListAliasesRequest { Limit = Wrong(101) }));
        await RefusesWith("ValidationException", () => Client.ListAliasesAsync(new ListAliasesRequest { Limit = Wrong(0) }));
        var marker = (await Client.ListAliasesAsync(new ListAliasesRequest { Limit = 1 })).NextMarker;
        await Refuses<InvalidMarkerException>(() => Client.ListKeysAsync(new ListKeysRequest { Marker = marker }));
        await Refuses<InvalidMarkerException>(() => Client.ListKeysAsync(new ListKeysRequest { Marker = "nonsense" }));
    }
}
