using System.Collections.Concurrent;

namespace KmsGuard.Testing;

/// <summary>How a <see cref="TestKms"/> is set up.</summary>
public sealed class TestKmsOptions
{
    /// <summary>The clock for creation dates, deletion and rotation: give a virtual one to let thirty days pass in no time.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The Region of <see cref="TestKms.CreateKey"/> and <see cref="TestKms.CreateClient"/> when they name none. Every other Region is served too: the client's signature says which.</summary>
    public string Region { get; set; } = "eu-west-1";

    /// <summary>The account, 12 digits, that keys belong to.</summary>
    public string AccountId { get; set; } = "111122223333";

    /// <summary>Who the access key ids of clients stand for. An id that is not here stands for the root user of <see cref="AccountId"/>. May be changed in the middle of a test.</summary>
    public IDictionary<string, TestKmsPrincipal> Principals { get; } = new ConcurrentDictionary<string, TestKmsPrincipal>(StringComparer.Ordinal);

    /// <summary>How long a new grant is not known without its grant token: AWS says up to five minutes. None by default.</summary>
    public TimeSpan GrantPropagation { get; set; }
}
