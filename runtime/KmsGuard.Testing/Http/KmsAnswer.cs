namespace KmsGuard.Testing.Http;

/// <summary>What goes back over HTTP, or that the connection breaks instead.</summary>
internal sealed record KmsAnswer(int Status, byte[] Body, string RequestId)
{
    internal const string ContentType = "application/x-amz-json-1.1";

    internal static readonly KmsAnswer ConnectionReset = new(0, [], "");
}
