using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class EmptyEncryptionContextTests
{
    [Theory]
    [InlineData("EncryptionContext = {|KMSG1002:new Dictionary<string, string>()|}")]
    [InlineData("EncryptionContext = {|KMSG1002:new()|}")]
    [InlineData("EncryptionContext = {|KMSG1002:new(4, StringComparer.Ordinal)|}")]
    [InlineData("EncryptionContext = {|KMSG1002:new Dictionary<string, string> { }|}")]
    [InlineData("EncryptionContext = {|KMSG1002:{ }|}")]
    [InlineData("EncryptionContext = new() { [\"tenant\"] = {|KMSG1002:\"\"|} }")]
    [InlineData("EncryptionContext = new() { [\"tenant\"] = {|KMSG1002:string.Empty|} }")]
    [InlineData("EncryptionContext = new() { { \"tenant\", {|KMSG1002:null|} } }")]
    [InlineData("EncryptionContext = new() { { \"tenant\", tenant }, { \"purpose\", {|KMSG1002:Nothing|} } }")]
    [InlineData("EncryptionContext = new(context) { [{|KMSG1002:\"\"|}] = tenant }")]
    public async Task KMSG1002_Triggers_on_an_inline_context(string context) =>
        await Verify.Triggers<EmptyEncryptionContext>(InMethod($"await kms.EncryptAsync(new EncryptRequest {{ {context} }});"));

    [Theory]
    [InlineData("var pairs = {|KMSG1002:new Dictionary<string, string>()|}; await kms.DecryptAsync(new DecryptRequest { EncryptionContext = pairs });")]
    [InlineData("var pairs = new Dictionary<string, string>(); pairs.Add(\"tenant\", {|KMSG1002:\"\"|}); await kms.DecryptAsync(new DecryptRequest { EncryptionContext = pairs });")]
    [InlineData("var pairs = new Dictionary<string, string>(); pairs[\"tenant\"] = {|KMSG1002:null|}; await kms.DecryptAsync(new DecryptRequest { EncryptionContext = pairs });")]
    [InlineData("var pairs = new Dictionary<string, string> { [\"a\"] = {|KMSG1002:\"\"|} }; Fill(pairs); await kms.DecryptAsync(new DecryptRequest { EncryptionContext = pairs });")]
    [InlineData("var request = new DecryptRequest(); request.EncryptionContext = {|KMSG1002:new()|}; await kms.DecryptAsync(request);")]
    [InlineData("await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = {|KMSG1002:new()|}, DestinationEncryptionContext = context });")]
    [InlineData("kms.GenerateDataKey(new GenerateDataKeyRequest { EncryptionContext = {|KMSG1002:new()|} });")]
    public async Task KMSG1002_Triggers_on_a_context_that_is_built_before(string body) =>
        await Verify.Triggers<EmptyEncryptionContext>(InMethod(body));

    [Fact]
    public async Task KMSG1002_Triggers_through_an_overload_without_request() =>
        await Verify.OnlyWith<EmptyEncryptionContext>(Aws.V3, """
            class Service
            {
                byte[] Run(Amazon.Runtime.SharedInterfaces.ICoreAmazonKMS kms, byte[] data) => kms.Decrypt(data, {|KMSG1002:new Dictionary<string, string>()|});
            }
            """);

    [Theory]
    [InlineData("await kms.EncryptAsync(new EncryptRequest());")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = null });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = context });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new(context) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new() { [\"tenant\"] = tenant } });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = { [\"tenant\"] = tenant } });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new(), EncryptionAlgorithm = EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256 });")]
    [InlineData("var pairs = new Dictionary<string, string>(); Fill(pairs); await kms.EncryptAsync(new EncryptRequest { EncryptionContext = pairs });")]
    [InlineData("var pairs = new Dictionary<string, string>(); var same = pairs; same[\"tenant\"] = tenant; await kms.EncryptAsync(new EncryptRequest { EncryptionContext = pairs });")]
    [InlineData("var pairs = new Dictionary<string, string>(); foreach (var pair in context) pairs[pair.Key] = pair.Value; await kms.EncryptAsync(new EncryptRequest { EncryptionContext = pairs });")]
    [InlineData("var pairs = new Dictionary<string, string>(); if (tenant != null) pairs.Add(\"tenant\", tenant); await kms.EncryptAsync(new EncryptRequest { EncryptionContext = pairs });")]
    [InlineData("var pairs = new Dictionary<string, string>(); pairs.Clear(); await kms.EncryptAsync(new EncryptRequest { EncryptionContext = pairs });")]
    [InlineData("var request = new EncryptRequest { EncryptionContext = new() }; request.EncryptionContext.Add(\"tenant\", tenant); await kms.EncryptAsync(request);")]
    [InlineData("var request = new EncryptRequest { EncryptionContext = new() }; Send(request); await kms.EncryptAsync(request);")]
    [InlineData("var unrelated = new Dictionary<string, string> { [\"tenant\"] = \"\" }; await kms.EncryptAsync(new EncryptRequest { EncryptionContext = context });")]
    public async Task KMSG1002_DoesNotTrigger_on_a_context_that_is_filled_or_not_known(string body) =>
        await Verify.Silent<EmptyEncryptionContext>(InMethod(body));

    [Fact]
    public async Task KMSG1002_Triggers_at_the_call_on_a_field_that_nothing_fills() =>
        await Verify.Triggers<EmptyEncryptionContext>(WithField("new()", "kms.{|KMSG1002:EncryptAsync|}"));

    [Theory]
    [InlineData("new() { [\"tenant\"] = \"a\" }")]
    [InlineData("new(); static Service() => Pairs.Add(\"tenant\", \"a\")")]
    [InlineData("new(); static void Fill(Action<Dictionary<string, string>> fill) => fill(Pairs)")]
    public async Task KMSG1002_DoesNotTrigger_on_a_field_that_has_pairs_or_may_get_some(string value) =>
        await Verify.Silent<EmptyEncryptionContext>(WithField(value, "kms.EncryptAsync"));

    private static string WithField(string value, string call) => $$"""
        class Service
        {
            private static readonly Dictionary<string, string> Pairs = {{value}};
            Task Run(IAmazonKeyManagementService kms) => {{call}}(new EncryptRequest { EncryptionContext = Pairs });
        }
        """;

    private static string InMethod(string body) => $$"""
        class Service
        {
            const string Nothing = "";

            async Task Run(IAmazonKeyManagementService kms, string tenant, Dictionary<string, string> context)
            {
                {{body}}
            }

            static void Fill(Dictionary<string, string> pairs) => pairs["tenant"] = "1";
            static void Send(EncryptRequest request) => request.EncryptionContext["tenant"] = "1";
        }
        """;
}
