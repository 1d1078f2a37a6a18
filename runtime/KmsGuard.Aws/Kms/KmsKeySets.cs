using System.Collections.Frozen;
using Amazon.KeyManagementService;

namespace KmsGuard.Aws.Kms;

/// <summary>Checks the options and makes of them the keys of each logical key name.</summary>
internal sealed class KmsKeySets(Func<string, IAmazonKeyManagementService> clientForRegion, AwsKmsKeyringOptions options, TimeProvider time)
{
    /// <summary>A record holds at most 8 encrypted data keys.</summary>
    private const int MaxWrappers = 7;

    /// <summary>"GrantTokens" of every operation (AWS KMS API Reference).</summary>
    private const int MaxGrantTokens = 10;

    private readonly Dictionary<string, IAmazonKeyManagementService> _clients = new(StringComparer.Ordinal);

    internal FrozenDictionary<string, KmsKeySet> Create()
    {
        if (options.CallTimeout < TimeSpan.FromMilliseconds(100) || options.CallTimeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"{nameof(AwsKmsKeyringOptions)}.{nameof(options.CallTimeout)} is {options.CallTimeout}; it must be between 100 milliseconds and 10 minutes.");
        if (options.Keys.Count == 0)
            throw new ArgumentException($"{nameof(AwsKmsKeyringOptions)}.{nameof(options.Keys)} is empty; name the KMS key of each logical key name, such as Keys[\"pii\"] = new AwsKmsKeyOptions {{ KeyArn = \"arn:aws:kms:...\" }}.");
        return options.Keys.ToFrozenDictionary(entry => entry.Key, entry => Create(entry.Key, entry.Value), StringComparer.Ordinal);
    }

    private KmsKeySet Create(string name, AwsKmsKeyOptions key)
    {
        if (key is null || (key.KeyArn is null) == (key.Alias is null))
            throw Wrong(name, $"give either {nameof(key.KeyArn)} or {nameof(key.Alias)}");
        if (key.AlsoEncryptWith.Count > MaxWrappers)
            throw Wrong(name, $"{nameof(key.AlsoEncryptWith)} names {key.AlsoEncryptWith.Count} keys; {MaxWrappers} is the most");
        if (key.GrantTokens.Count > MaxGrantTokens)
            throw Wrong(name, $"{nameof(key.GrantTokens)} holds {key.GrantTokens.Count} tokens; {MaxGrantTokens} is the most");
        var grantTokens = key.GrantTokens.Count > 0 ? key.GrantTokens.ToList() : null;
        var calls = new KmsCalls(name, options.CallTimeout, time);
        var named = new HashSet<string>(StringComparer.Ordinal);

        var maker = key.KeyArn is { } keyArn ? Key(nameof(key.KeyArn), keyArn) : Alias(key.Alias!);
        return new KmsKeySet(
            calls,
            maker,
            [.. key.AlsoEncryptWith.Select(arn => Key(nameof(key.AlsoEncryptWith), arn))],
            [.. key.AlsoDecryptWith.Select(arn => Key(nameof(key.AlsoDecryptWith), arn))],
            time);

        KmsKey Key(string property, string text)
        {
            if (!KmsKeyArn.TryParse(text, out var arn))
                throw Wrong(name, $"{property} is '{text}', which is not the ARN of a KMS key (arn:aws:kms:<Region>:<account>:key/<id>)");
            if (!named.Add(text))
                throw Wrong(name, $"'{text}' is named twice");
            return new KmsKey(text, arn, Client(name, arn.Region, text), grantTokens, calls);
        }

        KmsKey Alias(string text)
        {
            if (!KmsKeyArn.TryParseAlias(text, out var region))
                throw Wrong(name, $"{nameof(key.Alias)} is '{text}', which is neither alias/<name> nor the ARN of an alias");
            return new KmsKey(text, null, Client(name, region, text), grantTokens, calls);
        }
    }

    private IAmazonKeyManagementService Client(string name, string region, string id)
    {
        if (!_clients.TryGetValue(region, out var client))
        {
            client = clientForRegion(region) ?? throw Wrong(name, $"there is no client for the Region of '{id}'");
            _clients.Add(region, client);
        }
        // A client with an endpoint of its own has no Region to compare.
        if (region.Length > 0 && client.Config?.RegionEndpoint?.SystemName is { } speaksTo && speaksTo != region)
            throw Wrong(name, $"'{id}' lies in {region}, but its client speaks to {speaksTo}: give a client for each Region");
        return client;
    }

    private static ArgumentException Wrong(string name, string what) => new($"{nameof(AwsKmsKeyringOptions)}.{nameof(options.Keys)}[\"{name}\"]: {what}.");
}
