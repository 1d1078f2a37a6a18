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
}
