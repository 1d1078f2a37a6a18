using System.Runtime.InteropServices;
using System.Text;

namespace KmsGuard.Pkcs11.Native;

/// <summary>A PKCS#11 2.40 module, called through the function pointers of its C_GetFunctionList: no marshalling, so that it works under Native AOT too, and nothing of a key stays in a marshaller's copy.</summary>
internal sealed unsafe class Cryptoki : ICryptoki
{
    private const uint OsLockingOk = 2;
    private const nuint SerialSession = 4;
    private const nuint ReadWriteSession = 2;
    private const nuint NormalUser = 1;

    private const uint AttributeSensitive = 0x11;
    private const uint AttributeTypeInvalid = 0x12;

    private const int LabelSize = 32;
    private const int MakerAndModelSize = 48;
    private const int SerialSize = 16;

    /// <summary>Larger than CK_TOKEN_INFO is anywhere (208 bytes).</summary>
    private const int TokenInfoSize = 256;

    private static readonly UTF8Encoding Lenient = new(encoderShouldEmitUTF8Identifier: false);

    private readonly delegate* unmanaged[Cdecl]<void*, nuint> _initialize;
    private readonly delegate* unmanaged[Cdecl]<void*, nuint> _finalize;
    private readonly delegate* unmanaged[Cdecl]<byte, void*, nuint*, nuint> _getSlotList;
    private readonly delegate* unmanaged[Cdecl]<nuint, void*, nuint> _getTokenInfo;
    private readonly delegate* unmanaged[Cdecl]<nuint, nuint, void*, void*, nuint*, nuint> _openSession;
    private readonly delegate* unmanaged[Cdecl]<nuint, nuint> _closeSession;
    private readonly delegate* unmanaged[Cdecl]<nuint, void*, nuint> _getSessionInfo;
    private readonly delegate* unmanaged[Cdecl]<nuint, nuint, byte*, nuint, nuint> _login;
    private readonly delegate* unmanaged[Cdecl]<nuint, nuint, void*, nuint, nuint> _getAttributeValue;
    private readonly delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint> _findObjectsInit;
    private readonly delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint*, nuint> _findObjects;
    private readonly delegate* unmanaged[Cdecl]<nuint, nuint> _findObjectsFinal;
    private readonly delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint> _encryptInit;
    private readonly delegate* unmanaged[Cdecl]<nuint, byte*, nuint, byte*, nuint*, nuint> _encrypt;
    private readonly delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint> _decryptInit;
    private readonly delegate* unmanaged[Cdecl]<nuint, byte*, nuint, byte*, nuint*, nuint> _decrypt;
    private readonly delegate* unmanaged[Cdecl]<nuint, void*, void*, nuint, nuint*, nuint> _generateKey;

    private Cryptoki(byte* list)
    {
        // CK_FUNCTION_LIST: CK_VERSION (2 bytes, padded but on Windows), then the functions in the order of the standard.
        var functions = list + (OperatingSystem.IsWindows() ? 2 : sizeof(void*));
        void* At(int index) => *(void**)(functions + (index * sizeof(void*)));
        _initialize = (delegate* unmanaged[Cdecl]<void*, nuint>)At(0);
        _finalize = (delegate* unmanaged[Cdecl]<void*, nuint>)At(1);
        _getSlotList = (delegate* unmanaged[Cdecl]<byte, void*, nuint*, nuint>)At(4);
        _getTokenInfo = (delegate* unmanaged[Cdecl]<nuint, void*, nuint>)At(6);
        _openSession = (delegate* unmanaged[Cdecl]<nuint, nuint, void*, void*, nuint*, nuint>)At(12);
        _closeSession = (delegate* unmanaged[Cdecl]<nuint, nuint>)At(13);
        _getSessionInfo = (delegate* unmanaged[Cdecl]<nuint, void*, nuint>)At(15);
        _login = (delegate* unmanaged[Cdecl]<nuint, nuint, byte*, nuint, nuint>)At(18);
        _getAttributeValue = (delegate* unmanaged[Cdecl]<nuint, nuint, void*, nuint, nuint>)At(24);
        _findObjectsInit = (delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint>)At(26);
        _findObjects = (delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint*, nuint>)At(27);
        _findObjectsFinal = (delegate* unmanaged[Cdecl]<nuint, nuint>)At(28);
        _encryptInit = (delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint>)At(29);
        _encrypt = (delegate* unmanaged[Cdecl]<nuint, byte*, nuint, byte*, nuint*, nuint>)At(30);
        _decryptInit = (delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint>)At(33);
        _decrypt = (delegate* unmanaged[Cdecl]<nuint, byte*, nuint, byte*, nuint*, nuint>)At(34);
        _generateKey = (delegate* unmanaged[Cdecl]<nuint, void*, void*, nuint, nuint*, nuint>)At(58);
    }

