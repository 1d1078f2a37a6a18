using KmsGuard.Policy.Json;

namespace KmsGuard.Policy.Tests;

/// <summary>The rules over real policies that people have labelled: see index.tsv beside them.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    // The labels that a rule finds. Those that are missing here are not what these rules are about.
    private static readonly Dictionary<string, string[]> RulesOfLabels = new()
    {
        ["kms-star"] = ["KMSG3001"],
        ["alias-in-resource"] = ["KMSG3002"],
        ["wildcard-principal"] = ["KMSG3004"],
        ["principal-arn-wildcard"] = ["KMSG3004"],
        // Everything at once is one finding, and the worse.
        ["admin+use"] = ["KMSG3005", "KMSG3001"],
        ["external-root"] = ["KMSG3007"],
        ["unrestricted-grant"] = ["KMSG3008"],
        ["invalid-action"] = ["KMSG3011"],
        ["invalid-condition-key"] = ["KMSG3011"],
        ["invalid-operator"] = ["KMSG3011"],
        ["invalid-json"] = ["KMSG3012"],
        ["fragment"] = ["KMSG3012"],
        ["unknown-element"] = ["KMSG3012"],
        ["missing-resource"] = ["KMSG3012"],
        ["bad-account-id"] = ["KMSG3012"],
        ["bad-arn-value"] = ["KMSG3012"],
        ["duplicate-json-key"] = ["KMSG3012"],
        ["no-root"] = ["KMSG3013"],
        ["suspicious-set-op"] = ["KMSG3014"],
        ["resource-star"] = ["KMSG3015", "KMSG3001"],
        ["resource-all-keys"] = ["KMSG3015"],
        ["unsupported-condition"] = ["KMSG3016", "KMSG3066"],
        ["service-no-source"] = ["KMSG3017"],
        ["inert-in-key-policy"] = ["KMSG3019"],
        ["tag-abac-escalation"] = ["KMSG3020"],
        ["set-op-single-valued"] = ["KMSG3021"],
        ["viaservice-format"] = ["KMSG3021"],
    };

    [Fact]
    public void Warnings_are_right_and_what_is_certainly_wrong_is_found()
    {
        var folder = Shared.Require("corpus/policies");
        int right = 0, wrong = 0, found = 0, missed = 0;
        foreach (var row in File.ReadLines(Path.Combine(folder, "index.tsv")).Skip(1).Select(static line => line.Split('\t')))
        {
            var (file, isUncertain) = (row[0], row[7] == "yes");
            var labels = row[4].Split(',').Where(static label => label != "none").Select(static label => label.Trim()).ToArray();
            var findings = PolicyLint.Run(File.ReadAllText(Path.Combine(folder, file)), KindOf(row[2]));
            foreach (var id in findings.Where(static one => one.Rule.Severity == PolicySeverity.Warning).Select(static one => one.Rule.Id).Distinct())
            {
                var isLabelled = labels.Any(label => RulesOfLabels.TryGetValue(label.TrimEnd('?'), out var ids) && ids.Contains(id));
                if (isLabelled)
                    right++;
                else if (!isUncertain)
                    wrong++;
                if (!isLabelled)
                    output.WriteLine($"{file} {row[2]}: {id} is not labelled: {findings.First(one => one.Rule.Id == id).Message}");
            }
            foreach (var label in labels.Where(label => !isUncertain && RulesOfLabels.ContainsKey(label)))
            {
                if (findings.Any(one => RulesOfLabels[label].Contains(one.Rule.Id)))
                    found++;
                else
                {
                    missed++;
                    output.WriteLine($"{file} {row[2]}: {label} is missed");
                }
            }
        }
        output.WriteLine($"precision of warnings {right}/{right + wrong}, recall of sure labels {found}/{found + missed}");

        Assert.True(right >= 0.95 * (right + wrong), $"precision {right}/{right + wrong}");
        Assert.True(found >= 0.90 * (found + missed), $"recall {found}/{found + missed}");
    }

    [Fact]
    public void Nothing_is_thrown_wherever_a_real_policy_ends()
    {
        foreach (var file in Files())
            Mutations.Check(File.ReadAllBytes(file), step: 17);
    }

    [Fact(Explicit = true)]
    public void Nothing_is_thrown_wherever_a_real_policy_ends_and_whatever_a_byte_is()
    {
        foreach (var file in Files())
            Mutations.Check(File.ReadAllBytes(file));
    }

    private static string[] Files() => Directory.GetFiles(Shared.Require("corpus/policies"), "*.json");

    // What attaches it is known to whoever reads it; content alone would do for most.
    private static PolicyKind KindOf(string kind) => kind switch
    {
        "key" => PolicyKind.Key,
        "iam" => PolicyKind.Identity,
        "bucket" => PolicyKind.Bucket,
        "scp" or "rcp" or "vpce" => PolicyKind.Guardrail,
        _ => throw new InvalidDataException(kind),
    };
}
