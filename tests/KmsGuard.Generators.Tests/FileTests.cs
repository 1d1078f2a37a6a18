using System.Globalization;
using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests;

/// <summary>The generated files as such.</summary>
public sealed class FileTests
{
    [Fact]
    public void A_file_is_named_as_the_type_in_it()
    {
        var output = Generator.Run(Sources.Customer, Sources.Order, """
            using KmsGuard;
            [EncryptedModel("g", TypeName = "Größe")] public class Global { [Encrypted("f")] public string? F { get; set; } }
            namespace @class.Inner { [EncryptedModel("k")] public class @event { [Encrypted("f")] public string? F { get; set; } } }
            """);
        Assert.Equal(["Größe.g.cs", "Shop.EncryptedCustomer.g.cs", "Shop.EncryptedOrder.g.cs", "class.Inner.Encryptedevent.g.cs"], output.Files.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>The compiler refuses two generated files whose names differ only by case.</summary>
    [Fact]
    public void Models_that_differ_by_case_have_files_of_their_own()
    {
        const string Models = """
            using KmsGuard;
            namespace Shop;
            [EncryptedModel("a")] public class Item { [Encrypted("f")] public string? F { get; set; } }
            [EncryptedModel("b")] public class ITEM { [Encrypted("f")] public string? F { get; set; } }
            """;
        var names = Generator.Run(Models).Files.Keys;
        Assert.Equal(2, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(names.Order(StringComparer.Ordinal), Generator.Run(Models.Replace("\"a\"", "\"c\"", StringComparison.Ordinal)).Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_attribute_given_twice_is_the_compilers_to_refuse() => Assert.Single(Generator.RunUnchecked(Generator.Compile("""
        using KmsGuard;
        namespace Shop;
        [EncryptedModel("a")] public partial class Item { [Encrypted("f")] public string? F { get; set; } }
        [EncryptedModel("b")] public partial class Item { }
        """)).Files);

    [Fact]
    public void A_struct_is_the_compilers_to_refuse() => Assert.Empty(Generator.RunUnchecked(Generator.Compile("""
        [KmsGuard.EncryptedModel("a")] public record struct Item([property: KmsGuard.Encrypted("f")] string? F);
        """)).Files);

    [Fact]
    public void Lines_end_in_line_feeds_and_hold_no_trailing_blanks()
    {
        var file = Generator.Run(Sources.Customer.ReplaceLineEndings("\r\n")).File;
        Assert.DoesNotContain('\r', file);
        Assert.DoesNotContain('\t', file);
        Assert.EndsWith("}\n", file, StringComparison.Ordinal);
        Assert.DoesNotContain(file.Split('\n'), line => line.EndsWith(' '));
        Assert.DoesNotContain("\n\n\n", file, StringComparison.Ordinal);
    }

    /// <summary>Turkish has another lower case of I, and some cultures another minus sign.</summary>
    [Theory]
    [InlineData("tr-TR")]
    [InlineData("sv-SE")]
    [InlineData("ar-SA")]
    public void The_machines_culture_does_not_show(string culture)
    {
        const string Model = "[KmsGuard.EncryptedModel(\"p\")] public class Person { [KmsGuard.RecordIdentity(\"i\")] public int ID { get; set; } [KmsGuard.RecordIdentity(\"I\\u0001\")] public int Id { get; set; } [KmsGuard.Encrypted(\"f\")] public string? F { get; set; } }";
        var expected = Generator.Run(Model).File;
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, Generator.Run(Model).File);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
