using System.Security.Cryptography;
using KmsGuard.Pkcs11.Native;

namespace KmsGuard.Pkcs11.Sessions;

/// <summary>Keeps a token logged in and runs work in its sessions; makes anew what was lost, step by step, and tries again what may be tried again.</summary>
internal sealed class TokenClient(Pkcs11Options options, Func<string, ICryptoki> load, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The call itself, then after a new session, a new login, a restarted module, and once more for what others made anew meanwhile.</summary>
    private const int MaxAttempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly NativeThreads _threads = new(options.MaxSessions, options.Timeout, time, options.ModulePath);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly object _gate = new();
    private Pkcs11Module? _module;
    private TokenConnection? _connection;
    private TokenConnection? _previous;
    private Task<TokenConnection>? _connecting;
    private (int Generation, bool Finalized)? _restart;
    private int _lastGeneration;
    private KeyUnavailableException? _pinProblem;
    private volatile bool _loginInDoubt;
    private volatile bool _connectedOnce;
    private Task? _disposing;

    /// <summary>Runs work that may be run again: it is, when what it failed of can be made anew.</summary>
    /// <exception cref="KeyUnavailableException">Nothing of that helped.</exception>
    internal async Task<T> UseAsync<T>(Func<KekSession, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reached = Recovery.None;
        var start = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            TokenConnection? connection = null;
            try
            {
                connection = await ConnectedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
                return await _threads.RunAsync(job => InSession(job, connection, work), cancellationToken).ConfigureAwait(false);
            }
            catch (StaleConnectionException e)
            {
                Drop(connection);
                if (attempt >= MaxAttempts)
                    throw new KeyUnavailableException(KeyUnavailableReason.HsmSessionLost, $"The connection with {Token} was lost again and again. Try again.", e);
            }
            catch (CryptokiException e)
            {
                var next = e.Error.After(reached);
                if (next == Recovery.Pause && time.GetElapsedTime(start) < options.Timeout)
                {
                    await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                    attempt--;
                    continue;
                }
                if (next is Recovery.None or Recovery.Pause || attempt >= MaxAttempts)
                    throw Unavailable(e);
                reached = next;
                if (next >= Recovery.Connection)
                    Drop(connection, next == Recovery.Module ? e.Error : null);
            }
        }
    }

    /// <summary>Runs work that must not be run twice.</summary>
    internal async Task<T> UseOnceAsync<T>(Func<KekSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await ConnectedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return await _threads.RunAsync(job => InSession(job, connection, work), cancellationToken).ConfigureAwait(false);
        }
        catch (StaleConnectionException e)
        {
            throw new KeyUnavailableException(KeyUnavailableReason.HsmSessionLost, $"The connection with {Token} was lost before anything was done. Try again.", e);
        }
        catch (CryptokiException e)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>Lets the PIN be tried again after it was refused.</summary>
    internal void ResetPin()
    {
        lock (_gate)
            _pinProblem = null;
    }

    /// <summary>Closes the sessions and leaves the module; waits for no call longer than the time limit.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            // Cancelling runs what others have registered: not under this lock, nor on the thread of a caller who waits.
            var connecting = _connecting;
            return new ValueTask(_disposing ??= Task.Run(() => EndAsync(connecting)));
        }
    }

    private string Token => $"the token '{options.TokenLabel ?? options.TokenSerial}' of the PKCS#11 module '{options.ModulePath}'";

    private async Task EndAsync(Task? connecting)
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        if (connecting is not null)
            await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _threads.RunAsync(
                _ =>
                {
                    Close(_previous);
                    Close(_connection);
                    _module?.Release();
                    return 0;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (KeyUnavailableException)
        {
            // The module hangs: its sessions end with the process.
        }
        finally
        {
            _threads.Dispose();
            _lifetime.Dispose();
        }
    }

    private T InSession<T>(NativeJob job, TokenConnection connection, Func<KekSession, T> work) => _module!.Use(connection.Generation, cryptoki =>
    {
        var session = connection.Take(cryptoki);
        var usable = false;
        var gone = false;
        try
        {
            var result = work(new KekSession(cryptoki, session, connection));
            usable = true;
            return result;
        }
        catch (KeyUnavailableException)
        {
            usable = true;
            throw;
        }
        catch (CryptokiException e)
        {
            gone = e.Error.IsSessionGone;
            throw;
        }
        finally
        {
            // After another error nobody knows what state the session is in. One that is gone is not closed: its number may be another's by now.
            if (usable && !job.IsHung)
                connection.Return(session, cryptoki);
            else if (!gone)
                cryptoki.CloseSession(session);
        }
    });

    /// <summary>The connection, made by one task for all who wait: none of them can cancel it for the others, and the PIN is tried once.</summary>
    private Task<TokenConnection> ConnectedAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposing is not null, typeof(Pkcs11Keyring));
            if (_connection is { } connection)
                return connection.Generation == _module!.Generation ? connection.AsTask : Reconnect();
            return _connecting ?? Reconnect();
        }
    }

    private Task<TokenConnection> Reconnect()
    {
        if (_connection is not null)
            (_previous, _connection) = (_connection, null);
        _connecting = Task.Run(ConnectAsync);
        // All who waited may have left: its failure is nobody's then.
        _connecting.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return _connecting;
    }

    private void Drop(TokenConnection? connection, CkError? restartFor = null)
    {
        lock (_gate)
        {
            if (restartFor is not null)
                _restart = (connection?.Generation ?? _lastGeneration, restartFor.Code == CkError.CryptokiNotInitialized);
            if (connection is not null && connection == _connection)
                (_previous, _connection) = (_connection, null);
        }
    }

    private async Task<TokenConnection> ConnectAsync()
    {
        TokenConnection? connection = null;
        try
        {
            var opened = await _threads.RunAsync(Open, CancellationToken.None).ConfigureAwait(false);
            try
            {
                if (opened.MustLogin)
                    await LoginAsync(opened).ConfigureAwait(false);
                connection = new TokenConnection(opened.Generation, opened.Slot, opened.Anchor, opened.Info.Has(Ck.TokenLoginRequired), options.Profile.ReadWriteSessions);
                if (opened.Info.MaxSessions > 0)
                    _threads.Allow((int)Math.Clamp(opened.Info.MaxSessions - 1, 1, options.MaxSessions));
                _connectedOnce = true;
                return connection;
            }
            catch (OperationCanceledException) when (_lifetime.IsCancellationRequested)
            {
                throw new ObjectDisposedException(nameof(Pkcs11Keyring));
            }
            finally
            {
                if (connection is null)
                    await CloseAsync(opened).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_gate)
            {
                _connection = connection;
                _connecting = null;
            }
        }
    }

    private Opened Open(NativeJob _)
    {
        TokenConnection? previous;
        (int Generation, bool Finalized)? restart;
        lock (_gate)
        {
            (previous, _previous) = (_previous, null);
            (restart, _restart) = (_restart, null);
        }
        _module ??= Pkcs11Module.Acquire(options.ModulePath, load);
        Close(previous);
        if (restart is { } lost)
            _module.Restart(lost.Generation, lost.Finalized, time);
        var generation = _lastGeneration = _module.Initialize();
        return _module.Use(generation, cryptoki =>
        {
            var (slot, info) = FindToken(cryptoki);
            CryptokiException.ThrowIfFailed(cryptoki.OpenSession(slot, options.Profile.ReadWriteSessions, out var anchor), "C_OpenSession");
            var result = cryptoki.GetSessionState(anchor, out var state);
            if (result != 0)
                cryptoki.CloseSession(anchor);
            CryptokiException.ThrowIfFailed(result, "C_GetSessionInfo");
            return new Opened(_module, generation, slot, anchor, info, info.Has(Ck.TokenLoginRequired) && state is not (Ck.StateReadOnlyUser or Ck.StateReadWriteUser));
        });
    }

    private (nuint Slot, TokenInfo Info) FindToken(ICryptoki cryptoki)
    {
        CryptokiException.ThrowIfFailed(cryptoki.GetSlots(out var slots), "C_GetSlotList");
        var matches = new List<(nuint, TokenInfo)>();
        var others = new List<string>();
        foreach (var slot in slots)
        {
            // A slot whose token cannot be read now is as good as empty.
            if (cryptoki.GetTokenInfo(slot, out var info) != 0)
                continue;
            if ((options.TokenLabel is null || info.Label == options.TokenLabel) && (options.TokenSerial is null || info.Serial == options.TokenSerial))
                matches.Add((slot, info));
            else if (info.Label.Length > 0)
                others.Add($"'{info.Label}'");
        }
        if (matches.Count == 1)
            return matches[0];
        if (matches.Count > 1)
            throw new KeyUnavailableException(KeyUnavailableReason.NotFound, $"{matches.Count} tokens of the PKCS#11 module '{options.ModulePath}' are labelled '{options.TokenLabel}': set Pkcs11Options.TokenSerial as well.");
        if (_connectedOnce)
            throw new CryptokiException("C_GetSlotList", CkError.TokenNotPresent);
        throw new KeyUnavailableException(
            KeyUnavailableReason.NotFound,
            $"There is no token '{options.TokenLabel ?? options.TokenSerial}'{(options.TokenLabel is not null && options.TokenSerial is not null ? $" with serial number {options.TokenSerial}" : "")} in the PKCS#11 module '{options.ModulePath}', but: {(others.Count == 0 ? "none" : string.Join(", ", others))}. Correct Pkcs11Options.TokenLabel or TokenSerial, or make the token (a module may show a new one only to a new process).");
    }

    private async Task LoginAsync(Opened opened)
    {
        // In this order: a login that comes back tells of its PIN before it stops being in doubt.
        if (_loginInDoubt)
            throw _threads.NoAnswer();
        lock (_gate)
        {
            if (_pinProblem is not null)
                throw new KeyUnavailableException(_pinProblem.Reason, _pinProblem.Message, _pinProblem);
        }
        if (opened.Info.Has(Ck.TokenPinLocked))
            throw new KeyUnavailableException(KeyUnavailableReason.PinLocked, $"The user's PIN of {Token} is locked. The security officer must unlock it.");
        if (opened.Info.Has(Ck.TokenPinFinalTry))
            throw new KeyUnavailableException(KeyUnavailableReason.PinIncorrect, $"Another wrong PIN would lock {Token}, so none was tried. Log in once with the right PIN by the HSM's tools, then correct Pkcs11Options.Pin.");
        var pin = await PinAsync(opened).ConfigureAwait(false);
        try
        {
            await _threads.RunAsync(job => Login(job, opened, pin), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            // A login that hangs still reads it, and wipes it when it comes back.
            if (!opened.IsLoggingIn)
                CryptographicOperations.ZeroMemory(pin);
        }
    }

    private async Task<byte[]?> PinAsync(Opened opened)
    {
        if (options.Pin is null)
            return opened.Info.Has(Ck.TokenPinPad) ? null : throw new KeyUnavailableException(KeyUnavailableReason.PinIncorrect, $"Pkcs11Options.Pin is not set, and {Token} needs a PIN.");
        try
        {
            return await options.Pin(_lifetime.Token).AsTask().WaitAsync(options.Timeout, time, _lifetime.Token).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new KeyUnavailableException(KeyUnavailableReason.Timeout, $"Pkcs11Options.Pin gave no PIN for {Token} in time.", e);
        }
        catch (Exception e) when (e is not KeyUnavailableException && !_lifetime.IsCancellationRequested)
        {
            throw new KeyUnavailableException(KeyUnavailableReason.Unreachable, $"Pkcs11Options.Pin gave no PIN for {Token}, but failed: {e.GetType().Name}.", e);
        }
    }

    private int Login(NativeJob job, Opened opened, byte[]? pin)
    {
        opened.IsLoggingIn = true;
        _loginInDoubt = true;
        try
        {
            var result = _module!.Use(opened.Generation, cryptoki => cryptoki.Login(opened.Anchor, pin));
            if (result is 0 or CkError.UserAlreadyLoggedIn)
                return 0;
            var failure = new CryptokiException("C_Login", result);
            // Here and not where the answer is awaited: the answer may come when nobody waits for it any longer.
            if (failure.Error.IsAboutPin)
            {
                lock (_gate)
                    _pinProblem = Unavailable(failure);
            }
            throw failure;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pin);
            _loginInDoubt = false;
            opened.IsLoggingIn = false;
            if (job.IsHung)
                opened.Dispose();
        }
    }

    private async Task CloseAsync(Opened opened)
    {
        // The login that hangs closes the session when it comes back: until then the session is its own.
        if (opened.IsLoggingIn)
            return;
        try
        {
            await _threads.RunAsync(
                _ =>
                {
                    opened.Dispose();
                    return 0;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (KeyUnavailableException)
        {
            // The module hangs: what made the connection fail is told, not this.
        }
    }

    private void Close(TokenConnection? connection)
    {
        if (connection is null)
            return;
        try
        {
            _module!.Use(connection.Generation, cryptoki =>
            {
                connection.CloseIdle(cryptoki);
                return connection.CloseAnchor(cryptoki);
            });
        }
        catch (StaleConnectionException)
        {
            // Its sessions ended with the module's restart.
        }
    }

    private KeyUnavailableException Unavailable(CryptokiException e) => new(e.Error.Reason, $"{e.Function} on {Token} gave {e.Error.Name}. {e.Error.Advice}", e);

    /// <summary>A token with its first session, which must become a connection's or be closed, on a native thread.</summary>
    private sealed record Opened(Pkcs11Module Module, int Generation, nuint Slot, nuint Anchor, TokenInfo Info, bool MustLogin) : IDisposable
    {
        private volatile bool _loggingIn;
        private int _closed;

        /// <summary>Whether a call of C_Login is in this session: nobody else may touch it.</summary>
        internal bool IsLoggingIn
        {
            get => _loggingIn;
            set => _loggingIn = value;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _closed, 1) != 0)
                return;
            try
            {
                Module.Use(Generation, cryptoki => cryptoki.CloseSession(Anchor));
            }
            catch (Exception e) when (e is KeyUnavailableException or StaleConnectionException)
            {
                // It ended with the module's restart, or the module hangs.
            }
        }
    }
}
