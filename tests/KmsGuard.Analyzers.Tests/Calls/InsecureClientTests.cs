using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class InsecureClientTests
{
    [Theory]
    [InlineData("new AmazonKeyManagementServiceConfig { ServiceURL = {|KMSG1015:\"http://kms.eu-west-1.amazonaws.com\"|} }")]
    [InlineData("new AmazonKeyManagementServiceConfig { ServiceURL = {|KMSG1015:\"HTTP://10.0.0.7:4566/\"|} }")]
    [InlineData("new AmazonKeyManagementServiceConfig { ServiceURL = {|KMSG1015:Proxy|} }")]
    [InlineData("new AmazonKeyManagementServiceConfig { ServiceURL = text ?? {|KMSG1015:\"http://kms.example.com\"|} }")]
    [InlineData("new AmazonKeyManagementServiceConfig { ServiceURL = {|KMSG1015:$\"http://kms.example.com/{text}\"|} }")]
    [InlineData("new AmazonKeyManagementServiceConfig { UseHttp = {|KMSG1015:true|} }")]
    public async Task KMSG1015_Triggers_on_plain_http(string config) => await Verify.Triggers<InsecureClient>(InMethod($"_ = {config};"));

    [Theory]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { ServiceURL = \"https://kms.example.com\" };")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { ServiceURL = \"http://localhost:4566\", UseHttp = true };")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { ServiceURL = \"http://127.0.0.1\" };")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { ServiceURL = \"http://[::1]:8080\" };")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { ServiceURL = \"http://localstack:4566\" };")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { ServiceURL = \"http://host.docker.internal:4566\" };")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { ServiceURL = $\"http://{text}:4566\" };")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { ServiceURL = text };")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { UseHttp = false };")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { UseHttp = text is null };")]
    [InlineData("var config = new AmazonKeyManagementServiceConfig(); if (isDevelopment) config.UseHttp = true;")]
    [InlineData("_ = new AmazonKeyManagementServiceConfig { ServiceURL = isDevelopment ? \"http://10.0.0.7\" : null };")]
    [InlineData("_ = new Amazon.S3.AmazonS3Config { ServiceURL = \"http://s3.example.com\", UseHttp = true };")]
    [InlineData("_ = new Own { ServiceURL = \"http://kms.example.com\", UseHttp = true };")]
    public async Task KMSG1015_DoesNotTrigger_on_TLS_emulators_development_and_other_services(string body) => await Verify.Silent<InsecureClient>(InMethod(body));

    [Theory]
    [InlineData("(_, _, _, _) => true", true)]
    [InlineData("delegate { return true; }", true)]
    [InlineData("System.Net.Http.HttpClientHandler.DangerousAcceptAnyServerCertificateValidator", true)]
    [InlineData("(_, _, _, errors) => errors == System.Net.Security.SslPolicyErrors.None", false)]
    [InlineData("null", false)]
    public async Task KMSG1015_Triggers_on_a_client_of_the_SDK_that_takes_every_certificate(string callback, bool isFound)
    {
        // The SDK has this class where it runs on .NET, and the tests' references are those of .NET Framework.
        var core = CSharpCompilation.Create(
            "AWSSDK.Http", [CSharpSyntaxTree.ParseText("namespace Amazon.Runtime { public abstract class HttpClientFactory { public abstract System.Net.Http.HttpClient CreateHttpClient(); } }")],
            Framework.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference();

        async Task<bool> Finds(string parent)
        {
            var source = $$"""
                class Other { public virtual System.Net.Http.HttpClient CreateHttpClient() => null; }
                class Client : {{parent}}
                {
                    public override System.Net.Http.HttpClient CreateHttpClient() => new(new System.Net.Http.HttpClientHandler { ServerCertificateCustomValidationCallback = {{callback}} });
                }
                """;
            var compilation = Verify.Compile(source, [.. Aws.V4, core]);
            Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static found => found.Severity == DiagnosticSeverity.Error));
            return (await Verify.Diagnostics(compilation, [new InsecureClient()])).Any(static found => found.Id == "KMSG1015");
        }

        Assert.Equal(isFound, await Finds("Amazon.Runtime.HttpClientFactory"));
        Assert.False(await Finds("Other"));
    }

    [Theory]
    [InlineData("ServicePointManager.ServerCertificateValidationCallback = {|KMSG1015:(_, _, _, _) => true|};")]
    [InlineData("ServicePointManager.ServerCertificateValidationCallback = {|KMSG1015:delegate { return true; }|};")]
    [InlineData("ServicePointManager.ServerCertificateValidationCallback = (_, _, _, errors) => errors == System.Net.Security.SslPolicyErrors.None;")]
    [InlineData("if (isDevelopment) ServicePointManager.ServerCertificateValidationCallback = (_, _, _, _) => true;")]
    [InlineData("Own.ServerCertificateValidationCallback = (_, _, _, _) => true;")]
    public async Task KMSG1015_Triggers_on_a_process_that_takes_every_certificate_in_NET_Framework(string body)
    {
        var markup = Markup.Parse("using System.Net; class Service { void Run(bool isDevelopment) { BODY } } static class Own { public static System.Net.Security.RemoteCertificateValidationCallback ServerCertificateValidationCallback { get; set; } }"
            .Replace("BODY", body, StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            "Application", [CSharpSyntaxTree.ParseText(markup.Source)], [.. Framework.Net472, .. Aws.V4], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static found => found.Severity == DiagnosticSeverity.Error));
        Assert.Equal(markup.Expected.Select(static mark => mark.Span), (await Verify.Diagnostics(compilation, [new InsecureClient()])).Select(static found => found.Location.SourceSpan));
    }

    // Only in .NET Framework does the SDK's client ask it.
    [Fact]
    public async Task KMSG1015_DoesNotTrigger_on_a_callback_that_the_SDK_does_not_ask() =>
        await Verify.Silent<InsecureClient>(InMethod("System.Net.ServicePointManager.ServerCertificateValidationCallback = (_, _, _, _) => true;"));

    private static string InMethod(string body) => $$"""
        class Service
        {
            const string Proxy = "http://proxy.example.com:8080";
            void Run(string text, bool isDevelopment)
            {
                {{body}}
            }
        }
        class Own { public string ServiceURL { get; set; } public bool UseHttp { get; set; } }
        """;
}
