namespace KmsGuard.Analyzers.Flow;

/// <summary>The words that a name, or any piece of code, is made of.</summary>
internal static class NameWords
{
    /// <summary>customerEmail, customer_email, customer-email, CUSTOMER_EMAIL: customer, email.</summary>
    internal static IEnumerable<string> In(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            var isEnd = i == name.Length || !char.IsLetterOrDigit(name[i]) || !char.IsLetterOrDigit(name[i - 1])
                || char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            if (!isEnd)
                continue;
            if (char.IsLetterOrDigit(name[start]))
                yield return name.Substring(start, i - start);
            start = i;
        }
    }
}
