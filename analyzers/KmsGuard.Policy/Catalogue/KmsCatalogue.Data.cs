// Written by CatalogueTests from the data of the project; when it differs, the failing test leaves the new text beside it. Not edited by hand.
namespace KmsGuard.Policy.Catalogue;

internal static partial class KmsCatalogue
{
    /// <summary>The day of the newest of the lists that the catalogue comes from.</summary>
    internal const string Date = "2026-08-19";

    // name, use, resource types, whether it asks for MFA, condition keys of KMS that it supports
    private const string ActionRows = """
        CancelKeyDeletion administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        ConnectCustomKeyStore custom-key-store - - CallerAccount
        CreateAlias administrative alias+key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        CreateCustomKeyStore custom-key-store - - CallerAccount
        CreateGrant grant key - CallerAccount EncryptionContext:* EncryptionContextKeys GrantConstraintSourceArn GrantConstraintType GrantIsForAWSResource GrantOperations GranteePrincipal GranteeServicePrincipal KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases RetiringPrincipal RetiringServicePrincipal ViaService
        CreateKey administrative - - BypassPolicyLockoutSafetyCheck CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ViaService
        Decrypt cryptographic key - CallerAccount EncryptionAlgorithm EncryptionContext:* EncryptionContextKeys KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType RecipientAttestation:* RequestAlias ResourceAliases ViaService
        DeleteAlias administrative alias+key mfa CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        DeleteCustomKeyStore custom-key-store - - CallerAccount
        DeleteImportedKeyMaterial administrative key mfa CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        DeriveSharedSecret cryptographic key - CallerAccount KeyAgreementAlgorithm KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType RecipientAttestation:* RequestAlias ResourceAliases ViaService
        DescribeCustomKeyStores custom-key-store - - CallerAccount
        DescribeKey read key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType RequestAlias ResourceAliases ViaService
        DisableKey administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases TrailingDaysWithoutKeyUsage ViaService
        DisableKeyRotation administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        DisconnectCustomKeyStore custom-key-store - - CallerAccount
        EnableKey administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        EnableKeyRotation administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases RotationPeriodInDays ViaService
        Encrypt cryptographic key - CallerAccount EncryptionAlgorithm EncryptionContext:* EncryptionContextKeys KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType RequestAlias ResourceAliases ViaService
        GenerateDataKey cryptographic key - CallerAccount EncryptionAlgorithm EncryptionContext:* EncryptionContextKeys KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType RecipientAttestation:* RequestAlias ResourceAliases ViaService
        GenerateDataKeyPair cryptographic key - CallerAccount DataKeyPairSpec EncryptionAlgorithm EncryptionContext:* EncryptionContextKeys KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType RecipientAttestation:* RequestAlias ResourceAliases ViaService
        GenerateDataKeyPairWithoutPlaintext cryptographic key - CallerAccount DataKeyPairSpec EncryptionAlgorithm EncryptionContext:* EncryptionContextKeys KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType RequestAlias ResourceAliases ViaService
        GenerateDataKeyWithoutPlaintext cryptographic key - CallerAccount EncryptionAlgorithm EncryptionContext:* EncryptionContextKeys KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType RequestAlias ResourceAliases ViaService
        GenerateMac cryptographic key - CallerAccount KeyOrigin KeySpec KeyUsage MacAlgorithm MultiRegion MultiRegionKeyType RequestAlias ResourceAliases ViaService
        GenerateRandom cryptographic - - RecipientAttestation:*
        GetKeyLastUsage read key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        GetKeyPolicy read key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        GetKeyRotationStatus read key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        GetParametersForImport read key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService WrappingAlgorithm WrappingKeySpec
        GetPublicKey read key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType RequestAlias ResourceAliases ViaService
        ImportKeyMaterial administrative key - CallerAccount ExpirationModel KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ValidTo ViaService
        ListAliases read - -
        ListGrants grant key - CallerAccount GrantIsForAWSResource KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        ListKeyPolicies read key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        ListKeyRotations read key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        ListKeys read - -
        ListResourceTags read key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        ListRetirableGrants grant - -
        PutKeyPolicy administrative key mfa BypassPolicyLockoutSafetyCheck CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        ReEncryptFrom cryptographic key - CallerAccount EncryptionAlgorithm EncryptionContext:* EncryptionContextKeys KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ReEncryptOnSameKey RequestAlias ResourceAliases ViaService
        ReEncryptTo cryptographic key - CallerAccount EncryptionAlgorithm EncryptionContext:* EncryptionContextKeys KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ReEncryptOnSameKey RequestAlias ResourceAliases ViaService
        ReplicateKey administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ReplicaRegion ResourceAliases ViaService
        RetireGrant grant key - CallerAccount EncryptionContext:* EncryptionContextKeys GrantConstraintType KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        RevokeGrant grant key - CallerAccount GrantIsForAWSResource KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        RotateKeyOnDemand administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        ScheduleKeyDeletion administrative key mfa CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ScheduleKeyDeletionPendingWindowInDays TrailingDaysWithoutKeyUsage ViaService
        Sign cryptographic key - CallerAccount KeyOrigin KeySpec KeyUsage MessageType MultiRegion MultiRegionKeyType RequestAlias ResourceAliases SigningAlgorithm ViaService
        SynchronizeMultiRegionKey administrative key - KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases
        TagResource administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        UntagResource administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        UpdateAlias administrative alias+key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        UpdateCustomKeyStore custom-key-store - - CallerAccount
        UpdateKeyDescription administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType ResourceAliases ViaService
        UpdatePrimaryRegion administrative key - CallerAccount KeyOrigin KeySpec KeyUsage MultiRegion MultiRegionKeyType PrimaryRegion ResourceAliases ViaService
        Verify cryptographic key - CallerAccount KeyOrigin KeySpec KeyUsage MessageType MultiRegion MultiRegionKeyType RequestAlias ResourceAliases SigningAlgorithm ViaService
        VerifyMac cryptographic key - CallerAccount KeyOrigin KeySpec KeyUsage MacAlgorithm MultiRegion MultiRegionKeyType RequestAlias ResourceAliases ViaService
        """;

