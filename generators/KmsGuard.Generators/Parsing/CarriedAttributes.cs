using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>The attributes of a model's property that the record's property has too: names and order in JSON and tables. What describes the plaintext (lengths, column types, validation) is for clear properties only.</summary>
internal static class CarriedAttributes
{
    private static readonly string[] Naming =
    [
        "System.Text.Json.Serialization.JsonPropertyNameAttribute",
        "System.Text.Json.Serialization.JsonPropertyOrderAttribute",
        "System.Text.Json.Serialization.JsonIgnoreAttribute",
        "System.Runtime.Serialization.DataMemberAttribute",
        "System.Runtime.Serialization.IgnoreDataMemberAttribute",
        "System.ComponentModel.DescriptionAttribute",
        "System.ComponentModel.DisplayNameAttribute",
        "System.ComponentModel.DataAnnotations.DisplayAttribute",
        "System.ComponentModel.DataAnnotations.Schema.ColumnAttribute",
        "System.ComponentModel.DataAnnotations.Schema.ForeignKeyAttribute",
        "System.ComponentModel.DataAnnotations.Schema.InversePropertyAttribute",
    ];

    private static readonly string[] Clear =
    [
        .. Naming,
        "System.Text.Json.Serialization.JsonNumberHandlingAttribute",
        "System.ComponentModel.DataAnnotations.KeyAttribute",
        "System.ComponentModel.DataAnnotations.MaxLengthAttribute",
        "System.ComponentModel.DataAnnotations.MinLengthAttribute",
        "System.ComponentModel.DataAnnotations.StringLengthAttribute",
        "System.ComponentModel.DataAnnotations.RequiredAttribute",
        "System.ComponentModel.DataAnnotations.Schema.DatabaseGeneratedAttribute",
        "System.ComponentModel.DataAnnotations.Schema.NotMappedAttribute",
        "Microsoft.EntityFrameworkCore.PrecisionAttribute",
        "Microsoft.EntityFrameworkCore.UnicodeAttribute",
    ];

    internal static IEnumerable<string> Of(IPropertySymbol property, bool isEncrypted)
    {
        var carried = isEncrypted ? Naming : Clear;
        return property.GetAttributes()
            .Where(attribute => attribute.AttributeClass is { } type && carried.Contains(type.ToDisplayString()))
            .Select(attribute => AttributeText.Of(attribute, isEncrypted && attribute.AttributeClass!.Name == "ColumnAttribute" ? "TypeName" : null))
            .OfType<string>();
    }
}
