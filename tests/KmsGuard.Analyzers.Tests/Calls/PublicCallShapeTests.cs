using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

/// <summary>Shapes of public code around calls of KMS, in our words, for the rules that no label of the corpus is about.</summary>
public sealed class PublicCallShapeTests
{
    // A file is encrypted into a stream: the mode is never named, and CBC is what Aes does.
    private const string FileCipher = """
        using System.Security.Cryptography;

        class Uploads(IAmazonKeyManagementService kms, string key, string label)
        {
            void Seal(string path, Stream output)
            {
                using (var aes = Aes.Create())
                {
                    var request = new GenerateDataKeyRequest();
                    request.KeyId = key;
                    request.KeySpec = DataKeySpec.AES_256;
                    request.EncryptionContext["label"] = label;
                    var response = kms.GenerateDataKeyAsync(request).GetAwaiter().GetResult();
                    response.CiphertextBlob.CopyTo(output);
                    aes.Key = response.Plaintext.ToArray();
                    output.Write(aes.IV, 0, aes.IV.Length);
                    using (var file = new FileStream(path, FileMode.Open))
                    using (var stream = new CryptoStream(output, aes.{|KMSG1012:CreateEncryptor|}(), CryptoStreamMode.Write))
                        file.CopyTo(stream);
                }
            }

            void Open(byte[] wrapped, byte[] iv, Stream input, Stream output)
            {
                using var aes = Aes.Create();
                var request = new DecryptRequest { CiphertextBlob = new MemoryStream(wrapped) };
                request.EncryptionContext["label"] = label;
                aes.Key = kms.DecryptAsync(request).GetAwaiter().GetResult().Plaintext.ToArray();
                aes.IV = iv;
                using var stream = new CryptoStream(input, aes.CreateDecryptor(), CryptoStreamMode.Read);
                stream.CopyTo(output);
            }
        }
        """;

    [Fact]
    public async Task KMSG1012_Triggers_on_a_stream_with_the_mode_that_nobody_chose() => await Verify.Triggers<DataKeyCipher>(FileCipher);

    [Fact]
    public async Task KMSG1001_1002_and_1005_DoNotTrigger_on_a_context_that_is_filled_in_the_request()
    {
        var source = Markup.Parse(FileCipher).Source;
        await Verify.Silent<MissingEncryptionContext>(source);
        await Verify.Silent<EmptyEncryptionContext>(source);
        await Verify.Silent<ContextMismatch>(source);
    }

    [Fact]
    public async Task KMSG1012_Triggers_on_an_envelope_in_one_block() => await Verify.Triggers<DataKeyCipher>("""
        using System.Security.Cryptography;

        class Envelopes(IAmazonKeyManagementService kms, string key)
        {
            async Task<(byte[] Data, byte[] Key)> Seal(byte[] data)
            {
                var response = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256 });
                using var aes = Aes.Create();
                aes.Key = response.Plaintext.ToArray();
                aes.GenerateIV();
                using var encryptor = aes.{|KMSG1012:CreateEncryptor|}();
                var sealed1 = encryptor.TransformFinalBlock(data, 0, data.Length);
                Array.Clear(response.Plaintext.ToArray(), 0, 32);
                return (aes.IV.Concat(sealed1).ToArray(), response.CiphertextBlob.ToArray());
            }
        }
        """);

    // The key goes into a class of the application's own, or comes back from a helper that derives another from it.
    [Fact]
    public async Task KMSG1012_and_1013_DoNotTrigger_where_the_cipher_is_elsewhere()
    {
        const string source = """
            using System.Security.Cryptography;

            class Symmetric(byte[] key, byte[] iv) { public byte[] Encrypt(byte[] data) { using var aes = Aes.Create(); aes.Key = key; aes.IV = iv; return aes.CreateEncryptor().TransformFinalBlock(data, 0, data.Length); } }
            class Envelopes(IAmazonKeyManagementService kms, string key)
            {
                async Task<byte[]> Seal(byte[] data)
                {
                    var response = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key });
                    var iv = new byte[16];
                    new Random().NextBytes(iv);
                    return new Symmetric(response.Plaintext.ToArray(), iv).Encrypt(data);
                }
            }
            """;
        await Verify.Silent<DataKeyCipher>(source);
    }

