using System.Collections.Frozen;
using Amazon.KeyManagementService;

namespace KmsGuard.Aws.Kms;

/// <summary>Makes of the options the keys of each logical key name.</summary>
internal sealed class KmsKeySets(Func<string, IAmazonKeyManagementService> clientForRegion, AwsKmsKeyringOptions options, TimeProvider time)
{
    private readonly Dictionary<string, IAmazonKeyManagementService> _clients = new(StringComparer.Ordinal);

    internal FrozenDictionary<string, KmsKeySet> Create()
    {
        if (options.CallTimeout < AwsKmsKeyringOptions.LeastCallTimeout || options.CallTimeout > AwsKmsKeyringOptions.MostCallTimeout)
            throw new ArgumentException($"{nameof(AwsKmsKeyringOptions)}.{nameof(options.CallTimeout)} is {options.CallTimeout}; it must be between 100 milliseconds and 10 minutes.");
        if (options.Keys.Count == 0)
            throw new ArgumentException($"{nameof(AwsKmsKeyringOptions)}.{nameof(options.Keys)} is empty; name the KMS key of each logical key name, such as Keys[\"pii\"] = new AwsKmsKeyOptions {{ KeyArn = \"arn:aws:kms:...\" }}.");
        return options.Keys.ToFrozenDictionary(entry => entry.Key, entry => Create(entry.Key, entry.Value), StringComparer.Ordinal);
    }

    private KmsKeySet Create(string name, AwsKmsKeyOptions key)
    {
        if (KmsOptionsProblem.Of(key) is { } problem)
            throw Wrong(name, problem.Property, problem.What);
        var grantTokens = key.GrantTokens.Count > 0 ? key.GrantTokens.ToList() : null;
        var calls = new KmsCalls(name, options.CallTimeout, time);
        return new KmsKeySet(
            calls,
            key.KeyArn is { } keyArn ? Key(nameof(key.KeyArn), keyArn) : Alias(key.Alias),
            [.. key.AlsoEncryptWith.Select(arn => Key(nameof(key.AlsoEncryptWith), arn))],
            [.. key.AlsoDecryptWith.Select(arn => Key(nameof(key.AlsoDecryptWith), arn))]);

        KmsKey Key(string property, string text)
        {
            _ = KmsKeyArn.TryParse(text, out var arn);
            return new KmsKey(text, arn, Client(name, property, text, arn!.Region), grantTokens, calls);
        }

        KmsKey Alias(string? text)
        {
            _ = KmsKeyArn.TryParseAlias(text, out var region);
            return new KmsKey(text!, null, Client(name, nameof(key.Alias), text!, region!), grantTokens, calls);
        }
    }

    private IAmazonKeyManagementService Client(string name, string property, string id, string region)
    {
        if (!_clients.TryGetValue(region, out var client))
        {
            client = clientForRegion(region) ?? throw Wrong(name, property, $"is '{id}', and there is no client for its Region");
            _clients.Add(region, client);
        }
        // A client with an endpoint of its own has no Region to compare.
        if (region.Length > 0 && client.Config?.RegionEndpoint?.SystemName is { } speaksTo && speaksTo != region)
            throw Wrong(name, property, $"is '{id}', which lies in {region}, but the client speaks to {speaksTo}; give a client for each Region");
        return client;
    }

    private static ArgumentException Wrong(string name, string property, string what) => new($"{nameof(AwsKmsKeyringOptions)}.{nameof(options.Keys)}[\"{name}\"].{property} {what}.");
}
