using System.Diagnostics.CodeAnalysis;
using KmsGuard.Pkcs11.Native;

namespace KmsGuard.Pkcs11.Sessions;

/// <summary>A module, of which a process has one: C_Initialize and C_Finalize count for all who use it. Shared by the keyrings over it; finalised when the last is disposed, if it was initialised here.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A module stays in the process, initialised or not, and so does its lock.")]
internal sealed class Pkcs11Module
{
    /// <summary>How long those who are in a call may take to leave it before the module is finalised.</summary>
    private static readonly TimeSpan Leave = TimeSpan.FromSeconds(2);

    /// <summary>C_Finalize ends every session of the process: not for each of a thousand calls that find the HSM away.</summary>
    private static readonly TimeSpan BetweenRestarts = TimeSpan.FromSeconds(5);

    /// <summary>How long a call waits while the module is being initialised.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<(string Path, Func<string, ICryptoki> Load), Pkcs11Module> Modules = [];

    private readonly ReaderWriterLockSlim _calls = new();
    private readonly ICryptoki _cryptoki;
    private int _users;
    private int _generation;
    private volatile bool _initialized;
    private bool _owned;
    private long? _lastRestart;

    private Pkcs11Module(ICryptoki cryptoki) => _cryptoki = cryptoki;

    /// <summary>Counts the times that the module was initialised: a handle of another generation means nothing, or something else.</summary>
    internal int Generation => Volatile.Read(ref _generation);

    /// <summary>The module at this path, to be given back by <see cref="Release"/>.</summary>
    internal static Pkcs11Module Acquire(string path, Func<string, ICryptoki> load)
    {
        // Two links to one file are one module, whose C_Finalize would end both.
        if (File.Exists(path))
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        lock (Modules)
        {
            if (!Modules.TryGetValue((path, load), out var module))
                Modules.Add((path, load), module = new Pkcs11Module(load(path)));
            module._users++;
            return module;
        }
    }

    /// <summary>Runs on a native thread. The last to leave finalises the module, unless a call of it still hangs.</summary>
    internal void Release()
    {
        lock (Modules)
        {
            if (--_users > 0)
                return;
        }
        // Not under the lock of all modules: this one may hang. Who comes meanwhile finds another generation.
        if (!_calls.TryEnterWriteLock(Leave))
            return;
        try
        {
            if (Volatile.Read(ref _users) > 0)
                return;
            if (_initialized && _owned)
                _cryptoki.Finish();
            _initialized = false;
            _generation++;
        }
        finally
        {
            _calls.ExitWriteLock();
        }
    }

    /// <summary>Runs calls whose handles are of this generation; meanwhile the module is not finalised from here.</summary>
    /// <exception cref="StaleConnectionException">The module has been initialised anew.</exception>
    internal T Use<T>(int generation, Func<ICryptoki, T> calls)
    {
        if (!_calls.TryEnterReadLock(Patience))
            throw Hanging();
        try
        {
            return generation == _generation ? calls(_cryptoki) : throw new StaleConnectionException();
        }
        finally
        {
            _calls.ExitReadLock();
        }
    }

    /// <summary>Initialises the module if it is not. Runs on a native thread.</summary>
    /// <returns>The generation that is valid now.</returns>
    internal int Initialize()
    {
        // Those who are in a call, or hang in one, are waited for only if there is something to do.
        if (!_initialized)
        {
            Write(() =>
            {
                if (!_initialized)
                    Begin();
            });
        }
        return Generation;
    }

    /// <summary>Initialises the module anew after it was lost: without C_Finalize when somebody else has called that.</summary>
    /// <param name="seen">The generation that failed; a later one is left alone.</param>
    /// <param name="finalized">Whether the module said that it is not initialised.</param>
    /// <param name="time">Tells how long ago the last restart was.</param>
    internal void Restart(int seen, bool finalized, TimeProvider time) => Write(() =>
    {
        if (_generation != seen)
            return;
        if (!finalized)
        {
            // Initialised by another part of the process: not ours to end.
            if (!_owned || (_lastRestart is { } last && time.GetElapsedTime(last) < BetweenRestarts))
                return;
            _lastRestart = time.GetTimestamp();
            _cryptoki.Finish();
        }
        _initialized = false;
        Begin();
    });

    private void Begin()
    {
        var result = _cryptoki.Initialize();
        if (result is not (0 or CkError.CryptokiAlreadyInitialized))
            throw new CryptokiException("C_Initialize", result);
        _owned = result == 0;
        _initialized = true;
        _generation++;
    }

    private static KeyUnavailableException Hanging() => new(
        KeyUnavailableReason.Timeout,
        "Calls of the PKCS#11 module hang, so that it cannot be initialised or used. If they do not come back with the HSM, restart the process.");

    private void Write(Action change)
    {
        if (!_calls.TryEnterWriteLock(Leave))
            throw Hanging();
        try
        {
            change();
        }
        finally
        {
            _calls.ExitWriteLock();
        }
    }
}
