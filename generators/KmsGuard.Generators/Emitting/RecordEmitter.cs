using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>The record type: what is stored.</summary>
internal static class RecordEmitter
{
    internal static void Emit(SourceWriter writer, ModelSpec model)
    {
        writer.Line($"/// <summary>The stored form of {Names.See(model.ModelDocId)}, purpose <c>{SafeText.Xml(model.Purpose)}</c>: encrypted fields as ciphertext, all else as it is.</summary>");
        writer.TypeAttributes(model);
        writer.Open($"{model.Accessibility} partial class {model.TypeName}");
        foreach (var property in model.Properties)
        {
            EmitProperty(writer, model, property);
            writer.Line();
            foreach (var index in property.Field?.Indexes ?? default)
            {
                IndexEmitter.EmitProperty(writer, model, property, index);
                writer.Line();
            }
        }
        writer.Line("/// <summary>Record id, key commitment and encrypted data keys; changes together with the fields.</summary>");
        writer.Line($"public {Names.Runtime}RecordHeader RecordHeader {{ get; set; }}");
        writer.Line();
        writer.Line("/// <summary>For generated code.</summary>");
        writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        writer.Line($"public static {Names.Generated}RecordSchema<{model.ModelType}, {model.TypeName}> Schema {(model.IsBroken ? "=> throw new global::System.NotSupportedException();" : "{ get; } = new RecordSchema();")}");
        writer.Line();
        EnvelopeEmitter.Emit(writer, model);
        writer.Line();
        FieldsEmitter.Emit(writer, model);
        foreach (var property in model.Encrypted())
        {
            writer.Line();
            WrapperEmitter.Emit(writer, model, property);
        }
        if (model.Indexes().Any())
        {
            writer.Line();
            IndexEmitter.EmitDescriptors(writer, model);
        }
        foreach (var (property, index) in model.Indexes())
        {
            writer.Line();
            IndexEmitter.EmitType(writer, model, property, index);
        }
        writer.Line();
        OpenedRecordEmitter.Emit(writer, model);
        if (!model.IsBroken)
        {
            writer.Line();
            SchemaEmitter.Emit(writer, model);
        }
        writer.Close();
    }

    private static void EmitProperty(SourceWriter writer, ModelSpec model, PropertySpec property)
    {
        if (property.Field is { } field)
        {
            var absent = field.IsNullableWrapper ? "; null for a null" : "";
            writer.Line($"/// <summary>Ciphertext of {Names.See(property.DocId)}, field <c>{SafeText.Xml(model.Path(field))}</c>{absent}.</summary>");
            EmitAttributes(writer, property);
            writer.Line($"public {property.StoredType()} {property.Name} {{ get; set; }}");
            return;
        }
        writer.Line($"/// <inheritdoc cref=\"{SafeText.Xml(property.DocId)}\"/>");
        EmitAttributes(writer, property);
        if (property.Role is PropertyRole.Context or PropertyRole.Identity)
        {
            var attribute = property.Role == PropertyRole.Context ? "EncryptionContext" : "RecordIdentity";
            writer.Line($"[{Names.Runtime}{attribute}({SafeText.Literal(property.Pair!.Key)})]");
        }
        var required = property.IsRequired ? "required " : "";
        var setter = property.IsInitOnly() ? "init" : "set";
        var initial = property.Navigation is { Initial: { } value } && !property.IsRequired ? $" = {value};" : property is { NeedsDefault: true, Navigation: null } ? " = default!;" : "";
        writer.Line($"public {required}{property.StoredType()} {property.Name} {{ get; {setter}; }}{initial}");
    }

    private static void EmitAttributes(SourceWriter writer, PropertySpec property)
    {
        foreach (var attribute in property.Attributes)
            writer.Line($"[{attribute}]");
        writer.Classification(property);
    }
}
