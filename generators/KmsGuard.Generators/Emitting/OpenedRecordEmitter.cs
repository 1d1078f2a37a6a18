using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>What OpenAsync returns: one unwrapped key and synchronous reads.</summary>
internal static class OpenedRecordEmitter
{
    internal static void Emit(SourceWriter writer, ModelSpec model)
    {
        writer.Line("/// <summary>A record whose key is unwrapped: each property decrypts its field when it is read. The key is wiped on <see cref=\"Dispose\"/>.</summary>");
        writer.Line(Names.GeneratedCode);
        writer.Open("public sealed class OpenedRecord : global::System.IDisposable");
        writer.Line($"private readonly {model.TypeName} _record;");
        writer.Line($"private readonly {Names.Generated}OpenRecordKey _key;");
        writer.Line();
        writer.Open($"internal OpenedRecord({model.TypeName} record, {Names.Generated}OpenRecordKey key)");
        writer.Line("_record = record;");
        writer.Line("_key = key;");
        writer.Close();
        foreach (var property in model.Encrypted())
        {
            writer.Line();
            writer.Line($"/// <inheritdoc cref=\"{SafeText.Xml(property.DocId)}\"/>");
            writer.Classification(property);
            writer.Line("[global::System.Diagnostics.DebuggerBrowsable(global::System.Diagnostics.DebuggerBrowsableState.Never)]");
            writer.Line($"public {property.Field!.ValueType} {property.Name} => _key.Read(Fields.{property.Name}, _record);");
        }
        writer.Line();
        writer.Line("/// <summary>Wipes the key. Values already read stay the caller's.</summary>");
        writer.Line("public void Dispose() => _key.Dispose();");
        writer.Close();
    }
}
