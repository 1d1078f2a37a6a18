using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Calls;

/// <summary>Requests that another member makes or fills.</summary>
public sealed class RequestFlowTests
{
    [Theory]
    [InlineData("EncryptRequest Make() => new() { KeyId = _key };")]
    [InlineData("private static EncryptRequest Make() { return new EncryptRequest { KeyId = \"x\", EncryptionContext = null }; }")]
    [InlineData("private EncryptRequest Make() { var request = new EncryptRequest(); request.KeyId = _key; Func<int> other = () => { return 1; }; return request; }")]
    [InlineData("private EncryptRequest Make() { if (_key == null) return new EncryptRequest(); else return new EncryptRequest { KeyId = _key }; }")]
    [InlineData("private EncryptRequest Make(Dictionary<string, string> context = null) => new() { KeyId = _key, EncryptionContext = context };")]
    public async Task KMSG1001_Triggers_on_a_request_that_a_private_helper_returns(string helper) =>
        await Verify.Triggers<MissingEncryptionContext>(InService(helper, "await _kms.{|KMSG1001:EncryptAsync|}(Make()); _kms.{|KMSG1001:Encrypt|}(Make());"));

    [Theory]
    [InlineData("EncryptRequest Make() => new() { KeyId = \"x\" };", "var request = Make(); request.Plaintext = null; await _kms.{|KMSG1001:EncryptAsync|}(request);")]
    [InlineData("async Task<EncryptRequest> Make() { await Task.Yield(); return new() { KeyId = _key }; }", "await _kms.{|KMSG1001:EncryptAsync|}(await Make());")]
    [InlineData("async Task<EncryptRequest> Make() { await Task.Yield(); return new() { KeyId = _key }; }", "var request = await Make(); await _kms.{|KMSG1001:EncryptAsync|}(request);")]
    [InlineData("", "EncryptRequest Make() => new() { KeyId = _key }; await _kms.{|KMSG1001:EncryptAsync|}(Make());")]
    [InlineData("EncryptRequest Make(Dictionary<string, string> context) => new() { EncryptionContext = context };", "await _kms.{|KMSG1001:EncryptAsync|}(Make(null)); await _kms.EncryptAsync(Make(Context()));")]
    [InlineData("void Fill(EncryptRequest request, string key) => request.KeyId = key;", "var request = new EncryptRequest(); Fill(request, _key); await _kms.{|KMSG1001:EncryptAsync|}(request);")]
    [InlineData("static void Fill(EncryptRequest request) { request.EncryptionContext = null; Console.WriteLine(request.KeyId); }", "var request = new EncryptRequest(); Fill(request); await _kms.{|KMSG1001:EncryptAsync|}(request);")]
    [InlineData("readonly EncryptRequest _request = new() { KeyId = \"x\" };", "await _kms.{|KMSG1001:EncryptAsync|}(_request); await _kms.{|KMSG1001:EncryptAsync|}(this._request);")]
    [InlineData("EncryptRequest _request = new() { KeyId = \"x\" }; void Set() { _request.Plaintext = null; }", "await _kms.{|KMSG1001:EncryptAsync|}(_request);")]
    [InlineData("EncryptRequest Make() => _key == null ? throw new InvalidOperationException() : new EncryptRequest();", "await _kms.{|KMSG1001:EncryptAsync|}(Make());")]
    [InlineData("internal EncryptRequest Make() => new();", "await _kms.{|KMSG1001:EncryptAsync|}(Make());")]
    [InlineData("EncryptRequest Request => new() { KeyId = _key };", "await _kms.{|KMSG1001:EncryptAsync|}(Request);")]
    [InlineData("EncryptRequest Request { get { return new() { KeyId = _key }; } }", "await _kms.{|KMSG1001:EncryptAsync|}(Request);")]
    [InlineData("static class Requests { public static EncryptRequest Of(string key) => new() { KeyId = key }; }", "await _kms.{|KMSG1001:EncryptAsync|}(Requests.Of(_key));")]
    public async Task KMSG1001_Triggers_whoever_makes_or_fills_the_request(string members, string body) =>
        await Verify.Triggers<MissingEncryptionContext>(InService(members, body));

    [Fact]
    public async Task KMSG1001_Triggers_on_a_request_of_the_constructor() => await Verify.Triggers<MissingEncryptionContext>("""
        class Service
        {
            private readonly IAmazonKeyManagementService _kms;
            private readonly DecryptRequest _request;

            public Service(IAmazonKeyManagementService kms, string key)
            {
                _kms = kms;
                _request = new DecryptRequest { KeyId = key };
            }

            public Task Run(MemoryStream data)
            {
                _request.CiphertextBlob = data;
                return _kms.{|KMSG1001:DecryptAsync|}(_request);
            }
        }
        """);