    /// <summary>Loads the module; it stays loaded until the process ends, because unloading one that has threads of its own kills the process.</summary>
    /// <exception cref="KeyUnavailableException">The file is missing, of another processor, or no PKCS#11 module.</exception>
    internal static Cryptoki Load(string path)
    {
        try
        {
            var getFunctionList = (delegate* unmanaged[Cdecl]<byte**, nuint>)NativeLibrary.GetExport(NativeLibrary.Load(path), "C_GetFunctionList");
            byte* list = null;
            var result = (uint)getFunctionList(&list);
            return result == 0 && list is not null ? new Cryptoki(list) : throw new CryptokiException("C_GetFunctionList", result == 0 ? CkError.GeneralError : result);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new KeyUnavailableException(KeyUnavailableReason.NotFound, $"The PKCS#11 module '{path}' cannot be loaded. Check the path (Pkcs11Options.ModulePath), that the file is for this processor, and that the libraries it needs are installed. {e.Message}", e);
        }
    }

    public uint Initialize()
    {
        var arguments = stackalloc byte[64];
        var writer = new CkBuffer(arguments);
        for (var i = 0; i < 4; i++)
            writer.Pointer(null);
        writer.Number(OsLockingOk);
        writer.Pointer(null);
        return (uint)_initialize(arguments);
    }

    public uint Finish() => (uint)_finalize(null);

    public uint GetSlots(out nuint[] slots)
    {
        slots = [];
        // Asking for the count refreshes the list; a token that is put in between the two calls makes the second too small.
        nuint count = 0;
        var result = (uint)_getSlotList(1, null, &count);
        if (result != 0 || count == 0)
            return result;
        count += 8;
        var buffer = new byte[(int)count * CkBuffer.NumberSize];
        fixed (byte* start = buffer)
        {
            result = (uint)_getSlotList(1, start, &count);
            if (result == 0)
                slots = ReadNumbers(start, (int)count);
        }
        return result;
    }

    public uint GetTokenInfo(nuint slot, out TokenInfo info)
    {
        var buffer = stackalloc byte[TokenInfoSize];
        new Span<byte>(buffer, TokenInfoSize).Clear();
        var result = (uint)_getTokenInfo(slot, buffer);
        var reader = new CkBuffer(buffer);
        var label = Lenient.GetString(reader.ReadBytes(LabelSize)).TrimEnd(' ', '\0');
        reader.ReadBytes(MakerAndModelSize);
        var serial = Lenient.GetString(reader.ReadBytes(SerialSize)).TrimEnd(' ', '\0');
        var flags = (uint)reader.ReadNumber();
        var maxSessions = reader.ReadNumber();
        // CK_UNAVAILABLE_INFORMATION is all ones.
        info = new TokenInfo(label, serial, flags, maxSessions > int.MaxValue ? 0 : (long)maxSessions);
        return result;
    }

    public uint OpenSession(nuint slot, bool readWrite, out nuint session)
    {
        nuint opened = 0;
        var result = (uint)_openSession(slot, SerialSession | (readWrite ? ReadWriteSession : 0), null, null, &opened);
        session = opened;
        return result;
    }

    public uint CloseSession(nuint session) => (uint)_closeSession(session);

    public uint GetSessionState(nuint session, out nuint state)
    {
        var buffer = stackalloc byte[64];
        var result = (uint)_getSessionInfo(session, buffer);
        var reader = new CkBuffer(buffer);
        reader.ReadNumber();
        state = reader.ReadNumber();
        return result;
    }

    public uint Login(nuint session, byte[]? pin)
    {
        fixed (byte* start = pin)
            return (uint)_login(session, NormalUser, start, (nuint)(pin?.Length ?? 0));
    }

    public uint FindObjects(nuint session, CkAttribute[] template, Span<nuint> found, out int count)
    {
        count = 0;
        uint result;
        using (var native = new NativeTemplate(template))
            result = (uint)_findObjectsInit(session, native.Start, native.Count);
        if (result != 0)
            return result;
        var buffer = new byte[found.Length * CkBuffer.NumberSize];
        nuint matches = 0;
        fixed (byte* start = buffer)
        {
            result = (uint)_findObjects(session, start, (nuint)found.Length, &matches);
            if (result == 0)
            {
                ReadNumbers(start, (int)matches).CopyTo(found);
                count = (int)matches;
            }
        }
        var ended = (uint)_findObjectsFinal(session);
        return result != 0 ? result : ended;
    }

