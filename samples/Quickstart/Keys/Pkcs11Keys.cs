using System.Text;
using KmsGuard;

namespace Quickstart.Keys;

/// <summary>An AES key in the token of a hardware security module: the one that is named, or of a SoftHSM2 of the run's own.</summary>
internal sealed class Pkcs11Keys : KeySource
{
    private readonly Pkcs11Options _options;
    private readonly SoftHsm? _softHsm;

    private Pkcs11Keys(Pkcs11Options options, SoftHsm? softHsm, string branchKeys)
        : base(branchKeys)
    {
        _options = options;
        _softHsm = softHsm;
    }

    public override IReadOnlyList<(string Label, string Text)> Places =>
    [
        ("HSM key", $"{_options.Keys[KeyName].Label} in the token {_options.TokenLabel} of {_options.ModulePath}"),
        .. _softHsm is null ? [] : new[] { ("", $"(SoftHSM2: a token in files, in {_softHsm.Folder}; its PIN goes with this run)") },
    ];

    /// <summary>Over a token that exists, with its key.</summary>
    public static Pkcs11Keys Of(string module, string token, string keyLabel, string pinVariable, string branchKeys)
    {
        var options = new Pkcs11Options { ModulePath = module, TokenLabel = token, Pin = Pkcs11Pin.FromEnvironment(pinVariable) };
        options.Keys[KeyName] = new Pkcs11KeyOptions { Label = keyLabel };
        return new Pkcs11Keys(options, null, branchKeys);
    }

    /// <summary>Makes a SoftHSM2 token in a folder, and the key in it.</summary>
    public static async Task<Pkcs11Keys> MakeAsync(string folder, string branchKeys, CancellationToken cancellationToken)
    {
        var softHsm = await SoftHsm.MakeTokenAsync(folder, cancellationToken);
        var options = new Pkcs11Options { ModulePath = softHsm.Module, TokenLabel = SoftHsm.TokenLabel, Pin = _ => new ValueTask<byte[]>(Encoding.ASCII.GetBytes(softHsm.Pin)) };
        options.Keys[KeyName] = new Pkcs11KeyOptions { Label = "quickstart-pii" };
        using var keyring = new Pkcs11Keyring(options);
        await keyring.CreateKeyAsync(KeyName, cancellationToken);
        return new Pkcs11Keys(options, softHsm, branchKeys);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override IKeyring CreateBare() => new Pkcs11Keyring(_options);
}
