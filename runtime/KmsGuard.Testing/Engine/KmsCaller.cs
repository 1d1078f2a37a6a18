namespace KmsGuard.Testing.Engine;

/// <summary>Who signed a request.</summary>
internal sealed class KmsCaller(string accessKeyId, string principalArn)
{
    internal string AccessKeyId { get; } = accessKeyId;

    internal string PrincipalArn { get; } = principalArn;

    internal string Account { get; } = principalArn.Split(':')[4];

    internal KmsError Denied(string action, string resource, string because) =>
        new("AccessDeniedException", $"User: {PrincipalArn} is not authorized to perform: {action} on resource: {resource} because {because}");
}
