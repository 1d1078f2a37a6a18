using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KmsGuard;

namespace Quickstart.Keys;

/// <summary>A SoftHSM2 token in a folder, made by SoftHSM2's own tool.</summary>
internal sealed partial class SoftHsm
{
    public const string TokenLabel = "quickstart";

    private static readonly string[] Modules =
    [
        "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ];

    private SoftHsm(string module, string folder, string pin)
    {
        Module = module;
        Folder = folder;
        Pin = pin;
    }

    public static bool IsInstalled => Array.Exists(Modules, File.Exists);

    public string Module { get; }

    public string Folder { get; }

    public string Pin { get; }

    /// <exception cref="KeyUnavailableException">SoftHSM2 is not installed, or its tool fails.</exception>
    public static async Task<SoftHsm> MakeTokenAsync(string folder, CancellationToken cancellationToken)
    {
        if (Array.Find(Modules, File.Exists) is not { } module)
            throw Missing("SoftHSM2 is not installed where it usually is");
        var tokens = Directory.CreateDirectory(Path.Combine(folder, "tokens"));
        var configuration = Path.Combine(folder, "softhsm2.conf");
        await File.WriteAllTextAsync(configuration, $"directories.tokendir = {tokens.FullName}\nobjectstore.backend = file\nlog.level = ERROR\n", cancellationToken);
        // The module reads the environment of the process, which .NET's own copy of it does not reach.
        if (setenv("SOFTHSM2_CONF", configuration, 1) != 0)
            throw new KeyUnavailableException("SOFTHSM2_CONF could not be set for this process.");
        var pin = RandomNumberGenerator.GetInt32(100_000_000).ToString("D8", null);
        var start = new ProcessStartInfo("softhsm2-util", ["--init-token", "--free", "--label", TokenLabel, "--pin", pin, "--so-pin", pin]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOFTHSM2_CONF"] = configuration;
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? new SoftHsm(module, folder, pin) : throw new KeyUnavailableException($"softhsm2-util could not make a token: {(await errors).Trim()}");
        }
        catch (Win32Exception)
        {
            throw Missing("softhsm2-util cannot be started");
        }
    }

    private static KeyUnavailableException Missing(string what) =>
        new($"{what}. Install it (Debian and Ubuntu: apt-get install softhsm2; macOS: brew install softhsm), or name your HSM's module: --module FILE --token LABEL --key-label LABEL --pin-env NAME");

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
