using System.Text;
using System.Text.Json;

namespace KmsGuard.Tool.Generating;

/// <summary>The policies of one logical key.</summary>
/// <param name="Use">What they follow from.</param>
/// <param name="Key">The policy of the key.</param>
/// <param name="Identity">The policy of the role; <see langword="null"/> when it is not known which key that would be about.</param>
internal sealed record GeneratedPolicies(KeyUse Use, string Key, string? Identity)
{
    internal static GeneratedPolicies Of(KeyUse use, PolicyWish wish, GenerateInput input)
    {
        var statements = new UseStatements(wish).Of(use);
        var resource = input.ResourceOf(use.KeyName);
        var alias = resource?.StartsWith("alias/", StringComparison.Ordinal) == true ? resource : null;
        return new GeneratedPolicies(
            use,
            PolicyWriter.KeyPolicy(wish, $"arn:{input.Partition}:iam::{input.Account}:root", statements),
            resource is null ? null : PolicyWriter.IdentityPolicy(statements, alias is null ? resource : $"arn:{input.Partition}:kms:*:{input.Account}:key/*", alias));
    }

    /// <summary>The documents alone on standard output, what they are beside it: one document can be piped on.</summary>
    internal static void WriteText(ToolHost host, IEnumerable<GeneratedPolicies> all)
    {
        foreach (var one in all)
        {
            one.Explain(host);
            host.Error.WriteLine($"Policy of the key '{one.Use.KeyName}':");
            host.Output.WriteLine(one.Key);
            if (one.Identity is null)
                continue;
            host.Output.Flush();
            host.Error.WriteLine($"Policy of the role, about the key '{one.Use.KeyName}':");
            host.Output.WriteLine(one.Identity);
        }
    }

    internal static void WriteJson(TextWriter output, IEnumerable<GeneratedPolicies> all) => ToolJson.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteStartArray("keys");
        foreach (var one in all)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Use.KeyName);
            json.WritePropertyName("keyPolicy");
            json.WriteRawValue(one.Key);
            if (one.Identity is not null)
            {
                json.WritePropertyName("identityPolicy");
                json.WriteRawValue(one.Identity);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    internal static void WriteFiles(ToolHost host, string folder, IEnumerable<GeneratedPolicies> all)
    {
        Directory.CreateDirectory(folder);
        foreach (var one in all)
        {
            one.Explain(host);
            var name = string.Concat(one.Use.KeyName.Select(static c => Path.GetInvalidFileNameChars().Contains(c) ? '_' : c));
            Save(host, Path.Combine(folder, name + ".key.policy.json"), one.Key);
            if (one.Identity is not null)
                Save(host, Path.Combine(folder, name + ".identity.policy.json"), one.Identity);
        }
    }

    private static void Save(ToolHost host, string path, string policy)
    {
        File.WriteAllText(path, policy + Environment.NewLine, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        host.Output.WriteLine(path);
    }

    private void Explain(ToolHost host)
    {
        foreach (var (shape, operations) in Use.Shapes)
        {
            var pairs = shape.Always.Concat(shape.Sometimes.Select(static key => key + " (unless it has its default)")).DefaultIfEmpty("none but kmsguard-use");
            host.Tell("note", $"'{Use.KeyName}': the code does {string.Join(", ", operations.Order(StringComparer.Ordinal))}; encryption context: {string.Join(", ", pairs)}");
        }
        if (Identity is null)
            host.Tell("note", $"'{Use.KeyName}': for the role's own policy say which key it is: --resource {Use.KeyName}=ARN, or alias/NAME");
    }
}
