namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>Names of properties by which people call what must not be stored in clear.</summary>
internal static class SecretWords
{
    /// <summary>Words in lower case as they follow one another in a name, and what they say.</summary>
    private static readonly (string[] Words, string Says)[] Known =
    [
        (["password"], "a password"), (["passwd"], "a password"), (["pwd"], "a password"), (["passphrase"], "a passphrase"),
        (["secret"], "a secret"), (["api", "key"], "an API key"), (["access", "token"], "a token"), (["refresh", "token"], "a token"), (["auth", "token"], "a token"), (["private", "key"], "a private key"),
        (["ssn"], "a social security number"), (["social", "security"], "a social security number"), (["national", "id"], "a national id"), (["tax", "id"], "a tax id"), (["passport"], "a passport"), (["driver", "license"], "a driver's licence"), (["driving", "licence"], "a driver's licence"),
        (["credit", "card"], "a card number"), (["card", "number"], "a card number"), (["pan"], "a card number"), (["cvv"], "a card's code"), (["cvc"], "a card's code"), (["iban"], "a bank account"), (["bank", "account"], "a bank account"),
        (["diagnosis"], "health data"), (["medical", "record"], "health data"), (["birth", "date"], "a date of birth"), (["date", "of", "birth"], "a date of birth"), (["dob"], "a date of birth"),
    ];

    /// <summary>Last words by which a name is about a secret and does not hold it.</summary>
    private static readonly string[] About = ["hash", "salt", "id", "ids", "name", "length", "type", "kind", "version", "count", "policy", "url", "uri", "hint", "expiry", "expires", "expiration", "at", "on", "utc", "last4", "last", "four", "brand", "country", "status", "attempts"];

    /// <summary>What a name says, or null.</summary>
    internal static string? In(string name)
    {
        var words = Split(name);
        foreach (var (known, says) in Known)
        {
            for (var i = 0; i + known.Length <= words.Count; i++)
            {
                // "id" may be part of the name of the secret.
                if (words.Skip(i).Take(known.Length).SequenceEqual(known) && (i + known.Length == words.Count || !About.Contains(words[words.Count - 1])))
                    return says;
            }
        }
        return null;
    }

    /// <summary>UserSSNValue as user, ssn, value.</summary>
    private static List<string> Split(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            var ends = i == name.Length || name[i] == '_' || (char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))));
            if (!ends)
                continue;
            if (name.Substring(start, i - start).Trim('_') is { Length: > 0 } word)
                words.Add(word.ToLowerInvariant());
            start = i;
        }
        return words;
    }
}
