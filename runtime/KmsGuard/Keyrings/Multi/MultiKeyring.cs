using System.Collections.Immutable;
using KmsGuard.Keyrings;
using KmsGuard.Keyrings.Multi;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KmsGuard;

/// <summary>Wraps each data key under several keyrings, two Regions or KMS and an HSM: any one of them can open what was written, so reading survives the loss of all others.</summary>
/// <remarks>As confidential and as authentic as its weakest member: who can use the key of one can read, and make, what all of them protect. To be put inside a <see cref="CachingKeyring"/>.</remarks>
public sealed class MultiKeyring : IWrappingKeyring, IRewrappingKeyring, IEvictingKeyring, IDisposable, IAsyncDisposable
{
    internal const int MaxMembers = 8;

    private readonly ImmutableArray<Member> _members;
    private readonly MultiKeyringOptions _options;
    private readonly TimeProvider _time;
    private int _disposed;

    /// <summary>Creates a keyring of several, which become its own: they are disposed with it.</summary>
    /// <param name="members">1 to 8. The first makes the data keys; all are asked in this order to open them, those that lately could not be reached last.</param>
    /// <param name="options">The defaults when <see langword="null"/>. Copied: later changes have no effect.</param>
    /// <param name="timeProvider">The clock; the system's when <see langword="null"/>.</param>
    /// <param name="logger">Told at Warning when a member fails.</param>
    /// <exception cref="ArgumentException">There are no members or too many, two have one name, or an option is out of its range.</exception>
    public MultiKeyring(IEnumerable<MultiKeyringMember> members, MultiKeyringOptions? options = null, TimeProvider? timeProvider = null, ILogger<MultiKeyring>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(members);
        _options = (options ?? new MultiKeyringOptions()).Checked();
        _time = timeProvider ?? TimeProvider.System;
        _members = [.. members.Select(member => new Member(member, _options.MemberTimeout, _time, logger ?? NullLogger<MultiKeyring>.Instance))];
        if (_members.Length is 0 or > MaxMembers)
            throw new ArgumentException($"A MultiKeyring has 1 to {MaxMembers} members, and {_members.Length} are given.", nameof(members));
        if (_members.DistinctBy(member => member.Name).Count() < _members.Length)
            throw new ArgumentException($"Two members have one name: {string.Join(", ", _members.Select(member => member.Name))}. Give each its own.", nameof(members));
    }

