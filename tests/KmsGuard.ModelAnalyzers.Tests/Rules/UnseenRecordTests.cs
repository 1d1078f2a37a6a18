using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class UnseenRecordTests
{
    private const string Others = """
        namespace Riok.Mapperly.Abstractions { public class MapperAttribute : Attribute { } }
        namespace Microsoft.Extensions.Logging { public class LoggerMessageAttribute : Attribute { } public class LogPropertiesAttribute : Attribute { } }
        """;

    [Theory]
    [InlineData("[{|KMSG5013:JsonSerializable(typeof(EncryptedModel))|}] public partial class Context { }")]
    [InlineData("[{|KMSG5013:JsonSerializable(typeof(List<EncryptedModel>))|}, JsonSerializable(typeof(Plain))] public partial class Context { }")]
    [InlineData("[{|KMSG5013:JsonSerializable(typeof(Dictionary<string, EncryptedModel[]>))|}] public partial class Context { }")]
    [InlineData("[{|KMSG5013:JsonSerializable(typeof(EncryptedModel.FCiphertext))|}] public partial class Context { }")]
    [InlineData("[Mapper] public partial class Map { public partial Plain {|KMSG5013:To|}(EncryptedModel model); public partial Plain To(EncryptedModel model) => new(); }")]
    [InlineData("[Mapper] public partial class Map { public partial EncryptedModel {|KMSG5013:To|}(Plain plain); public partial EncryptedModel To(Plain plain) => null!; }")]
    [InlineData("public static partial class Log { [LoggerMessage] public static partial void {|KMSG5013:Seen|}([LogProperties] EncryptedModel model); public static partial void Seen(EncryptedModel model) { } }")]
    public async Task KMSG5013_Triggers_on_what_another_generator_is_to_read(string code) => await Verify.Triggers<UnseenRecord>(Usings + Model + code, Others);

    [Theory]
    [InlineData("[JsonSerializable(typeof(Plain))] public partial class Context { }")]
    [InlineData("[JsonSerializable(typeof(Model))] public partial class Context { }")]
    [InlineData("[Mapper] public partial class Map { public partial Plain To(Model model); public partial Plain To(Model model) => new(); public Plain By(EncryptedModel model) => new(); }")]
    [InlineData("public partial class Map { public partial Plain To(EncryptedModel model); public partial Plain To(EncryptedModel model) => new(); }")]
    [InlineData("public static partial class Log { [LoggerMessage] public static partial void Seen(EncryptedModel model); public static partial void Seen(EncryptedModel model) { } }")]
    public async Task KMSG5013_DoesNotTrigger_on_what_is_seen_or_not_read(string code) => await Verify.Silent<UnseenRecord>(Usings + Model + code, Others);

    private const string Usings = "using System.Text.Json.Serialization; using Riok.Mapperly.Abstractions; using Microsoft.Extensions.Logging;\n";

    private const string Model = """
        [EncryptedModel("m")] public class Model { [RecordIdentity("id")] public int Id { get; init; } [Encrypted("f")] public string? F { get; set; } }
        public class Plain { }

        """;
}
