using System.Collections.Concurrent;
using KmsGuard.Pkcs11.Native;

namespace KmsGuard.Pkcs11.Sessions;

/// <summary>A token that is logged in: its slot, its sessions, the handles of its keys. When one of these is lost, all are made anew.</summary>
internal sealed class TokenConnection
{
    private readonly nuint _anchor;
    private readonly bool _loginRequired;
    private readonly bool _readWrite;
    private readonly Stack<nuint> _idle = new();
    private bool _retired;

    internal TokenConnection(int generation, nuint slot, nuint anchor, bool loginRequired, bool readWrite)
    {
        Generation = generation;
        Slot = slot;
        _anchor = anchor;
        _loginRequired = loginRequired;
        _readWrite = readWrite;
        AsTask = Task.FromResult(this);
    }

    /// <summary>This, for those who need not wait.</summary>
    internal Task<TokenConnection> AsTask { get; }

    /// <summary>Which initialisation of the module the handles are of.</summary>
    internal int Generation { get; }

    internal nuint Slot { get; }

    /// <summary>The keys that were found and checked.</summary>
    internal ConcurrentDictionary<Kek, FoundKey> Keys { get; } = new();

    /// <summary>Takes an idle session or opens one. It is the caller's alone: a session that two threads use kills the process.</summary>
    internal nuint Take(ICryptoki cryptoki)
    {
        lock (_idle)
        {
            if (_retired)
                throw new StaleConnectionException();
            if (_idle.TryPop(out var idle))
                return idle;
        }
        CryptokiException.ThrowIfFailed(cryptoki.OpenSession(Slot, _readWrite, out var session), "C_OpenSession");
        try
        {
            // When its last session was closed under us the token has logged out, and would say only that there is no such key.
            CryptokiException.ThrowIfFailed(cryptoki.GetSessionState(session, out var state), "C_GetSessionInfo");
            if (_loginRequired && state is not (Ck.StateReadOnlyUser or Ck.StateReadWriteUser))
                throw new CryptokiException("C_GetSessionInfo", CkError.UserNotLoggedIn);
            return session;
        }
        catch
        {
            cryptoki.CloseSession(session);
            throw;
        }
    }

    internal void Return(nuint session, ICryptoki cryptoki)
    {
        lock (_idle)
        {
            if (!_retired)
            {
                _idle.Push(session);
                return;
            }
        }
        cryptoki.CloseSession(session);
    }

    /// <summary>Closes the sessions that nobody uses; the others are closed when they are returned.</summary>
    internal void CloseIdle(ICryptoki cryptoki)
    {
        nuint[] idle;
        lock (_idle)
        {
            _retired = true;
            idle = [.. _idle];
            _idle.Clear();
        }
        foreach (var session in idle)
            cryptoki.CloseSession(session);
    }

    /// <summary>Closes the session that keeps the token logged in.</summary>
    internal uint CloseAnchor(ICryptoki cryptoki) => cryptoki.CloseSession(_anchor);
}
