using System.Text;

namespace KmsGuard.Policy.Tests;

/// <summary>What becomes of a policy while somebody types or a disk fails.</summary>
internal static class Mutations
{
    // Those that mean something to JSON, a control character, and one that is no UTF-8.
    private static readonly byte[] Bytes = [.. "{}[]:,\"\\/*u0 "u8, 0, 1, 0xFF];

    /// <summary>The policy cut at every byte, and with every byte replaced by each of those that matter or one of them: the rules answer, with places in the text.</summary>
    internal static void Check(byte[] policy, bool everyByte = false, int step = 1)
    {
        for (var end = 0; end < policy.Length; end += step)
            Run(policy.AsSpan(0, end));
        var changed = policy.ToArray();
        for (var i = 0; i < policy.Length; i += step)
        {
            var bytes = everyByte ? Bytes : [Bytes[i % Bytes.Length]];
            foreach (var other in bytes)
            {
                changed[i] = other;
                Run(changed);
            }
            changed[i] = policy[i];
        }
    }

    private static void Run(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        foreach (var finding in PolicyLint.Run(text))
        {
            Assert.InRange(finding.Start, 0, finding.End);
            Assert.InRange(finding.End, finding.Start, text.Length);
            Assert.DoesNotContain('{', finding.Rule.MessageFormat.Replace("{0}", "").Replace("{1}", "").Replace("{2}", "").Replace("{3}", ""));
            Assert.NotEmpty(finding.Message);
        }
    }
}
