using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>Names and small pieces of code that several emitters write.</summary>
internal static class Names
{
    internal const string Runtime = "global::KmsGuard.";
    internal const string Generated = "global::KmsGuard.Generated.";
    internal const string Bytes = "global::System.ReadOnlyMemory<byte>";

    private static readonly string Version = typeof(Names).Assembly.GetName().Version.ToString(3);

    internal static string GeneratedCode { get; } = $"[global::System.CodeDom.Compiler.GeneratedCode(\"KmsGuard.Generators\", \"{Version}\")]";

    internal static IEnumerable<PropertySpec> Encrypted(this ModelSpec model) => model.Properties.Where(property => property.Field is not null);

    internal static IEnumerable<PropertySpec> Navigations(this ModelSpec model) => model.Properties.Where(property => property.Navigation is not null);

    /// <summary>Pairs that are bound, in the order of the properties.</summary>
    internal static IEnumerable<PropertySpec> Pairs(this ModelSpec model) =>
        model.Properties.Where(property => property.Role is PropertyRole.Context or PropertyRole.Identity);

    internal static bool IsInitOnly(this PropertySpec property) =>
        property.Role is PropertyRole.Context or PropertyRole.Identity or PropertyRole.UnboundIdentity;

    /// <summary>The type of the record's property.</summary>
    internal static string StoredType(this PropertySpec property) =>
        property.Navigation is { } navigation ? navigation.StoredType : property.Field is not { } field ? property.Type : field.IsNullableWrapper ? field.Wrapper + "?" : field.Wrapper;

    /// <summary>The stored bytes of a field; absent ones throw unless a null has none.</summary>
    internal static string BytesOf(this FieldSpec field, string wrapper) =>
        field.IsNullableWrapper ? wrapper + "?.Bytes ?? default" : wrapper + ".Bytes";

    /// <summary>The wrapper around stored bytes.</summary>
    internal static string Wrap(this FieldSpec field, string bytes) =>
        field.IsNullableWrapper ? $"{Generated}FieldCiphertext.OrNull<{field.Wrapper}>({bytes})" : $"{field.Wrapper}.FromBytes({bytes})";

    /// <summary>A value of the model's property.</summary>
    internal static string OfModel(this PropertySpec property) => $"model.{property.Name}{(property.ForgivesNull ? "!" : "")}";

    internal static string Path(this ModelSpec model, FieldSpec field) => model.Purpose + "." + field.StoredName;

    /// <summary>The attributes by which a logging generator redacts a property's value.</summary>
    internal static void Classification(this SourceWriter writer, PropertySpec property)
    {
        foreach (var attribute in property.ClassificationAttributes)
            writer.Line($"[{attribute}]");
    }

    internal static void TypeAttributes(this SourceWriter writer, ModelSpec model)
    {
        writer.Line(GeneratedCode);
        if (model.MarkNotClsCompliant)
            writer.Line("[global::System.CLSCompliant(false)]");
    }

    /// <summary>Documentation ids rather than names: the compiler warns about a name that it cannot resolve, and a tool finds either.</summary>
    internal static string See(string docId) => $"<see cref=\"{SafeText.Xml(docId)}\"/>";
}