    [Fact]
    public async Task KMSG1013_DoesNotTrigger_on_a_nonce_that_a_generator_fills() => await Verify.Silent<DataKeyCipher>("""
        using System.Security.Cryptography;

        class Fields(IAmazonKeyManagementService kms, string key)
        {
            private const int IvSize = 12;

            async Task<byte[]> Seal(byte[] data)
            {
                var iv = new byte[IvSize];
                using (var random = RandomNumberGenerator.Create())
                {
                    random.GetBytes(iv);
                }
                var dek = (await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key })).Plaintext.ToArray();
                try
                {
                    return SealWith(dek, iv, data);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(dek);
                }
            }

            private static byte[] SealWith(byte[] dek, byte[] iv, byte[] data)
            {
                var sealed1 = new byte[data.Length];
                using var aes = new AesGcm(dek, 16);
                aes.Encrypt(iv, data, sealed1, new byte[16]);
                var nonce = new byte[AesGcm.NonceByteSizes.MaxSize];
                RandomNumberGenerator.Fill(nonce);
                aes.Encrypt(nonce, data, sealed1, new byte[16]);
                return sealed1;
            }
        }
        """);

    [Fact]
    public async Task KMSG1014_Triggers_on_a_test_of_the_connection_and_on_a_key_that_is_made_to_be_stored() => await Verify.Triggers<UnusedPlaintext>("""
        class Connector(IAmazonKeyManagementService kms)
        {
            async Task<bool> Test(string key, CancellationToken stop)
            {
                try
                {
                    var response = await kms.{|KMSG1014:GenerateDataKeyAsync|}(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256 }, stop).ConfigureAwait(false);
                    return response.HttpStatusCode == System.Net.HttpStatusCode.OK;
                }
                catch (AmazonKeyManagementServiceException)
                {
                    return false;
                }
            }

            async Task<string> Provision(string key)
            {
                var request = new GenerateDataKeyRequest { KeyId = key, NumberOfBytes = 32 };
                var response = await kms.{|KMSG1014:GenerateDataKeyAsync|}(request);
                return Convert.ToBase64String(response.CiphertextBlob.ToArray());
            }
        }
        """);

    // The response is kept by a Lazy, or handed on by a retry, in an object or a tuple.
    [Fact]
    public async Task KMSG1014_DoesNotTrigger_on_responses_that_others_read() => await Verify.Silent<UnusedPlaintext>("""
        class Protector
        {
            private readonly Lazy<Task<GenerateDataKeyResponse>> key;
            private readonly IAmazonKeyManagementService kms;

            Protector(IAmazonKeyManagementService kms) { this.kms = kms; key = new Lazy<Task<GenerateDataKeyResponse>>(Generate); }

            private Task<GenerateDataKeyResponse> Key => key.Value;
            async Task<string> Header() => Convert.ToBase64String((await Key).CiphertextBlob.ToArray());

            private async Task<GenerateDataKeyResponse> Generate()
            {
                var response = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = "alias/a" });
                return response;
            }

            async Task<(byte[], byte[])> Pair(GenerateDataKeyRequest request)
            {
                var response = await Retry(() => kms.GenerateDataKeyAsync(request));
                return (response.Plaintext.ToArray(), response.CiphertextBlob.ToArray());
            }

            private static Task<T> Retry<T>(Func<Task<T>> call) => call();
        }
        """);

    [Fact]
    public async Task KMSG1002_DoesNotTrigger_on_what_is_copied_filled_later_or_no_request_of_KMS() => await Verify.Silent<EmptyEncryptionContext>("""
        class Material { public Dictionary<string, string> EncryptionContext { get; set; } }
        class Options { public Dictionary<string, string> Context { get; } = new Dictionary<string, string>(); public string Application { get; set; } }
        class Vault(IAmazonKeyManagementService kms, Options options)
        {
            Material Beacon() => new Material { EncryptionContext = new Dictionary<string, string>() };

            async Task Run(string text)
            {
                await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new Dictionary<string, string>(options.Context) });
                await kms.EncryptAsync(new EncryptRequest { EncryptionContext = options.Context });
                var pairs = new Dictionary<string, string>();
                foreach (var pair in text.Split('&').Select(one => one.Split('=', 2)))
                    pairs.Add(pair[0], pair[1]);
                await kms.DecryptAsync(new DecryptRequest { EncryptionContext = pairs });
                var context = new Dictionary<string, string>();
                if (!string.IsNullOrEmpty(options.Application))
                    context["application"] = options.Application;
                await kms.DecryptAsync(new DecryptRequest { EncryptionContext = context });
            }
        }
        """);

    [Fact]
    public async Task KMSG1003_and_1053_DoNotTrigger_on_ids_purposes_and_settings() => await Verify.Silent<ContextContents>("""
        class Keys(IAmazonKeyManagementService kms, string keyId)
        {
            async Task Run(Guid ownerAccountId, string contextId, string entityType, string fieldName, int bits)
            {
                await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest
                {
                    KeyId = keyId,
                    EncryptionContext = new Dictionary<string, string> { ["owner_account_id"] = ownerAccountId.ToString(), ["purpose"] = "ticket-mac", ["app"] = "clinic" },
                });
                var context = new Dictionary<string, string> { { "field", fieldName } };
                if (contextId != null)
                    context["context"] = contextId;
                context["entity"] = entityType;
                context["bits"] = bits.ToString(System.Globalization.CultureInfo.InvariantCulture);
                await kms.EncryptAsync(new EncryptRequest { KeyId = keyId, EncryptionContext = context });
            }
        }
        """);

