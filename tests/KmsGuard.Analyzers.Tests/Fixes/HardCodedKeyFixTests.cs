using KmsGuard.Analyzers.Rules.Keys;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class HardCodedKeyFixTests
{
    private const string Arn = "\"arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\"";

    [Theory]
    [InlineData(
        """
        class Vault
        {
            private readonly IAmazonKeyManagementService _kms;

            public Vault(IAmazonKeyManagementService kms)
            {
                _kms = kms;
            }

            Task Run() => _kms.EncryptAsync(new EncryptRequest { KeyId = ARN });
        }
        """,
        """
        class Vault
        {
            private readonly IAmazonKeyManagementService _kms;
            private readonly string _keyId;

            public Vault(IAmazonKeyManagementService kms, string keyId)
            {
                _keyId = keyId;
                _kms = kms;
            }

            Task Run() => _kms.EncryptAsync(new EncryptRequest { KeyId = _keyId });
        }
        """)]
    [InlineData(
        """
        class Vault
        {
            private readonly IAmazonKeyManagementService kms;

            public Vault(IAmazonKeyManagementService kms) => this.kms = kms;

            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = ARN });
        }
        """,
        """
        class Vault
        {
            private readonly IAmazonKeyManagementService kms;
            private readonly string keyId;

            public Vault(IAmazonKeyManagementService kms, string keyId)
            {
                this.keyId = keyId;
                this.kms = kms;
            }

            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = keyId });
        }
        """)]
    [InlineData(
        """
        class Vault
        {
            private const string KeyArn = ARN;

            Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KeyArn });
        }
        """,
        """
        class Vault
        {
            private readonly string KeyArn;

            public Vault(string keyArn)
            {
                KeyArn = keyArn;
            }

            Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KeyArn });
        }
        """)]
    [InlineData(
        """
        class Vault
        {
            // The key of orders.
            private static readonly string KMS_KEY_ID = ARN; // eu-west-1

            /// <summary>Runs.</summary>
            Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KMS_KEY_ID });
        }
        """,
        """
        class Vault
        {
            // The key of orders.
            private readonly string KMS_KEY_ID; // eu-west-1

            public Vault(string kmsKeyId)
            {
                KMS_KEY_ID = kmsKeyId;
            }

            /// <summary>Runs.</summary>
            Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = KMS_KEY_ID });
        }
        """)]
    [InlineData(
        """
        class Vault(IAmazonKeyManagementService kms)
        {
            private readonly string _keyArn = ARN;

            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = _keyArn });
        }
        """,
        """
        class Vault(IAmazonKeyManagementService kms, string keyArn)
        {
            private readonly string _keyArn = keyArn;

            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = _keyArn });
        }
        """)]
    [InlineData(
        """
        class Vault(IAmazonKeyManagementService kms)
        {
            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = ARN });
        }
        """,
        """
        class Vault(IAmazonKeyManagementService kms, string keyId)
        {
            Task Run() => kms.EncryptAsync(new EncryptRequest { KeyId = keyId });
        }
        """)]
    public async Task Gives_the_key_to_the_constructor(string before, string after) =>
        await VerifyFix.Fixes<HardCodedKey, HardCodedKeyFix>(before.Replace("ARN;", Arn + ";", StringComparison.Ordinal).Replace("ARN }", Arn + " }", StringComparison.Ordinal), after);
}
