using System.Security.Cryptography;
using KmsGuard.Context;

namespace KmsGuard.Keyrings.Hierarchical;

/// <summary>Whose branch key it is: one for each key name and encryption context, whose reserved pair says for which use.</summary>
internal readonly record struct Branch(string KeyName, EncryptionContext Context)
{
    /// <summary>What <c>kmsguard-use</c> begins with, and the use that it means. Messages are not among them: they are for readers that know no branch keys.</summary>
    private static readonly (string Use, BranchKeyUsage Usage)[] Uses = [("record/1:", BranchKeyUsage.Record), ("index/1:", BranchKeyUsage.Index)];

    /// <summary>The branches of every use that an application's key name and context have.</summary>
    internal static Branch[] AllOf(string keyName, EncryptionContext context) => [.. Uses.Select(use => Of(use.Use, keyName, context))];

    internal static Branch OfRecords(string keyName, EncryptionContext context) => Of(Uses[0].Use, keyName, context);

    /// <exception cref="EncryptionContextException">The context has no use that branch keys serve, or that of another key name.</exception>
    internal BranchKeyUsage Usage
    {
        get
        {
            Context.TryGetValue(ContextPairs.UseKey, out var value);
            foreach (var (use, usage) in Uses)
            {
                if (value == use + KeyName)
                    return usage;
            }
            throw new EncryptionContextException($"A HierarchicalKeyring serves records and indexes of the key name asked for; '{ContextPairs.UseKey}' is '{value}' for key name '{KeyName}'. Use another keyring for messages.");
        }
    }

    /// <summary>The name of the branch in the store.</summary>
    internal string Partition => Convert.ToHexString(SHA256.HashData(Context.CanonicalBytes.Span)).ToLowerInvariant();

    private static Branch Of(string use, string keyName, EncryptionContext context) =>
        new(keyName, EncryptionContext.FromChecked([.. context, KeyValuePair.Create(ContextPairs.UseKey, use + keyName)]));
}

/// <summary>One version of a branch's key, as a record names it.</summary>
internal readonly record struct BranchVersion(Branch Branch, Guid Id, int Version);
