using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using LowLevel = Net.Pkcs11Interop.LowLevelAPI80;

namespace KmsGuard.Pkcs11.Tests.Support;

/// <summary>SoftHSM 2 in this process, with its tokens in a folder of their own; driven by Pkcs11Interop, not by the binding under test.</summary>
internal static partial class SoftHsm
{
    private static readonly string[] UsualPaths =
    [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/lib64/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
    ];

    private static readonly Lazy<string?> Found = new(Find);
    private static readonly Lazy<IPkcs11Library> Loaded = new(Load);
    private static readonly Lazy<LowLevel.Pkcs11Library> LoadedLow = new(() => new LowLevel.Pkcs11Library(ModulePath));

    /// <summary>The module; where it is missing the test is skipped, except in CI, where it fails.</summary>
    internal static string ModulePath
    {
        get
        {
            if (Found.Value is { } path)
                return path;
            const string Why = "SoftHSM 2 is not installed: install the package softhsm2, or name its module in the environment variable KMSGUARD_SOFTHSM.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(Why);
            Assert.Skip(Why);
            return "";
        }
    }

    internal static string ConfigurationFile { get; private set; } = "";

    /// <summary>The module, initialised by this test and not by a keyring: which then must not finalise it.</summary>
    internal static IPkcs11Library Library
    {
        get
        {
            var path = ModulePath;
            return path.Length > 0 ? Loaded.Value : throw new InvalidOperationException(path);
        }
    }

    /// <summary>The bare functions.</summary>
    internal static LowLevel.Pkcs11Library Functions => LoadedLow.Value;

    internal static bool IsInitialized
    {
        get
        {
            var info = default(LowLevel.CK_INFO);
            return Functions.C_GetInfo(ref info) == CKR.CKR_OK;
        }
    }

    /// <summary>C_Finalize, whoever is using the module; true if it was initialised.</summary>
    internal static bool Finish() => Functions.C_Finalize(IntPtr.Zero) == CKR.CKR_OK;

    /// <summary>C_Initialize as <see cref="Library"/> did; does nothing when it is initialised.</summary>
    internal static void Initialize()
    {
        _ = Library;
        var result = Functions.C_Initialize(new LowLevel.CK_C_INITIALIZE_ARGS { Flags = CKF.CKF_OS_LOCKING_OK });
        Assert.True(result is CKR.CKR_OK or CKR.CKR_CRYPTOKI_ALREADY_INITIALIZED, result.ToString());
    }

    /// <summary>The module as new, without tokens: each costs time at every initialisation.</summary>
    internal static void Reset()
    {
        _ = Library;
        Finish();
        foreach (var token in Directory.GetDirectories(Path.Combine(Path.GetDirectoryName(ConfigurationFile)!, "tokens")))
            Directory.Delete(token, recursive: true);
        Initialize();
    }

    private static string? Find()
    {
        // A module that is named and missing is a mistake, not a reason to take another.
        var path = Environment.GetEnvironmentVariable("KMSGUARD_SOFTHSM") is { Length: > 0 } named ? named : UsualPaths.FirstOrDefault(File.Exists);
        if (path is null)
            return null;
        var folder = Directory.CreateTempSubdirectory("kmsguard-softhsm-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        ConfigurationFile = Path.Combine(folder, "softhsm2.conf");
        Directory.CreateDirectory(Path.Combine(folder, "tokens"));
        File.WriteAllText(ConfigurationFile, $"directories.tokendir = {Path.Combine(folder, "tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n");
        // The variables that .NET sets are its own: the module reads the process's.
        Assert.Equal(0, SetEnvironmentVariable(Encoding.UTF8.GetBytes("SOFTHSM2_CONF\0"), Encoding.UTF8.GetBytes(ConfigurationFile + '\0'), 1));
        return path;
    }

    private static IPkcs11Library Load()
    {
        // Pkcs11Interop asks for libdl, which newer systems have only as libdl.so.2.
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == "libdl" && NativeLibrary.TryLoad("libdl.so.2", out var handle) ? handle : 0;
        var factories = new Pkcs11InteropFactories();
        return factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, ModulePath, AppType.MultiThreaded);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironmentVariable(byte[] name, byte[] value, int overwrite);
}
