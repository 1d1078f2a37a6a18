using System.Globalization;
using System.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace KmsGuard.Pkcs11.Tests.Support;

/// <summary>A new token of SoftHSM for one test, its only one unless another is put beside it.</summary>
internal sealed class TestToken
{
    internal const string SecurityOfficerPin = "so-pin-1";

    private static int _count;

    private readonly ISlot _slot;

    internal TestToken(TestToken? beside = null)
    {
        if (beside is null)
            SoftHsm.Reset();
        Label = beside?.Label ?? string.Create(CultureInfo.InvariantCulture, $"token {Interlocked.Increment(ref _count)}");
        _slot = SoftHsm.Library.GetSlotList(SlotsType.WithTokenPresent).First(slot => !slot.GetTokenInfo().TokenFlags.TokenInitialized);
        Make(Pin);
    }

    internal string Label { get; }

    internal string Pin { get; private set; } = "1234";

    internal string Serial => Slot.GetTokenInfo().SerialNumber.TrimEnd();

    internal int PinsAsked { get; private set; }

    /// <summary>Its slot now: another number after each initialisation of the module.</summary>
    internal ISlot Slot => SoftHsm.Library.GetSlotList(SlotsType.WithTokenPresent).Single(slot => slot.GetTokenInfo().Label.TrimEnd() == Label);

    /// <summary>How many sessions this process has open. SoftHSM does not say, but numbers its handles from 1.</summary>
    internal int Sessions
    {
        get
        {
            SoftHsm.Initialize();
            using var own = Slot.OpenSession(SessionType.ReadOnly);
            var open = 0;
            for (ulong handle = 1; handle < own.SessionId; handle++)
            {
                var info = default(Net.Pkcs11Interop.LowLevelAPI80.CK_SESSION_INFO);
                if (SoftHsm.Functions.C_GetSessionInfo(handle, ref info) == CKR.CKR_OK)
                    open++;
            }
            return open;
        }
    }

    internal Pkcs11Options Options(string label = "kek", string keyName = "pii")
    {
        var options = new Pkcs11Options
        {
            ModulePath = SoftHsm.ModulePath,
            TokenLabel = Label,
            Pin = _ =>
            {
                PinsAsked++;
                return new ValueTask<byte[]>(Encoding.UTF8.GetBytes(Pin));
            },
        };
        options.Keys.Add(keyName, new Pkcs11KeyOptions { Label = label });
        return options;
    }

    /// <summary>A keyring on this token.</summary>
    internal Pkcs11Keyring Keyring(Action<Pkcs11Options>? change = null)
    {
        var options = Options();
        change?.Invoke(options);
        return new Pkcs11Keyring(options);
    }

    /// <summary>The token made anew, as an operator would: all its keys are gone.</summary>
    internal void Remake(string pin)
    {
        Slot.CloseAllSessions();
        Slot.InitToken(SecurityOfficerPin, Label);
        Make(pin, initialize: false);
    }

    /// <summary>Imports a key of known value; the changes replace the right attributes.</summary>
    internal byte[] Import(string label = "kek", byte[]? value = null, byte[]? id = null, params (CKA Attribute, object Value)[] changes)
    {
        value ??= System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        AsUser(session =>
        {
            var attributes = new Dictionary<CKA, object>
            {
                [CKA.CKA_CLASS] = CKO.CKO_SECRET_KEY,
                [CKA.CKA_KEY_TYPE] = CKK.CKK_AES,
                [CKA.CKA_LABEL] = label,
                [CKA.CKA_ID] = id ?? [1],
                [CKA.CKA_VALUE] = value,
                [CKA.CKA_TOKEN] = true,
                [CKA.CKA_PRIVATE] = true,
                [CKA.CKA_SENSITIVE] = true,
                [CKA.CKA_EXTRACTABLE] = false,
                [CKA.CKA_ENCRYPT] = true,
                [CKA.CKA_DECRYPT] = true,
                [CKA.CKA_WRAP] = false,
                [CKA.CKA_UNWRAP] = false,
            };
            foreach (var (attribute, changed) in changes)
                attributes[attribute] = changed;
            session.CreateObject([.. attributes.Select(pair => Attribute(session, pair.Key, pair.Value))]);
        });
        return value;
    }

    internal void DeleteKeys(string label = "kek") => AsUser(session =>
    {
        foreach (var key in session.FindAllObjects([Attribute(session, CKA.CKA_LABEL, label)]))
            session.DestroyObject(key);
    });

    /// <summary>Reads flags of the one key with this label.</summary>
    internal Dictionary<CKA, bool> Flags(string label, params CKA[] attributes)
    {
        var flags = new Dictionary<CKA, bool>();
        AsUser(session =>
        {
            var key = Assert.Single(session.FindAllObjects([Attribute(session, CKA.CKA_LABEL, label)]));
            foreach (var (attribute, value) in attributes.Zip(session.GetAttributeValue(key, [.. attributes])))
                flags[attribute] = value.GetValueAsBool();
        });
        return flags;
    }

    /// <summary>Runs what needs a login; logs in only if nobody is, and leaves it so.</summary>
    private void AsUser(Action<ISession> work)
    {
        using var session = Slot.OpenSession(SessionType.ReadWrite);
        try
        {
            session.Login(CKU.CKU_USER, Pin);
        }
        catch (Pkcs11Exception e) when (e.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // By the keyring.
        }
        work(session);
    }

    private void Make(string pin, bool initialize = true)
    {
        if (initialize)
            _slot.InitToken(SecurityOfficerPin, Label);
        var slot = initialize ? _slot : Slot;
        using var session = slot.OpenSession(SessionType.ReadWrite);
        session.Login(CKU.CKU_SO, SecurityOfficerPin);
        session.InitPin(pin);
        session.Logout();
        Pin = pin;
    }

    private static IObjectAttribute Attribute(ISession session, CKA type, object value)
    {
        var factory = session.Factories.ObjectAttributeFactory;
        return value switch
        {
            bool flag => factory.Create(type, flag),
            string text => factory.Create(type, text),
            byte[] bytes => factory.Create(type, bytes),
            CKO number => factory.Create(type, number),
            CKK number => factory.Create(type, number),
            List<CKM> list => factory.Create(type, list),
            _ => throw new ArgumentException(value.GetType().Name, nameof(value)),
        };
    }
}
