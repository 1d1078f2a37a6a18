using System.Net;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using KmsGuard.Testing.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.Testing;

/// <summary>A <see cref="TestKms"/> behind a real HTTP server on loopback (AWS JSON 1.1), for what runs in another process, in another language, or is to be tested over real connections.</summary>
/// <remarks><code>
/// await using var server = await KmsTestServer.StartAsync();
/// var key = server.Kms.CreateKey("alias/pii");
/// using var client = server.CreateClient();          // or any SDK, with AWS_ENDPOINT_URL_KMS set to server.Endpoint
/// </code></remarks>
public sealed class KmsTestServer : IAsyncDisposable
{
    /// <summary>No request of AWS KMS comes near it: a policy of 128 KiB is the largest parameter.</summary>
    private const long MaxBodySize = 1 << 20;

    private readonly WebApplication _app;

    private KmsTestServer(WebApplication app, TestKms kms)
    {
        _app = app;
        Kms = kms;
        Endpoint = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    /// <summary>Starts a server on a free port of loopback.</summary>
    /// <param name="kms">What it serves; by default a new <see cref="TestKms"/>. Clients of it in process see the same keys.</param>
    /// <param name="ct">Ends the wait for the start.</param>
    public static async Task<KmsTestServer> StartAsync(TestKms? kms = null, CancellationToken ct = default)
    {
        kms ??= new TestKms();
        // Empty: the settings of the tests' own host (urls, certificates, logging) are not for this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = MaxBodySize;
        });
        var app = builder.Build();
        app.Run(context => ServeAsync(kms, context));
        try
        {
            await app.StartAsync(ct).ConfigureAwait(false);
            return new KmsTestServer(app, kms);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>What it serves: keys, faults, calls.</summary>
    public TestKms Kms { get; }

    /// <summary>The real SDK client, connected to this server. Dispose it as any other.</summary>
    /// <param name="accessKeyId">Who is calling.</param>
    /// <param name="region">The Region; by default that of the options.</param>
    /// <param name="configure">Changes the client's settings, such as retries and timeout.</param>
    public AmazonKeyManagementServiceClient CreateClient(string accessKeyId = TestKms.DefaultAccessKeyId, string? region = null, Action<AmazonKeyManagementServiceConfig>? configure = null)
    {
        var config = new AmazonKeyManagementServiceConfig
        {
            ServiceURL = Endpoint.ToString(),
            AuthenticationRegion = region ?? Kms.Options.Region,
        };
        configure?.Invoke(config);
        return new AmazonKeyManagementServiceClient(new BasicAWSCredentials(accessKeyId, "not-verified"), config);
    }

    /// <summary>Stops the server; calls that hang are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        // No grace for calls that a test left hanging.
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync().ConfigureAwait(false);
        await _app.StopAsync(atOnce.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task ServeAsync(TestKms kms, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        KmsAnswer answer;
        try
        {
            answer = await kms.AnswerAsync(context.Request.Headers["X-Amz-Target"], context.Request.Headers.Authorization, body.ToArray(), context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        if (answer == KmsAnswer.ConnectionReset)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = KmsAnswer.ContentType;
        context.Response.Headers["x-amzn-RequestId"] = answer.RequestId;
        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
