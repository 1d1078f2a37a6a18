using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class DirectEncryptionTests
{
    [Theory]
    [InlineData("new MemoryStream(new byte[4097])")]
    [InlineData("new MemoryStream(new byte[Size])")]
    [InlineData("new(new byte[8192], false)")]
    [InlineData("new MemoryStream(buffer, 0, 5000)")]
    [InlineData("new MemoryStream(RandomNumberGenerator.GetBytes(5000))")]
    [InlineData("new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 5000)))")]
    [InlineData("new MemoryStream(text == null ? new byte[5000] : new byte[6000])")]
    [InlineData("new MemoryStream(text switch { null => new byte[5000], _ => new byte[6000] })")]
    [InlineData("new MemoryStream(buffer.AsSpan(0, 5000).ToArray())")]
    public async Task KMSG1006_Triggers_on_a_payload_that_never_fits(string payload) =>
        await Verify.Triggers<DirectEncryption>(InMethod($"await kms.EncryptAsync(new EncryptRequest {{ Plaintext = {{|KMSG1006:{payload}|}} }});"));

    [Theory]
    [InlineData("var data = new byte[5000]; await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1006:new MemoryStream(data)|} });")]
    [InlineData("using var stream = new MemoryStream(new byte[5000]); await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1006:stream|} });")]
    [InlineData("var request = new EncryptRequest(); request.Plaintext = {|KMSG1006:new MemoryStream(new byte[5000])|}; await kms.EncryptAsync(request);")]
    [InlineData("if (buffer.Length > 4096) return; await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1006:new MemoryStream(new byte[5000])|} });")]
    [InlineData("kms.Encrypt(new EncryptRequest { Plaintext = {|KMSG1006:new MemoryStream(new byte[5000])|} });")]
    public async Task KMSG1006_Triggers_whatever_the_shape(string body) =>
        await Verify.Triggers<DirectEncryption>(InMethod(body));

    [Fact]
    public async Task KMSG1006_Triggers_on_a_long_literal()
    {
        var literal = new string('x', 4097);
        await Verify.Triggers<DirectEncryption>(InMethod(
            $$"""await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1006:new MemoryStream(Encoding.UTF8.GetBytes("{{literal}}" + text))|} });"""));
        await Verify.Triggers<DirectEncryption>(InMethod(
            $$"""await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1006:new MemoryStream(Encoding.UTF8.GetBytes($"{{literal}}{text}"))|} });"""));
    }

    [Theory]
    [InlineData("new MemoryStream(new byte[4096])")]
    [InlineData("new MemoryStream(new byte[32])")]
    [InlineData("new MemoryStream(8192)")]
    [InlineData("new MemoryStream(buffer)")]
    [InlineData("new MemoryStream(new byte[buffer.Length])")]
    [InlineData("new MemoryStream(buffer, 0, buffer.Length)")]
    [InlineData("new MemoryStream(text == null ? new byte[5000] : new byte[32])")]
    [InlineData("new MemoryStream(text == null ? new byte[5000] : buffer)")]
    [InlineData("new MemoryStream(buffer.AsSpan(0, 32).ToArray())")]
    [InlineData("new MemoryStream(buffer.AsSpan(5000).ToArray())")]
    [InlineData("given")]
    public async Task KMSG1006_DoesNotTrigger_on_a_payload_that_fits_or_may_fit(string payload) =>
        await Verify.Silent<DirectEncryption>(InMethod($"await kms.EncryptAsync(new EncryptRequest {{ Plaintext = {payload} }});"));

    [Theory]
    [InlineData("RSAES_OAEP_SHA_256", 447, 446)]
    [InlineData("RSAES_OAEP_SHA_1", 471, 470)]
    [InlineData("SYMMETRIC_DEFAULT", 4097, 4096)]
    public async Task KMSG1006_Triggers_on_more_than_the_algorithm_takes(string algorithm, int tooMany, int most)
    {
        await Verify.Triggers<DirectEncryption>(InMethod($"await kms.EncryptAsync(new EncryptRequest {{ EncryptionAlgorithm = EncryptionAlgorithmSpec.{algorithm}, Plaintext = {{|KMSG1006:new MemoryStream(new byte[{tooMany}])|}} }});"));
        await Verify.Silent<DirectEncryption>(InMethod($"await kms.EncryptAsync(new EncryptRequest {{ EncryptionAlgorithm = \"{algorithm}\", Plaintext = new MemoryStream(new byte[{most}]) }});"));
    }

    [Theory]
    [InlineData("Encoding.UTF8.GetBytes(text)")]
    [InlineData("new UTF8Encoding(false).GetBytes(text)")]
    [InlineData("Encoding.UTF8.GetBytes(text ?? \"\")")]
    [InlineData("Encoding.UTF8.GetBytes($\"<{text}>\")")]
    [InlineData("Encoding.UTF8.GetBytes(JsonSerializer.Serialize(buffer))")]
    [InlineData("JsonSerializer.SerializeToUtf8Bytes(buffer)")]
    [InlineData("File.ReadAllBytes(\"data.bin\")")]
    [InlineData("await File.ReadAllBytesAsync(\"data.bin\")")]
    [InlineData("Encoding.UTF8.GetBytes(await reader.ReadToEndAsync())")]
    [InlineData("Encoding.UTF8.GetBytes(new StringBuilder().ToString())")]
    [InlineData("Encoding.UTF8.GetBytes(element.ToString())")]
    [InlineData("Encoding.UTF8.GetBytes(note.Value)")]
    [InlineData("Encoding.UTF8.GetBytes(note.HtmlBody)")]
    [InlineData("Encoding.UTF8.GetBytes(\"<\" + note?.Value)")]
    [InlineData("Encoding.UTF8.GetBytes(item.Value)")]
    [InlineData("Encoding.UTF8.GetBytes(await content.ReadAsStringAsync())")]
    [InlineData("await content.ReadAsByteArrayAsync()")]
    [InlineData("Encoding.UTF8.GetBytes(JsonNode.Parse(\"{}\").ToJsonString())")]
    [InlineData("Encoding.UTF8.GetBytes(new System.Xml.XmlDocument().OuterXml)")]
    [InlineData("Encoding.UTF8.GetBytes(text switch { null => \"\", _ => text })")]
    [InlineData("JsonSerializer.SerializeToUtf8Bytes(buffer).AsSpan().ToArray()")]
    public async Task KMSG1007_Triggers_on_a_payload_of_any_size(string bytes)
    {
        await Verify.Triggers<DirectEncryption>(InMethod($"await kms.EncryptAsync(new EncryptRequest {{ Plaintext = {{|KMSG1007:new MemoryStream({bytes})|}} }});"));
        await Verify.Triggers<DirectEncryption>(InMethod(
            $"var data = {bytes}; using var stream = new MemoryStream(data); var request = new EncryptRequest {{ Plaintext = {{|KMSG1007:stream|}} }}; await kms.EncryptAsync(request);"));
    }

    [Theory]
    [InlineData("var stream = new MemoryStream(4096); element.Save(stream); stream.Position = 0; await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1007:stream|} });")]
    [InlineData("var stream = new MemoryStream(); await reader.BaseStream.CopyToAsync(stream); await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1007:stream|} });")]
    [InlineData("var stream = new MemoryStream(); using (var writer = new StreamWriter(stream)) writer.Write(text); await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1007:new MemoryStream(stream.ToArray())|} });")]
    [InlineData("if (text is { Length: > 0 } && text.Length is not 0) await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1007:new MemoryStream(Encoding.UTF8.GetBytes(text))|} });")]
    [InlineData("if (text.Length > Size || text.Length is > 1_000_000 || text.LongCount() > 10L) return; ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, Size); await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1007:new MemoryStream(Encoding.UTF8.GetBytes(text))|} });")]
    [InlineData("if (text.Length == 0) return; await kms.EncryptAsync(new EncryptRequest { Plaintext = {|KMSG1007:new MemoryStream(Encoding.UTF8.GetBytes(text))|} });")]
    public async Task KMSG1007_Triggers_on_a_stream_that_others_fill(string body) =>
        await Verify.Triggers<DirectEncryption>(InMethod(body));

    [Theory]
    [InlineData("if (text.Length > 1000) return;")]
    [InlineData("if (1000 < text.Length) return;")]
    [InlineData("if (Encoding.UTF8.GetByteCount(text) > 4096) throw new ArgumentException();")]
    [InlineData("if (text.Length > options.Maximum) throw new ArgumentException();")]
    [InlineData("if (text is { Length: > 1000 }) return;")]
    [InlineData("if (text.Length is > 1000) return;")]
    [InlineData("EnsureSize(text);")]
    [InlineData("ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, 1000);")]
    public async Task KMSG1007_DoesNotTrigger_behind_a_check_of_the_length(string guard) =>
        await Verify.Silent<DirectEncryption>(InMethod(guard + " await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text)) });"));

    [Theory]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(buffer) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = given });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(password)) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(\"fixed\")) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(text.Substring(0, 10))) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Convert.FromBase64String(text)) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Guid.NewGuid().ToByteArray()) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(note.Iban)) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(note.TokenValue)) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(note.FixedText)) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(options.Value)) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(item.Iban)) });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(pair.Value)) });")]
    [InlineData("using var aes = Aes.Create(); await kms.EncryptAsync(new EncryptRequest { Plaintext = new MemoryStream(aes.Key) });")]
    [InlineData("var stream = new MemoryStream(4096); stream.WriteByte(1); await kms.EncryptAsync(new EncryptRequest { Plaintext = stream });")]
    [InlineData("await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(Encoding.UTF8.GetBytes(text)) });")]
    [InlineData("await kms.SignAsync(new SignRequest { Message = new MemoryStream(Encoding.UTF8.GetBytes(text)) });")]
    public async Task KMSG1007_DoesNotTrigger_on_key_sized_or_unknown_payloads(string body) =>
        await Verify.Silent<DirectEncryption>(InMethod(body));

    private static string InMethod(string body) => $$"""
        using System.Security.Cryptography;
        using System.Text.Json;
        using System.Text.Json.Nodes;

        class Service
        {
            const int Size = 5000;

            async Task Run(
                IAmazonKeyManagementService kms, string text, string password, byte[] buffer, MemoryStream given, StreamReader reader, System.Xml.Linq.XElement element,
                Note note, KeyOptions options, (string Iban, string Value) item, KeyValuePair<string, string> pair, System.Net.Http.HttpContent content)
            {
                {{body}}
            }

            class Note { public string Value { get; set; } public string HtmlBody { get; init; } public string Iban { get; set; } public string TokenValue { get; set; } public string FixedText => "x"; }
            class KeyOptions { public string Value { get; set; } public int Maximum { get; set; } }

            static void EnsureSize(string text) => ArgumentNullException.ThrowIfNull(text);
        }
        """;
}
