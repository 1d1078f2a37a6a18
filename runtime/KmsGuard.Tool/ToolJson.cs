using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KmsGuard.Tool;

/// <summary>JSON as the tool writes it: indented, with a line end behind it.</summary>
internal static class ToolJson
{
    /// <summary>It goes into files and not into pages of HTML: an apostrophe stays one.</summary>
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Text(Action<Utf8JsonWriter> write)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, Options))
            write(json);
        return new UTF8Encoding(false, true).GetString(content.GetBuffer(), 0, (int)content.Length);
    }

    internal static void Write(TextWriter output, Action<Utf8JsonWriter> write) => output.WriteLine(Text(write));
}
