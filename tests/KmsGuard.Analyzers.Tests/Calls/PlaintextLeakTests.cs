using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class PlaintextLeakTests
{
    [Theory]
    [InlineData("var text = {|KMSG1011:Convert.ToBase64String(generated.Plaintext.ToArray())|};")]
    [InlineData("var text = {|KMSG1011:Convert.ToHexString(generated.Plaintext.ToArray())|}; Console.WriteLine(text);")]
    [InlineData("var dek = generated.Plaintext.ToArray(); holder.Text = {|KMSG1011:BitConverter.ToString(dek)|}.Replace(\"-\", \"\");")]
    [InlineData("var dek = decrypted.Plaintext.ToArray(); logger.LogDebug(\"Key {Key}\", {|KMSG1011:Convert.ToBase64String(dek)|});")]
    [InlineData("var dek = generated.Plaintext.ToArray(); logger.LogDebug(\"Key {Key}\", {|KMSG1011:dek|});")]
    public async Task KMSG1011_Triggers_on_a_key_that_becomes_a_string(string body) => await Verify.Triggers<PlaintextLeak>(InService(body));

    [Theory]
    [InlineData("Console.WriteLine({|KMSG1011:text|});")]
    [InlineData("Console.Out.Write({|KMSG1011:text|});")]
    [InlineData("Console.Error.WriteLine({|KMSG1011:\"Decrypted: \" + text|});")]
    [InlineData("logger.LogInformation(\"Got {Text}\", {|KMSG1011:text|});")]
    [InlineData("logger.LogInformation({|KMSG1011:$\"Got {text}\"|});")]
    [InlineData("logger.LogInformation({|KMSG1011:string.Format(\"Got {0}\", text)|});")]
    [InlineData("Log.Information(\"Got {Text}\", {|KMSG1011:text.Trim()|});")]
    [InlineData("System.Diagnostics.Trace.WriteLine({|KMSG1011:text|});")]
    [InlineData("System.Diagnostics.Activity.Current?.SetTag(\"secret\", {|KMSG1011:text|});")]
    [InlineData("throw new InvalidOperationException({|KMSG1011:$\"Cannot read {text}\"|});")]
    [InlineData("var message = text.Length == 0 ? \"nothing\" : text; throw new CustomException({|KMSG1011:message|});")]
    [InlineData("{|KMSG1011:Report(logger, text)|};")]
    [InlineData("Announce({|KMSG1011:text|});")]
    [InlineData("var other = text; var part = other.Substring(0, 4); Console.WriteLine({|KMSG1011:part|});")]
    public async Task KMSG1011_Triggers_on_decrypted_data_that_others_read(string body)
    {
        await Verify.Triggers<PlaintextLeak>(InService("var text = Encoding.UTF8.GetString(decrypted.Plaintext.ToArray()); " + body));
        await Verify.Triggers<PlaintextLeak>(InService("using var reader = new StreamReader(decrypted.Plaintext); var text = await reader.ReadToEndAsync(); " + body));
    }

    [Theory]
    [InlineData("logger.LogInformation(\"{Length} bytes under {Key}\", decrypted.Plaintext.Length, decrypted.KeyId); Console.WriteLine(generated.KeyId);")]
    [InlineData("var text = Encoding.UTF8.GetString(decrypted.Plaintext.ToArray()); logger.LogInformation(\"{Length}\", text.Length); if (text == \"\") throw new InvalidOperationException(\"Nothing.\");")]
    [InlineData("var text = Encoding.UTF8.GetString(decrypted.Plaintext.ToArray()); catalog.Find(text); blog.Post(text);")]
    [InlineData("holder.Text = Convert.ToBase64String(decrypted.Plaintext.ToArray());")]
    [InlineData("holder.Text = Convert.ToBase64String(generated.CiphertextBlob.ToArray()); Console.WriteLine(holder.Text);")]
    [InlineData("var bytes = decrypted.Plaintext.ToArray(); Console.WriteLine(bytes); Console.WriteLine(bytes.Length);")]
    [InlineData("holder.Text = Encoding.UTF8.GetString(decrypted.Plaintext.ToArray());")]
    [InlineData("var ciphertext = Seal(generated.Plaintext.ToArray()); Console.WriteLine(Convert.ToBase64String(ciphertext));")]
    [InlineData("var value = System.Text.Json.JsonSerializer.Deserialize<Holder>(decrypted.Plaintext); Console.WriteLine(value.Id);")]
    public async Task KMSG1011_DoesNotTrigger_on_what_does_not_leak(string body) => await Verify.Silent<PlaintextLeak>(InService(body));

    private static string InService(string body) => $$"""
        class Service
        {
            async Task Run(GenerateDataKeyResponse generated, DecryptResponse decrypted, ILogger logger, Holder holder, Catalog catalog, Blog blog)
            {
                {{body}}
                await Task.Yield();
            }

            private static void Report(ILogger logger, string text) => logger.LogError(text);
            static byte[] Seal(byte[] key) => new byte[key.Length];
            [LoggerMessage] static void Announce(string text) { }
        }

        class Holder { public string Text { get; set; } public int Id { get; set; } }
        class Catalog { public void Find(string text) { } }
        class Blog { public void Post(string text) { } }
        class CustomException(string message) : Exception(message);
        class LoggerMessageAttribute : Attribute;
        interface ILogger;
        static class LoggerExtensions
        {
            public static void LogDebug(this ILogger logger, string message, params object[] values) { }
            public static void LogInformation(this ILogger logger, string message, params object[] values) { }
            public static void LogError(this ILogger logger, string message, params object[] values) { }
        }
        static class Log { public static void Information(string message, params object[] values) { } }
        """;
}