    /// <summary>Has the first member make a data key and all others wrap it.</summary>
    /// <exception cref="KeyUnavailableException">Fewer members than <see cref="MultiKeyringOptions.MinimumWraps"/> could wrap it; nothing was made.</exception>
    public async ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        var serving = Serving(request.KeyName);
        var required = Required(serving.Count);
        var failures = new List<MemberFailure>();
        for (var i = 0; ; i++)
        {
            DataKeyLease made;
            try
            {
                made = await serving[i].GenerateAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (KeyUnavailableException e)
            {
                failures.Add(new MemberFailure(serving[i].Name, e));
                if (failures.Count > serving.Count - required)
                    throw MemberFailure.Writing(request.KeyName, serving.Count, required, failures);
                continue;
            }
            using (made)
            {
                var wrapped = await WrapByAsync(serving.Skip(i + 1), serving.Count, required, failures, made, request, cancellationToken).ConfigureAwait(false);
                return DataKeyLease.Create(made.Key, [.. made.EncryptedDataKeys, .. wrapped.SelectMany(one => one.Edks)]);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<EncryptedDataKey>> WrapAsync(DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        var serving = Serving(request.KeyName);
        var wrapped = await WrapByAsync(serving, serving.Count, Required(serving.Count), [], dataKey, request, cancellationToken).ConfigureAwait(false);
        return [.. wrapped.SelectMany(one => one.Edks)];
    }

    /// <inheritdoc/>
    public async ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        var failures = new List<MemberFailure>();
        var refused = false;
        foreach (var member in Serving(request.KeyName).OrderBy(member => member.WasUnreachable))
        {
            try
            {
                return await member.UnwrapAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (CiphertextAuthenticationException)
            {
                refused = true;
            }
            catch (KeyUnavailableException e) when (e.Reason == KeyUnavailableReason.NotConfigured)
            {
                // None of them is this member's: neither a fault nor a verdict.
            }
            catch (KeyUnavailableException e)
            {
                failures.Add(new MemberFailure(member.Name, e));
            }
        }
        if (failures.Count > 0)
            throw MemberFailure.Reading(request.KeyName, failures);
        if (refused)
            throw new CiphertextAuthenticationException();
        throw new KeyUnavailableException(
            KeyUnavailableReason.NotConfigured,
            $"None of the encrypted data keys for '{request.KeyName}' was made by a key of {string.Join(", ", _members.Select(member => member.Name))}. Configure the key with which the data was encrypted.");
    }

    /// <summary>Opens the data key with the first member that can, and wraps it anew under all of them, whatever <see cref="MultiKeyringOptions.MinimumWraps"/> says: less would drop encrypted data keys that are still good.</summary>
    /// <inheritdoc path="/exception"/>
    public async ValueTask<ImmutableArray<EncryptedDataKey>> RewrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        var serving = Serving(request.KeyName);
        using var dataKey = await UnwrapAsync(request, cancellationToken).ConfigureAwait(false);
        var rewrap = new DataKeyRequest(request.KeyName, request.Context, request.Suite, Records: 1, Bytes: 0);
        var wrapped = await WrapByAsync(serving, serving.Count, serving.Count, [], dataKey, rewrap, cancellationToken).ConfigureAwait(false);
        foreach (var one in wrapped)
        {
            foreach (var edk in one.Edks)
                (await one.Member.UnwrapAsync(request with { EncryptedDataKeys = [edk] }, cancellationToken).ConfigureAwait(false)).Dispose();
        }
        return [.. wrapped.SelectMany(one => one.Edks)];
    }

    /// <inheritdoc/>
    public async ValueTask EvictAsync(string keyName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        foreach (var member in _members)
        {
            if (member.Keyring is IEvictingKeyring evicting)
                await evicting.EvictAsync(keyName, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Disposes the members; waits for those that are disposed asynchronously.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (var member in _members)
            Disposal.Dispose(member.Keyring);
    }

    /// <summary>Disposes the members.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (var member in _members)
            await Disposal.DisposeAsync(member.Keyring).ConfigureAwait(false);
    }

    private static async ValueTask<List<MemberWraps>> WrapByAsync(
        IEnumerable<Member> members, int serving, int required, List<MemberFailure> failures, DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken)
    {
        var wrapped = new List<MemberWraps>();
        // All at once: two Regions take no longer than the slower.
        var calls = members.Select(member => (member, Task: member.WrapAsync(dataKey, request, cancellationToken))).ToArray();
        await ((Task)Task.WhenAll(calls.Select(call => call.Task))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (member, task) in calls)
        {
            try
            {
                wrapped.Add(new MemberWraps(member, await task.ConfigureAwait(false)));
            }
            catch (KeyUnavailableException e)
            {
                failures.Add(new MemberFailure(member.Name, e));
            }
        }
        return failures.Count <= serving - required ? wrapped : throw MemberFailure.Writing(request.KeyName, serving, required, failures);
    }

    private List<Member> Serving(string keyName)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var serving = _members.Where(member => member.Serves(keyName)).ToList();
        return serving.Count > 0 ? serving : throw new KeyUnavailableException(
            KeyUnavailableReason.NotConfigured,
            $"No keyring has a key for the key name '{keyName}': neither of {string.Join(", ", _members.Select(member => member.Name))}. Configure one.");
    }

    private int Required(int serving) => Math.Min(_options.MinimumWraps ?? serving, serving);

    private readonly record struct MemberWraps(Member Member, ImmutableArray<EncryptedDataKey> Edks);
}
