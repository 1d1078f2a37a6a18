using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace KmsGuard.Testing.Http;

/// <summary>Answers an SDK client's requests without a network.</summary>
internal sealed class InProcessHandler(TestKms kms) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var answer = await kms.AnswerAsync(Header(request, "X-Amz-Target"), Header(request, "Authorization"), body, cancellationToken).ConfigureAwait(false);
        if (answer == KmsAnswer.ConnectionReset)
            throw new HttpRequestException("An error occurred while sending the request.", new IOException("Unable to read data from the transport connection: Connection reset by peer.", new SocketException((int)SocketError.ConnectionReset)));
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = new ByteArrayContent(answer.Body) };
        response.Headers.Add("x-amzn-RequestId", answer.RequestId);
        response.Content.Headers.ContentType = new MediaTypeHeaderValue(KmsAnswer.ContentType);
        return response;
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