    [Theory]
    [InlineData("EncryptRequest Make() => new() { EncryptionContext = Context() };", "await _kms.EncryptAsync(Make());")]
    [InlineData("EncryptRequest Make() { if (_key == null) return new EncryptRequest(); return new EncryptRequest { EncryptionContext = Context() }; }", "await _kms.EncryptAsync(Make());")]
    [InlineData("EncryptRequest Make(Dictionary<string, string> context) => new() { EncryptionContext = context };", "await _kms.EncryptAsync(Make(Context()));")]
    [InlineData("EncryptRequest Make(Dictionary<string, string> context = null) { context ??= Context(); return new() { EncryptionContext = context }; }", "await _kms.EncryptAsync(Make());")]
    [InlineData("EncryptRequest Make(EncryptionAlgorithmSpec algorithm) => new() { EncryptionAlgorithm = algorithm };", "await _kms.EncryptAsync(Make(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256));")]
    [InlineData("protected virtual EncryptRequest Make() => new();", "await _kms.EncryptAsync(Make());")]
    [InlineData("protected virtual EncryptRequest Request => new();", "await _kms.EncryptAsync(Request);")]
    [InlineData("EncryptRequest Request { get; } = new();", "await _kms.EncryptAsync(Request);")]
    [InlineData("EncryptRequest Request { get => new(); set { } }", "await _kms.EncryptAsync(Request);")]
    [InlineData("EncryptRequest Request => new() { EncryptionContext = Context() };", "await _kms.EncryptAsync(Request);")]
    [InlineData("static class Requests { public static EncryptRequest Of(string key) => new() { KeyId = key, EncryptionContext = Context() }; }", "await _kms.EncryptAsync(Requests.Of(_key));")]
    [InlineData("EncryptRequest Make() => Other(); EncryptRequest Other() => new();", "await _kms.EncryptAsync(Make());")]
    [InlineData("EncryptRequest _kept; EncryptRequest Make() { var request = new EncryptRequest(); _kept = request; return request; }", "await _kms.EncryptAsync(Make());")]
    [InlineData("Func<EncryptRequest> Make = () => new EncryptRequest();", "await _kms.EncryptAsync(Make());")]
    [InlineData("T Make<T>() where T : new() => new T();", "await _kms.EncryptAsync(Make<EncryptRequest>());")]
    [InlineData("EncryptRequest Make() => new();", "var request = Make(); Given(request); await _kms.EncryptAsync(request);")]
    [InlineData("EncryptRequest Make() => new();", "var request = Make(); request.EncryptionContext = Context(); await _kms.EncryptAsync(request);")]
    [InlineData("void Fill(EncryptRequest request) { request.EncryptionContext = Context(); }", "var request = new EncryptRequest(); Fill(request); await _kms.EncryptAsync(request);")]
    [InlineData("void Fill(EncryptRequest request) { request.EncryptionContext[\"a\"] = \"b\"; }", "var request = new EncryptRequest(); Fill(request); await _kms.EncryptAsync(request);")]
    [InlineData("void Fill(EncryptRequest request) { Given(request); }", "var request = new EncryptRequest(); Fill(request); await _kms.EncryptAsync(request);")]
    [InlineData("void Fill(EncryptRequest request) { Deeper(request); } void Deeper(EncryptRequest request) { }", "var request = new EncryptRequest(); Fill(request); await _kms.EncryptAsync(request);")]
    [InlineData("void Fill(ref EncryptRequest request) { }", "var request = new EncryptRequest(); Fill(ref request); await _kms.EncryptAsync(request);")]
    [InlineData("void Fill(EncryptRequest request) { request = null; }", "var request = new EncryptRequest(); Fill(request); await _kms.EncryptAsync(request);")]
    [InlineData("void Fill(EncryptRequest request, Dictionary<string, string> context) { request.EncryptionContext = context; }", "var request = new EncryptRequest(); Fill(request, Context()); await _kms.EncryptAsync(request);")]
    [InlineData("readonly EncryptRequest _request = new(); void Set() { _request.EncryptionContext = Context(); }", "await _kms.EncryptAsync(_request);")]
    [InlineData("readonly EncryptRequest _request = new(); void Set() { Given(_request); }", "await _kms.EncryptAsync(_request);")]
    [InlineData("readonly EncryptRequest _request = new(); class Inner { void Set(Service outer) { outer._request.EncryptionContext = null; outer._request.EncryptionContext.Clear(); } }", "await _kms.EncryptAsync(_request);")]
    [InlineData("EncryptRequest _request = new(); void Set(EncryptRequest request) { _request = request; }", "await _kms.EncryptAsync(_request);")]
    [InlineData("EncryptRequest _request = new(); EncryptRequest Request => _request;", "await _kms.EncryptAsync(_request);")]
    [InlineData("internal readonly EncryptRequest _request = new();", "await _kms.EncryptAsync(_request);")]
    [InlineData("readonly EncryptRequest _request;", "await _kms.EncryptAsync(_request);")]
    public async Task KMSG1001_DoesNotTrigger_where_a_request_is_complete_or_not_known(string members, string body) =>
        await Verify.Silent<MissingEncryptionContext>(InService(members, body));

