using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class MissingEncryptionContextTests
{
    [Theory]
    [InlineData("EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = data })")]
    [InlineData("EncryptAsync(new() { KeyId = key, Plaintext = data })")]
    [InlineData("EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = data, EncryptionContext = null })")]
    [InlineData("EncryptAsync(new EncryptRequest { KeyId = key, EncryptionContext = default, EncryptionAlgorithm = EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT })")]
    [InlineData("EncryptAsync(new EncryptRequest { KeyId = key, EncryptionAlgorithm = \"SYMMETRIC_DEFAULT\" })")]
    [InlineData("EncryptAsync(cancellationToken: default, request: new EncryptRequest { KeyId = key })")]
    [InlineData("DecryptAsync(new DecryptRequest { KeyId = key, CiphertextBlob = data })")]
    [InlineData("GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256 })")]
    [InlineData("GenerateDataKeyWithoutPlaintextAsync(new GenerateDataKeyWithoutPlaintextRequest { KeyId = key })")]
    [InlineData("GenerateDataKeyPairAsync(new GenerateDataKeyPairRequest { KeyId = key, KeyPairSpec = DataKeyPairSpec.RSA_2048 })")]
    [InlineData("GenerateDataKeyPairWithoutPlaintextAsync(new GenerateDataKeyPairWithoutPlaintextRequest { KeyId = key })")]
    public async Task KMSG1001_Triggers_on_a_request_without_context(string call)
    {
        var name = call[..call.IndexOf('(', StringComparison.Ordinal)];
        await Verify.Triggers<MissingEncryptionContext>(InMethod($"await kms.{{|KMSG1001:{name}|}}{call[name.Length..]};"));
    }

    [Theory]
    [InlineData("var request = new EncryptRequest { KeyId = key }; request.Plaintext = data; await kms.{|KMSG1001:EncryptAsync|}(request);")]
    [InlineData("EncryptRequest request; request = new() { KeyId = key }; await kms.{|KMSG1001:EncryptAsync|}(request);")]
    [InlineData("EncryptRequest request = new(); request.KeyId = key; var same = request.KeyId; await kms.{|KMSG1001:EncryptAsync|}(request);")]
    [InlineData("var request = new DecryptRequest(); request.EncryptionContext = null; await kms.{|KMSG1001:DecryptAsync|}(request);")]
    [InlineData("await (kms?.{|KMSG1001:EncryptAsync|}(new EncryptRequest()) ?? Task.FromResult<EncryptResponse>(null));")]
    [InlineData("var request = new EncryptRequest(); Func<Task> retry = () => kms.{|KMSG1001:EncryptAsync|}(request); await retry();")]
    [InlineData("var response = kms.{|KMSG1001:EncryptAsync|}(new EncryptRequest()).Result;")]
    [InlineData("var response = kms.{|KMSG1001:Encrypt|}(new EncryptRequest());")]
    [InlineData("using (var client = new AmazonKeyManagementServiceClient()) client.{|KMSG1001:Encrypt|}(new EncryptRequest());")]
    [InlineData("var request = new EncryptRequest(); await kms.{|KMSG1001:EncryptAsync|}(request); request = null;")]
    [InlineData("EncryptRequest request = null; try { request = new EncryptRequest(); await kms.{|KMSG1001:EncryptAsync|}(request); } finally { request = null; }")]
    [InlineData("var request = new EncryptRequest(); await kms.{|KMSG1001:EncryptAsync|}(request); request = new EncryptRequest { KeyId = key }; await kms.{|KMSG1001:EncryptAsync|}(request);")]
    [InlineData("await kms.{|KMSG1001:EncryptAsync|}(key == null ? new EncryptRequest() : new EncryptRequest { KeyId = key });")]
    [InlineData("await kms.{|KMSG1001:EncryptAsync|}(key switch { null => throw new ArgumentException(), _ => new EncryptRequest { KeyId = key } });")]
    [InlineData("foreach (var part in new[] { data }) { var request = new EncryptRequest { KeyId = key, Plaintext = part }; if (request != null && request is { }) await kms.{|KMSG1001:EncryptAsync|}(request); }")]
    public async Task KMSG1001_Triggers_whatever_the_shape_of_the_call(string body) =>
        await Verify.Triggers<MissingEncryptionContext>(InMethod(body));

    [Fact]
    public async Task KMSG1001_Triggers_on_each_side_of_ReEncrypt()
    {
        await Verify.Triggers<MissingEncryptionContext>(InMethod(
            "await kms.{|KMSG1001:{|KMSG1001:ReEncryptAsync|}|}(new ReEncryptRequest { DestinationKeyId = key });"));
        await Verify.Triggers<MissingEncryptionContext>(InMethod(
            "await kms.{|KMSG1001:ReEncryptAsync|}(new ReEncryptRequest { DestinationKeyId = key, DestinationEncryptionContext = context });"));
        await Verify.Triggers<MissingEncryptionContext>(InMethod(
            "await kms.{|KMSG1001:ReEncryptAsync|}(new ReEncryptRequest { SourceEncryptionAlgorithm = EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256 });"));
    }

    [Fact]
    public async Task KMSG1001_Triggers_on_explicit_null_through_the_shared_interface() =>
        await Verify.OnlyWith<MissingEncryptionContext>(Aws.V3, """
            class Service
            {
                byte[] Run(Amazon.Runtime.SharedInterfaces.ICoreAmazonKMS kms, byte[] data) => kms.{|KMSG1001:Decrypt|}(data, null);
            }
            """);

    [Fact]
    public async Task KMSG1001_Triggers_through_a_client_of_ones_own() =>
        await Verify.Triggers<MissingEncryptionContext>("""
            class Client : AmazonKeyManagementServiceClient
            {
                public override Task<EncryptResponse> EncryptAsync(EncryptRequest request, CancellationToken token = default) => base.EncryptAsync(request, token);
                Task Run() => {|KMSG1001:EncryptAsync|}(new EncryptRequest());
            }
            """);

    [Fact]
    public async Task KMSG1001_Triggers_although_the_enclave_recipient_names_RSA() =>
        await Verify.OnlyWith<MissingEncryptionContext>(Aws.V4, InMethod("""
            await kms.{|KMSG1001:DecryptAsync|}(new DecryptRequest
            {
                KeyId = key,
                Recipient = new RecipientInfo { KeyEncryptionAlgorithm = KeyEncryptionMechanism.RSAES_OAEP_SHA_256 },
            });
            """));

    [Theory]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = context });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = Context() });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = Current });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new Dictionary<string, string> { [\"tenant\"] = key } });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = { { \"tenant\", key } } });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = { [\"tenant\"] = key } });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = key == null ? null : context });")]
    [InlineData("var request = new EncryptRequest(); request.EncryptionContext = context; await kms.EncryptAsync(request);")]
    [InlineData("var request = new EncryptRequest(); request.EncryptionContext.Add(\"tenant\", key); await kms.EncryptAsync(request);")]
    [InlineData("var request = new EncryptRequest(); request.EncryptionContext[\"tenant\"] = key; await kms.EncryptAsync(request);")]
    [InlineData("var request = new EncryptRequest(); if (key != null) request.EncryptionContext = context; await kms.EncryptAsync(request);")]
    [InlineData("var request = new EncryptRequest { EncryptionContext = null }; request.EncryptionContext ??= context; await kms.EncryptAsync(request);")]
    [InlineData("await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = context, DestinationEncryptionContext = context });")]
    [InlineData("var response = kms.Encrypt(new EncryptRequest { EncryptionContext = context });")]
    public async Task KMSG1001_DoesNotTrigger_with_a_context(string body) =>
        await Verify.Silent<MissingEncryptionContext>(InMethod(body));

    [Theory]
    [InlineData("await kms.EncryptAsync(given);")]
    [InlineData("await kms.EncryptAsync(Request());")]
    [InlineData("await kms.EncryptAsync(field);")]
    [InlineData("var mine = new EncryptRequest(); Fill(mine); await kms.EncryptAsync(mine);")]
    [InlineData("var mine = new EncryptRequest(); mine.WithContext(); await kms.EncryptAsync(mine);")]
    [InlineData("var mine = new EncryptRequest(); field = mine; await kms.EncryptAsync(mine);")]
    [InlineData("var mine = new EncryptRequest(); var other = mine; other.EncryptionContext = context; await kms.EncryptAsync(mine);")]
    [InlineData("var mine = new EncryptRequest(); mine = Request(); await kms.EncryptAsync(mine);")]
    [InlineData("var mine = new EncryptRequest(); Replace(ref mine); await kms.EncryptAsync(mine);")]
    [InlineData("foreach (var mine in new[] { new EncryptRequest() }) await kms.EncryptAsync(mine);")]
    [InlineData("await kms.EncryptAsync(key == null ? new EncryptRequest() : given);")]
    [InlineData("await kms.EncryptAsync(key == null ? new EncryptRequest() : new EncryptRequest { EncryptionContext = context });")]
    [InlineData("var mine = new EncryptRequest(); if (key != null) mine = new EncryptRequest { EncryptionContext = context }; await kms.EncryptAsync(mine);")]
    [InlineData("await kms.EncryptAsync(key switch { null => new EncryptRequest(), _ => given });")]
    [InlineData("await kms.EncryptAsync(new TenantRequest());")]
    public async Task KMSG1001_DoesNotTrigger_on_a_request_that_is_not_known_as_a_whole(string body) =>
        await Verify.Silent<MissingEncryptionContext>(InMethod(body) + """
            class TenantRequest : EncryptRequest { public TenantRequest() => EncryptionContext = new() { ["tenant"] = "1" }; }
            static class Extensions { public static void WithContext(this EncryptRequest request) => request.EncryptionContext = new() { ["tenant"] = "1" }; }
            """);

    [Theory]
    [InlineData("EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256")]
    [InlineData("\"RSAES_OAEP_SHA_1\"")]
    [InlineData("Algorithm")]
    [InlineData("algorithm")]
    [InlineData("key == null ? EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256 : EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT")]
    [InlineData("key.Algorithm()")]
    public async Task KMSG1001_DoesNotTrigger_on_keys_that_may_be_asymmetric(string algorithm) =>
        await Verify.Silent<MissingEncryptionContext>(InMethod($$"""
            var later = new DecryptRequest { KeyId = key };
            later.EncryptionAlgorithm = {{algorithm}};
            await kms.DecryptAsync(later);
            await kms.EncryptAsync(new EncryptRequest { KeyId = key, EncryptionAlgorithm = {{algorithm}} });
            """) + "static class Keys { public static EncryptionAlgorithmSpec Algorithm(this string key) => EncryptionAlgorithmSpec.RSAES_OAEP_SHA_1; }");

    [Theory]
    [InlineData("await kms.SignAsync(new SignRequest { KeyId = key });")]
    [InlineData("await kms.GetPublicKeyAsync(new GetPublicKeyRequest { KeyId = key });")]
    [InlineData("await kms.GenerateRandomAsync(new GenerateRandomRequest());")]
    public async Task KMSG1001_DoesNotTrigger_on_operations_that_take_no_context(string body) =>
        await Verify.Silent<MissingEncryptionContext>(InMethod(body));

    [Fact]
    public async Task KMSG1001_DoesNotTrigger_on_message_authentication() =>
        await Verify.OnlyWith<MissingEncryptionContext>(Aws.V4, InMethod("await kms.GenerateMacAsync(new GenerateMacRequest { KeyId = key, Message = data });"));

    [Fact]
    public async Task KMSG1001_DoesNotTrigger_in_a_stub() =>
        await Verify.Silent<MissingEncryptionContext>("""
            class Stub : AmazonKeyManagementServiceClient
            {
                public EncryptRequest Last { get; private set; }
                public override Task<EncryptResponse> EncryptAsync(EncryptRequest request, CancellationToken token = default)
                {
                    Last = request;
                    return Task.FromResult(new EncryptResponse { CiphertextBlob = request.Plaintext });
                }
            }
            """);

    [Fact]
    public async Task KMSG1001_DoesNotTrigger_on_the_same_names_of_other_owners() =>
        await Verify.Silent<MissingEncryptionContext>("""
            namespace Other
            {
                class EncryptRequest { public string KeyId { get; set; } public Dictionary<string, string> EncryptionContext { get; set; } }
                interface IAmazonKeyManagementService { Task EncryptAsync(EncryptRequest request); }
                interface IKeyManagementService { Task DecryptAsync(DecryptRequest request); }
                class Service
                {
                    Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest { KeyId = "1" });
                    Task Run(IKeyManagementService wrapper) => wrapper.DecryptAsync(new DecryptRequest());
                    Task EncryptAsync(Amazon.KeyManagementService.Model.EncryptRequest request) => Task.CompletedTask;
                    Task Run() => EncryptAsync(new Amazon.KeyManagementService.Model.EncryptRequest());
                }
            }
            """);

    [Fact]
    public async Task KMSG1001_DoesNotTrigger_in_a_mocks_expression() =>
        await Verify.Silent<MissingEncryptionContext>("""
            class Mock<T> { public void Setup<TResult>(System.Linq.Expressions.Expression<Func<T, TResult>> call) { } }
            class Fixture
            {
                void Run(Mock<IAmazonKeyManagementService> mock) => mock.Setup(kms => kms.EncryptAsync(new EncryptRequest(), default));
            }
            """);

    private static string InMethod(string body) => $$"""
        class Service
        {
            const string Algorithm = "RSAES_OAEP_SHA_256";
            Dictionary<string, string> Current { get; set; }
            EncryptRequest field;

            async Task Run(IAmazonKeyManagementService kms, string key, MemoryStream data, Dictionary<string, string> context, EncryptRequest given, EncryptionAlgorithmSpec algorithm)
            {
                {{body}}
            }

            static Dictionary<string, string> Context() => new() { ["tenant"] = "1" };
            static EncryptRequest Request() => new() { EncryptionContext = Context() };
            static void Fill(EncryptRequest request) => request.EncryptionContext = Context();
            static void Replace(ref EncryptRequest request) => request = Request();
        }

        """;
}
