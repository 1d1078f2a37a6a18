using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Xunit;

public class ServiceTests
{
    [Fact]
    public Task Quiet(IAmazonKeyManagementService kms) => kms.DecryptAsync(new DecryptRequest());
}