    public uint GetAttribute(nuint session, nuint key, uint type, Span<byte> value, out int length)
    {
        var attribute = stackalloc byte[NativeTemplate.AttributeSize];
        uint result;
        fixed (byte* start = value)
        {
            var writer = new CkBuffer(attribute);
            writer.Number(type);
            writer.Pointer(start);
            writer.Number((nuint)value.Length);
            result = (uint)_getAttributeValue(session, key, attribute, 1);
        }
        var reader = new CkBuffer(attribute + CkBuffer.NumberSize + sizeof(void*));
        var size = reader.ReadNumber();
        var shown = result == 0 && size <= (nuint)value.Length;
        length = shown ? (int)size : -1;
        return result is AttributeSensitive or AttributeTypeInvalid ? 0 : result;
    }

    public uint GenerateKey(nuint session, uint mechanism, CkAttribute[] template, out nuint key)
    {
        var mechanismBuffer = stackalloc byte[NativeTemplate.AttributeSize];
        WriteMechanism(mechanismBuffer, mechanism, null, 0);
        nuint made = 0;
        using var native = new NativeTemplate(template);
        var result = (uint)_generateKey(session, mechanismBuffer, native.Start, native.Count, &made);
        key = made;
        return result;
    }

    public uint Encrypt(nuint session, nuint key, GcmParameters parameters, ReadOnlySpan<byte> plaintext, Span<byte> output, out int length) =>
        Run(session, key, parameters, plaintext, output, out length, _encryptInit, _encrypt);

    public uint Decrypt(nuint session, nuint key, GcmParameters parameters, ReadOnlySpan<byte> ciphertext, Span<byte> output, out int length) =>
        Run(session, key, parameters, ciphertext, output, out length, _decryptInit, _decrypt);

    private static uint Run(
        nuint session,
        nuint key,
        GcmParameters parameters,
        ReadOnlySpan<byte> input,
        Span<byte> output,
        out int length,
        delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint> initialize,
        delegate* unmanaged[Cdecl]<nuint, byte*, nuint, byte*, nuint*, nuint> run)
    {
        // SoftHSM 2.6.1 takes an absent IV for a constant one and has undefined behaviour for absent additional data.
        if (parameters.Iv.IsEmpty || parameters.Aad.IsEmpty)
            throw new ArgumentException("An IV and additional authenticated data are needed.", nameof(parameters));
        length = 0;
        var gcm = stackalloc byte[64];
        var mechanism = stackalloc byte[NativeTemplate.AttributeSize];
        fixed (byte* iv = parameters.Iv, aad = parameters.Aad, source = input, destination = output)
        {
            // CK_GCM_PARAMS of 2.40 with ulIvBits, which clients of the first errata do not have. The module may write the IV until the operation ends, so all of it stays pinned until then.
            var writer = new CkBuffer(gcm);
            writer.Pointer(iv);
            writer.Number((nuint)parameters.Iv.Length);
            if (parameters.IvBits != Pkcs11IvBits.Absent)
                writer.Number(parameters.IvBits == Pkcs11IvBits.Zero ? 0 : (nuint)parameters.Iv.Length * 8);
            writer.Pointer(aad);
            writer.Number((nuint)parameters.Aad.Length);
            writer.Number(RawAesProviderInfo.TagSize * 8);
            var size = (2 * sizeof(void*)) + ((parameters.IvBits == Pkcs11IvBits.Absent ? 3 : 4) * CkBuffer.NumberSize);
            WriteMechanism(mechanism, Ck.MechanismAesGcm, gcm, size);

            var result = (uint)initialize(session, mechanism, key);
            if (result != 0)
                return result;
            var written = (nuint)output.Length;
            result = (uint)run(session, source, (nuint)input.Length, destination, &written);
            length = result == 0 ? (int)written : 0;
            return result;
        }
    }

    private static void WriteMechanism(byte* buffer, uint mechanism, void* parameters, int size)
    {
        var writer = new CkBuffer(buffer);
        writer.Number(mechanism);
        writer.Pointer(parameters);
        writer.Number((nuint)size);
    }

    private static nuint[] ReadNumbers(byte* start, int count)
    {
        var reader = new CkBuffer(start);
        var numbers = new nuint[count];
        for (var i = 0; i < count; i++)
            numbers[i] = reader.ReadNumber();
        return numbers;
    }
}
