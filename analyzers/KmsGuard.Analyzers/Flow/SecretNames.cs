namespace KmsGuard.Analyzers.Flow;

/// <summary>What names say about secrets, where no type does.</summary>
internal static class SecretNames
{
    private static readonly string[] ClearWords =
        ["Zero", "Clear", "Wipe", "Erase", "Destroy", "Scrub", "Shred", "Burn", "Sanitize", "Cleanse", "Overwrite", "Dispose", "InitBlock", "MemSet"];

    private static readonly string[] KeepWords =
        ["Set", "Add", "TryAdd", "GetOrAdd", "Store", "Save", "Cache", "Keep", "Put", "Push", "Enqueue", "Insert", "Register", "Remember", "Append", "Write"];

    // Names a key by its id, or keys of another kind.
    private static readonly string[] OtherKeys = ["keyid", "keyarn", "keyname", "keyring", "keyalias", "keyvalue", "keyspec", "keysize", "keylength", "apikey", "accesskey"];

    private static readonly string[] WrappedKeys = ["datakey", "encryptedkey", "wrappedkey", "sealedkey", "keyciphertext", "keyblob"];

    private static readonly string[] KeyMethods = ["DataKey", "Dek", "UnwrapKey", "DecryptKey", "EnvelopeKey", "KeyEncryption", "PrivateKey", "MasterKey", "WrappedKey"];

    /// <summary>Whether a method of this name overwrites what it is given.</summary>
    internal static bool Clears(string method) => Array.Exists(ClearWords, word => method.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether a method of this name keeps what it is given: <c>cache.Set(id, key)</c>.</summary>
    internal static bool Keeps(string method) => Array.Exists(KeepWords, word =>
        method.StartsWith(word, StringComparison.Ordinal) && (method.Length == word.Length || !char.IsLower(method[word.Length])));

    /// <summary>Whether what has this name is a cryptographic key.</summary>
    internal static bool IsKey(string name)
    {
        if (name.IndexOf("key", StringComparison.OrdinalIgnoreCase) >= 0)
            return !Array.Exists(OtherKeys, other => name.IndexOf(other, StringComparison.OrdinalIgnoreCase) >= 0);
        name = name.TrimStart('_');
        return Abbreviates(name, "dek") || Abbreviates(name, "kek") || Abbreviates(name, "cek");
    }

    /// <summary>Whether a method of this name decrypts a key rather than data.</summary>
    internal static bool IsKeyMethod(string method) => Array.Exists(KeyMethods, word => method.IndexOf(word, StringComparison.Ordinal) >= 0);

    /// <summary>Whether what has this name is a key that another key encrypted.</summary>
    internal static bool IsWrappedKey(string name) =>
        IsKey(name) && (name.IndexOf("key", StringComparison.OrdinalIgnoreCase) < 0 || Array.Exists(WrappedKeys, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));

    // dek, dekBytes, plaintextDek, DEK
    private static bool Abbreviates(string name, string word)
    {
        var start = name.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return false;
        var end = start + word.Length;
        return (start == 0 || char.IsUpper(name[start]) || name[start - 1] == '_') && (end == name.Length || !char.IsLower(name[end]));
    }
}