    // key, types, whether it has several values, whether key policies know it
    private const string ConditionKeyRows = """
        aws:AssumedRoot String one all
        aws:CalledVia String set all
        aws:CalledViaAWSMCP String one all
        aws:CalledViaFirst String one all
        aws:CalledViaLast String one all
        aws:ChatbotSourceArn ARN one all
        aws:CurrentTime Date one all
        aws:Ec2InstanceSourcePrivateIPv4 IPAddress one all
        aws:Ec2InstanceSourceVpc String one all
        aws:EpochTime Date+Numeric one all
        aws:FederatedProvider String one all
        aws:IsMcpServiceAction Bool one all
        aws:MultiFactorAuthAge Numeric one all
        aws:MultiFactorAuthPresent Bool one all
        aws:PrincipalAccount String one all
        aws:PrincipalArn ARN one all
        aws:PrincipalIsAWSService Bool one all
        aws:PrincipalOrgID String one all
        aws:PrincipalOrgPaths String set all
        aws:PrincipalServiceName String one all
        aws:PrincipalServiceNamesList String set all
        aws:PrincipalTag/* String one all
        aws:PrincipalType String one all
        aws:RequestTag/* String one all
        aws:RequestedRegion String one all
        aws:ResourceAccount String one all
        aws:ResourceOrgID String one all
        aws:ResourceOrgPaths String set all
        aws:ResourceTag/* String one all
        aws:SecureTransport Bool one all
        aws:SignInSessionArn ARN one all
        aws:SourceAccount String one all
        aws:SourceArn ARN one all
        aws:SourceIdentity String one all
        aws:SourceIp IPAddress one all
        aws:SourceOrgID String one all
        aws:SourceOrgPaths String set all
        aws:SourceVpc String one all
        aws:SourceVpcArn ARN one all
        aws:SourceVpce String one all
        aws:TagKeys String set all
        aws:TokenIssueTime Date one all
        aws:UserAgent String one all
        aws:ViaAWSMCPService Bool one all
        aws:ViaAWSService Bool one all
        aws:VpcSourceIp IPAddress one all
        aws:VpceAccount String one all
        aws:VpceOrgID String one all
        aws:VpceOrgPaths String set all
        aws:referer String one all
        aws:userid String one all
        aws:username String one all
        codebuild:BuildArn ARN one all
        codebuild:ProjectArn ARN one all
        ec2:RoleDelivery Numeric one all
        ec2:SourceInstanceArn ARN one all
        glue:CredentialIssuingService String one all
        glue:RoleAssumedBy String one all
        identitystore:UserId String one all
        kms:BypassPolicyLockoutSafetyCheck Bool one all
        kms:CallerAccount String one all
        kms:CustomerMasterKeySpec String one all
        kms:CustomerMasterKeyUsage String one all
        kms:DataKeyPairSpec String one all
        kms:EncryptionAlgorithm String one all
        kms:EncryptionContext:* String one all
        kms:EncryptionContextKeys String set all
        kms:ExpirationModel String one all
        kms:GrantConstraintSourceArn ARN one all
        kms:GrantConstraintType String one all
        kms:GrantIsForAWSResource Bool one all
        kms:GrantOperations String set all
        kms:GranteePrincipal String one all
        kms:GranteeServicePrincipal String one all
        kms:KeyAgreementAlgorithm String one all
        kms:KeyOrigin String one all
        kms:KeySpec String one all
        kms:KeyUsage String one all
        kms:MacAlgorithm String one all
        kms:MessageType String one all
        kms:MultiRegion Bool one all
        kms:MultiRegionKeyType String one all
        kms:PrimaryRegion String one all
        kms:ReEncryptOnSameKey Bool one all
        kms:RecipientAttestation:* String one all
        kms:ReplicaRegion String one all
        kms:RequestAlias String one all
        kms:ResourceAliases String set iam
        kms:RetiringPrincipal String one all
        kms:RetiringServicePrincipal String one all
        kms:RotationPeriodInDays Numeric one all
        kms:ScheduleKeyDeletionPendingWindowInDays Numeric one all
        kms:SigningAlgorithm String one all
        kms:TrailingDaysWithoutKeyUsage Numeric one all
        kms:ValidTo Date one all
        kms:ViaService String one all
        kms:WrappingAlgorithm String one all
        kms:WrappingKeySpec String one all
        lambda:SourceFunctionArn ARN one all
        ssm:SourceInstanceArn ARN one all
        """;

    // type of operators and their names
    private const string OperatorRows = """
        String StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike
        Numeric NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals
        Date DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals
        Bool Bool
        Binary BinaryEquals
        IPAddress IpAddress NotIpAddress
        ARN ArnEquals ArnLike ArnNotEquals ArnNotLike
        Existence Null
        """;
}
