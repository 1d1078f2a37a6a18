using System.ComponentModel;
using System.Globalization;

namespace KmsGuard.Generated;

/// <summary>What the generated index types share. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BlindIndexValue
{
    /// <summary>The number, unless it is absent. Kept one higher, so that <c>default</c> is no index.</summary>
    /// <exception cref="CiphertextFormatException">There is none.</exception>
    public static long Require(long oneHigher, string path) =>
        oneHigher == 0 ? throw new CiphertextFormatException($"{path} is absent: the column was not read, or the record was stored before it had this index. ReindexAsync computes it.") : oneHigher - 1;

    /// <summary>What a log may show: not the number, by which equal values could be told.</summary>
    public static string Describe(long oneHigher, string path, int bits) =>
        oneHigher == 0 ? $"{path} (absent)" : string.Create(CultureInfo.InvariantCulture, $"{path} ({bits} bits)");
}
