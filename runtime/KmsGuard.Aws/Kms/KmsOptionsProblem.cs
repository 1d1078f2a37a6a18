namespace KmsGuard.Aws.Kms;

/// <summary>What is wrong with the options of a key, found without any client.</summary>
/// <param name="Property">Which of <see cref="AwsKmsKeyOptions"/>.</param>
/// <param name="What">To follow the property's name.</param>
internal sealed record KmsOptionsProblem(string Property, string What)
{
    /// <summary>A record holds at most 8 encrypted data keys.</summary>
    private const int MaxWrappers = 7;

    /// <summary>"GrantTokens" of every operation (AWS KMS API Reference).</summary>
    private const int MaxGrantTokens = 10;

    internal static KmsOptionsProblem? Of(AwsKmsKeyOptions key)
    {
        if (key is { KeyArn: null, Alias: null })
            return new(nameof(key.KeyArn), $"is not set, nor is {nameof(key.Alias)}; give one of them");
        if (key is { KeyArn: not null, Alias: not null })
            return new(nameof(key.KeyArn), $"is set, and {nameof(key.Alias)} too; give one of them");
        if (key.Alias is not null && !KmsKeyArn.TryParseAlias(key.Alias, out _))
            return new(nameof(key.Alias), $"is '{key.Alias}', which is neither alias/<name> nor the ARN of an alias");
        var named = new HashSet<string>(StringComparer.Ordinal);
        return (key.KeyArn is null ? null : OfArns(nameof(key.KeyArn), [key.KeyArn], named))
            ?? OfArns(nameof(key.AlsoEncryptWith), key.AlsoEncryptWith, named)
            ?? OfArns(nameof(key.AlsoDecryptWith), key.AlsoDecryptWith, named)
            ?? OfCount(nameof(key.AlsoEncryptWith), key.AlsoEncryptWith.Count, MaxWrappers)
            ?? OfCount(nameof(key.GrantTokens), key.GrantTokens.Count, MaxGrantTokens);
    }

    private static KmsOptionsProblem? OfArns(string property, IEnumerable<string> arns, HashSet<string> named)
    {
        foreach (var arn in arns)
        {
            if (!KmsKeyArn.TryParse(arn, out _))
                return new(property, $"is '{arn}', which is not the ARN of a KMS key (arn:aws:kms:<Region>:<account>:key/<id>)");
            if (!named.Add(arn))
                return new(property, $"is '{arn}', which is named before; name each key once");
        }
        return null;
    }

    private static KmsOptionsProblem? OfCount(string property, int count, int most) =>
        count > most ? new(property, $"has {count} entries; {most} is the most") : null;
}