    [Fact]
    public async Task KMSG1001_DoesNotTrigger_where_another_part_of_the_type_may_fill_the_request() => await Verify.Silent<MissingEncryptionContext>("""
        partial class Service(IAmazonKeyManagementService kms)
        {
            private readonly EncryptRequest _request = new();
            Task Run() => kms.EncryptAsync(_request);
        }
        partial class Service
        {
            void Fill() => _request.EncryptionContext = new() { ["a"] = "b" };
        }
        """);

    [Theory]
    [InlineData("new() { KeyId = key }", true)]
    [InlineData("new() { KeyId = key, EncryptionContext = new() { [\"tenant\"] = key } }", false)]
    public async Task KMSG1001_Triggers_on_a_request_of_a_helper_in_another_file_unless_it_has_a_context(string request, bool triggers)
    {
        var helper = CSharpSyntaxTree.ParseText($"static class Requests {{ internal static EncryptRequest Of(string key) => {request}; }}", new CSharpParseOptions(LanguageVersion.CSharp12));
        var compilation = Verify.Compile("class Service { Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(Requests.Of(\"k\")); }", Aws.V4).AddSyntaxTrees(helper);

        Assert.Empty(compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        Assert.Equal(triggers ? 1 : 0, (await Verify.Diagnostics(compilation, [new MissingEncryptionContext()])).Length);
    }

    [Fact]
    public async Task KMSG1002_Triggers_at_the_call_where_a_helper_makes_the_empty_context()
    {
        const string helper = "EncryptRequest Make() => new() { EncryptionContext = new Dictionary<string, string>() };";
        const string calls = "await _kms.{|KMSG1002:EncryptAsync|}(Make()); await _kms.{|KMSG1002:EncryptAsync|}(Make());";

        await Verify.Triggers<EmptyEncryptionContext>(InService(helper, calls));
        await Verify.Triggers<EmptyEncryptionContext>(InService("", helper + calls));
    }

    [Fact]
    public async Task KMSG1002_Triggers_at_what_is_given_to_a_helper() => await Verify.Triggers<EmptyEncryptionContext>(InService(
        "EncryptRequest Make(Dictionary<string, string> context) => new() { EncryptionContext = context };",
        "await _kms.EncryptAsync(Make({|KMSG1002:new Dictionary<string, string>()|}));"));

    [Fact]
    public async Task KMSG1007_Triggers_at_the_call_where_a_helper_takes_any_text()
    {
        const string helper = "EncryptRequest Make(string text) => new() { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) };";

        await Verify.Triggers<DirectEncryption>(InService(helper, "await _kms.{|KMSG1007:EncryptAsync|}(Make(_key));"));
        await Verify.Silent<DirectEncryption>(InService(helper, "if (_key.Length > 1000) return; await _kms.EncryptAsync(Make(_key));"));
        await Verify.Silent<DirectEncryption>(InService(
            helper.Replace("=> new()", "{ if (text.Length > 1000) throw new ArgumentException(); return new()", StringComparison.Ordinal) + " }", "await _kms.EncryptAsync(Make(_key));"));
    }

    [Fact]
    public async Task KMSG1008_Triggers_on_a_request_that_a_helper_returns() => await Verify.Triggers<DecryptWithoutKeyId>(InService(
        "DecryptRequest Make(MemoryStream data) => new() { CiphertextBlob = data }; DecryptRequest Pinned(string key) { var request = new DecryptRequest { KeyId = key }; return request; }",
        "await _kms.{|KMSG1008:DecryptAsync|}(Make(null)); await _kms.DecryptAsync(Pinned(_key));"));

    private static string InService(string members, string body) => $$"""
        class Service
        {
            private readonly IAmazonKeyManagementService _kms;
            private readonly string _key;

            {{members}}

            async Task Run()
            {
                {{body}};
                await Task.Yield();
            }

            static Dictionary<string, string> Context() => new() { ["tenant"] = "a" };

            internal static void Given(EncryptRequest request) => request.EncryptionContext = Context();
        }
        """;
}