    // A data key for one thing and direct encryption for another in one class: each decryption fits one of them.
    [Fact]
    public async Task KMSG1005_DoesNotTrigger_on_a_decryption_that_fits_one_of_several_or_whose_other_side_is_elsewhere() => await Verify.Silent<ContextMismatch>("""
        class Keys(IAmazonKeyManagementService kms, string keyId)
        {
            Task Generate() => kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = keyId, EncryptionContext = new Dictionary<string, string> { { "Purpose", "documents" } } });
            Task Encrypt() => kms.EncryptAsync(new EncryptRequest { KeyId = keyId, EncryptionContext = new Dictionary<string, string> { { "Purpose", "direct" } } });
            Task Decrypt() => kms.DecryptAsync(new DecryptRequest { EncryptionContext = new Dictionary<string, string> { ["Purpose"] = "direct" } });
        }
        class Enclave(IAmazonKeyManagementService kms)
        {
            Task Decrypt() => kms.DecryptAsync(new DecryptRequest { EncryptionContext = new Dictionary<string, string> { ["purpose"] = "ticket", ["app"] = "verify" } });
        }
        class Tenants(IAmazonKeyManagementService kms, string keyId)
        {
            Task Issue(Guid owner) => kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = keyId, EncryptionContext = new Dictionary<string, string> { ["owner"] = owner.ToString() } });
            Task Resolve(Guid owner) => kms.DecryptAsync(new DecryptRequest { EncryptionContext = new Dictionary<string, string> { ["owner"] = owner.ToString() } });
        }
        """);

    [Fact]
    public async Task KMSG1005_Triggers_on_names_that_differ_in_case() => await Verify.Triggers<ContextMismatch>("""
        class Tenants(IAmazonKeyManagementService kms, string keyId)
        {
            Task Issue(Guid owner) => kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = keyId, EncryptionContext = new Dictionary<string, string> { ["Purpose"] = "documents", ["owner"] = owner.ToString() } });
            Task Resolve(Guid owner) => kms.DecryptAsync(new DecryptRequest { EncryptionContext = {|KMSG1005:new Dictionary<string, string> { ["purpose"] = "documents", ["owner"] = owner.ToString() }|} });
        }
        """);

    [Fact]
    public async Task KMSG1015_DoesNotTrigger_on_endpoints_of_emulators_settings_and_proxies() => await Verify.Silent<InsecureClient>("""
        class Clients(Dictionary<string, string> configuration, string endpoint)
        {
            public bool UseLocalStack { get; set; }
            public string Container => endpoint ?? "http://localhost:4566";

            void Run(bool useLocalStack, string serviceUrl)
            {
                _ = new AmazonKeyManagementServiceConfig { ServiceURL = Container, UseHttp = true, AuthenticationRegion = "us-east-1" };
                var config = new AmazonKeyManagementServiceConfig { RegionEndpoint = Amazon.RegionEndpoint.EUCentral1 };
                if (UseLocalStack)
                {
                    config.ServiceURL = Container;
                    config.AuthenticationRegion = "eu-central-1";
                }
                if (useLocalStack && !string.IsNullOrWhiteSpace(serviceUrl))
                    _ = new AmazonKeyManagementServiceConfig { ServiceURL = serviceUrl };
                if (!string.IsNullOrEmpty(configuration["KMS:Endpoint"]))
                    config.ServiceURL = configuration["KMS:Endpoint"];
                _ = new AmazonKeyManagementServiceConfig { ServiceURL = serviceUrl?.Trim(), AuthenticationRegion = string.IsNullOrWhiteSpace(endpoint) ? "us-east-1" : endpoint };
            }
        }
        """);

    [Fact]
    public async Task KMSG1006_DoesNotTrigger_on_what_a_guard_bounds_or_a_key_is() => await Verify.Silent<DirectEncryption>("""
        class Keys(IAmazonKeyManagementService kms, string keyId)
        {
            private const int MaxDataSize = 4096;

            async Task Run(byte[] data)
            {
                if (data.Length > MaxDataSize) throw new ArgumentException($"Data exceeds maximum size of {MaxDataSize} bytes");
                await kms.EncryptAsync(new EncryptRequest { KeyId = keyId, Plaintext = new MemoryStream(data) });
                var iv = new byte[16];
                new Random().NextBytes(iv);
                await kms.EncryptAsync(new EncryptRequest { KeyId = keyId, Plaintext = new MemoryStream(iv) });
            }
        }
        """, "KMSG1006");
}
