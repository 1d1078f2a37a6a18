using System.Collections.Immutable;

namespace KmsGuard.Aws.Kms;

/// <summary>The KMS keys behind one logical key name: which makes data keys, which wrap them too, which open them.</summary>
internal sealed class KmsKeySet
{
    /// <summary>As many as a record has; each may cost a call.</summary>
    private const int MaxEncryptedDataKeys = 8;

    private readonly KmsKey[] _openers;
    private readonly KmsAlias? _alias;
    private readonly bool _trustsAlias;

    internal KmsKeySet(KmsCalls calls, KmsKey maker, KmsKey[] wrappers, KmsKey[] openersOnly)
    {
        Calls = calls;
        Maker = maker;
        Wrappers = wrappers;
        _openers = maker.Arn is null ? [.. wrappers, .. openersOnly] : [maker, .. wrappers, .. openersOnly];
        _alias = maker.Arn is null ? new KmsAlias(maker, calls) : null;
        // A key that is named pins the alias.
        _trustsAlias = openersOnly.Length == 0;
    }

    internal KmsCalls Calls { get; }

    internal KmsKey Maker { get; }

    /// <summary>The configured keys, for messages.</summary>
    internal string Names => string.Join(", ", (_alias is null ? _openers : [Maker, .. _openers]).Select(key => key.Label));

    /// <summary>The keys that wrap what the maker has made.</summary>
    internal KmsKey[] Wrappers { get; }

    /// <summary>Whether the maker may answer as this key.</summary>
    /// <exception cref="KeyUnavailableException">Another key answered.</exception>
    internal void CheckMaker(string? keyId)
    {
        if (_alias is null)
        {
            Maker.CheckAnswered(keyId);
            return;
        }
        if (!KmsKeyArn.TryParse(keyId, out var arn))
            throw Calls.WrongAnswer(Maker.Label, keyId);
        CheckTarget(arn.Text);
        _alias.Saw(arn);
    }

    /// <summary>The keys under which data keys are to be now: what a rewrap leads to.</summary>
    internal async ValueTask<KmsKey[]> TargetsAsync(CancellationToken cancellationToken)
    {
        if (_alias is null)
            return [Maker, .. Wrappers];
        var target = await _alias.TargetAsync(cancellationToken).ConfigureAwait(false);
        CheckTarget(target.Id);
        return [target, .. Wrappers];
    }

    /// <summary>Which of the encrypted data keys a configured key made, those of the keys that are configured first before the others. Without any call, but for an alias of which no key is named.</summary>
    /// <returns>The pairs, and why the alias's key is not known, if it is not: to be added to.</returns>
    /// <exception cref="CiphertextFormatException">There are more than a record has.</exception>
    internal async ValueTask<(List<(KmsKey Key, EncryptedDataKey Edk)> Found, List<KeyUnavailableException> Failures)> FindAsync(ImmutableArray<EncryptedDataKey> edks, CancellationToken cancellationToken)
    {
        if (_alias is null || !_trustsAlias)
            return (Match(_openers, edks), []);
        var last = _alias.LastTarget;
        var found = Match(Openers(last), edks);
        var kmsEdks = edks.Count(IsKms);
        if (found.Count == kmsEdks || (found.Count > 0 && last is not null))
            return (found, []);
        try
        {
            return (Match(Openers(await _alias.TargetAsync(cancellationToken).ConfigureAwait(false)), edks), []);
        }
        catch (KeyUnavailableException unknown)
        {
            return (found, [unknown]);
        }
    }

    private void CheckTarget(string target)
    {
        if (Array.Exists(Wrappers, wrapper => wrapper.Id == target))
            throw Moved(target, "which is one of AlsoEncryptWith already: nothing would be gained. Point the alias elsewhere, or take the ARN from that list");
        if (!_trustsAlias && !Array.Exists(_openers, opener => opener.Id == target))
            throw Moved(target, "which is not among the keys of AlsoDecryptWith: what it encrypted could not be opened. Add that ARN there, on every server, if the alias was moved on purpose");
    }

    private KeyUnavailableException Moved(string target, string why) =>
        new(KeyUnavailableReason.NotFound, $"{Calls.Describe(Maker.Label)} is now {target}, {why}.");

    private KmsKey[] Openers(KmsKey? target) => target is null ? _openers : [target, .. _openers];

    private static List<(KmsKey, EncryptedDataKey)> Match(KmsKey[] openers, ImmutableArray<EncryptedDataKey> edks)
    {
        var found = new List<(KmsKey, EncryptedDataKey)>(edks.Length);
        foreach (var opener in openers)
        {
            foreach (var edk in edks)
            {
                if (IsKms(edk) && ReferenceEquals(OpenerOf(edk, openers), opener))
                    found.Add((opener, edk));
            }
        }
        return found.Count <= MaxEncryptedDataKeys ? found : throw new CiphertextFormatException($"There are {found.Count} encrypted data keys of this keyring; a record has at most {MaxEncryptedDataKeys}.");
    }

    /// <summary>The very key, or else a replica of it: never two, so that there is one call at most.</summary>
    private static KmsKey? OpenerOf(EncryptedDataKey edk, KmsKey[] openers) =>
        Array.Find(openers, opener => opener.Made(edk))
        ?? Array.Find(openers, opener => opener.Arn!.IsReplicaOf(edk.ProviderInfo.Span));

    internal static bool IsKms(EncryptedDataKey edk) => edk.ProviderIdUtf8.SequenceEqual("aws-kms"u8);
}
