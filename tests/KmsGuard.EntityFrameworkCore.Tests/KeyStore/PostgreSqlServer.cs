using System.Diagnostics;

[assembly: AssemblyFixture(typeof(KmsGuard.EntityFrameworkCore.Tests.KeyStore.PostgreSqlServer))]

namespace KmsGuard.EntityFrameworkCore.Tests.KeyStore;

/// <summary>A PostgreSQL server of the tests' own, in a temporary folder, without a network port. It ends with this process, however that ends.</summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    // The server refuses to run as root, so a root user's tests start it as the user that the package makes. The last read ends when this process does.
    private const string Script = """
        set -e
        PATH="$PATH:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)"
        folder=$(mktemp -d -t kmsguard-pg-XXXXXX)
        trap 'pg_ctl -D "$folder/data" -m immediate stop >/dev/null 2>&1; rm -rf "$folder"' EXIT
        initdb -D "$folder/data" -A trust -U kmsguard -E UTF8 --no-sync >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
        pg_ctl -D "$folder/data" -w -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off" -l "$folder/log" start >/dev/null 2>&1 || { cat "$folder/log"; exit 1; }
        echo "ready $folder"
        read -r _ || true
        """;

    private Process? _shell;
    private string? _folder;

    /// <summary>Connects to a database of the server, or skips the test with the reason why there is none.</summary>
    public string ConnectTo(string database)
    {
        Skip(_folder is null);
        return $"Host={_folder};Username=kmsguard;Database={database}";
    }

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", "sh", "-c", Script])
            : new ProcessStartInfo("sh", ["-c", Script]);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.WorkingDirectory) = (true, true, "/");
        try
        {
            _shell = Process.Start(start);
            var said = await _shell!.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
            if (said?.StartsWith("ready ", StringComparison.Ordinal) == true)
                _folder = said["ready ".Length..];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // no runuser, no sh: no server
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_shell is null)
            return;
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        _shell.Dispose();
    }

    private static void Skip(bool missing)
    {
        const string reason = "PostgreSQL's initdb and pg_ctl are not on this machine (Debian: apt-get install postgresql), or the server did not start.";
        if (missing && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Assert.SkipWhen(missing, reason);
    }
}
