using KmsGuard.Generators.Model;
using KmsGuard.Generators.Parsing;

namespace KmsGuard.Generators.Emitting;

/// <summary>How the model becomes the record and back.</summary>
internal static class SchemaEmitter
{
    internal static void Emit(SourceWriter writer, ModelSpec model)
    {
        var context = Sorted(model, PropertyRole.Context);
        var identity = Sorted(model, PropertyRole.Identity);

        writer.Line(Names.GeneratedCode);
        writer.Open($"private sealed class RecordSchema : {Names.Generated}RecordSchema<{model.ModelType}, {model.TypeName}>");
        EmitConstructor(writer, model, context, identity);
        EmitPairs(writer, model, "WriteContext", context);
        EmitPairs(writer, model, "WriteIdentity", identity);
        writer.Line();
        writer.Line($"protected override {Names.Runtime}RecordHeader GetHeader({model.TypeName} record) => record.RecordHeader;");
        writer.Line();
        EmitMeasure(writer, model);
        writer.Line();
        EmitSeal(writer, model);
        writer.Line();
        OpenEmitter.Emit(writer, model);
        writer.Line();
        EmitApply(writer, model);
        NavigationEmitter.Emit(writer, model);
        EmitSetters(writer, model);
        if (model.Indexes().Any())
        {
            writer.Line();
            IndexEmitter.EmitReindex(writer, model);
        }
        writer.Close();
    }

    private static PropertySpec[] Sorted(ModelSpec model, PropertyRole role) =>
        [.. model.Properties.Where(property => property.Role == role).OrderBy(property => property.Pair!.Key, Utf8Names.Order)];

    private static void EmitConstructor(SourceWriter writer, ModelSpec model, PropertySpec[] context, PropertySpec[] identity)
    {
        writer.Line("internal RecordSchema()");
        writer.Indented(() =>
        {
            writer.Open($": base(new {Names.Generated}RecordSchemaOptions");
            writer.Line($"Purpose = {SafeText.Literal(model.Purpose)},");
            writer.Line($"KeyName = {SafeText.Literal(model.KeyName)},");
            if (model.KeyByClassification)
                writer.Line("KeyByClassification = true,");
            writer.Line($"ContextKeys = [{Keys(context)}],");
            writer.Line($"IdentityKeys = [{Keys(identity)}],");
            if (identity.Any(property => property.Pair!.Default is not null))
                writer.Line($"IdentityDefaults = [{string.Join(", ", identity.Select(property => property.Pair!.Default is { } value ? SafeText.Literal(value) : "null"))}],");
            if (model.FormerPurposes.Count > 0)
                writer.Line($"FormerPurposes = [{string.Join(", ", model.FormerPurposes.Select(SafeText.Literal))}],");
            writer.Line($"FieldCount = {model.Encrypted().Count()},");
            writer.Line($"SendIdentityToKeyring = {(model.SendIdentityToKeyring ? "true" : "false")},");
            if (model.Indexes().Any())
                writer.Line("HasIndexes = true,");
            writer.Close(")");
        });
        writer.Open();
        writer.Close();
    }

    private static string Keys(IEnumerable<PropertySpec> pairs) => string.Join(", ", pairs.Select(property => SafeText.Literal(property.Pair!.Key)));

    private static void EmitPairs(SourceWriter writer, ModelSpec model, string method, PropertySpec[] pairs)
    {
        foreach (var (type, source) in new[] { (model.ModelType, "model"), (model.TypeName, "record") })
        {
            writer.Line();
            writer.Open($"protected override void {method}({type} {source}, ref {Names.Generated}PairWriter pairs)");
            foreach (var property in pairs)
            {
                var pair = property.Pair!;
                var cast = pair.Cast is null ? "" : $"({pair.Cast})";
                var value = $"{source}.{property.Name}";
                if (pair.Unwrap is { } unwrap)
                    value = $"({unwrap.Replace("{0}", value)})";
                writer.Line($"pairs.{pair.Method}({cast}{value});");
            }
            writer.Close();
        }
    }

    private static void EmitMeasure(SourceWriter writer, ModelSpec model)
    {
        writer.Line($"protected override long Measure({model.ModelType} model) =>");
        var terms = model.Encrypted().Select(property => $"Fields.{property.Name}.Measure({property.OfModel()})").ToArray();
        writer.Indented(() =>
        {
            for (var i = 0; i < terms.Length; i++)
                writer.Line((i == 0 ? "(long)" : "+ ") + terms[i] + (i == terms.Length - 1 ? ";" : ""));
        });
    }

    private static void EmitSeal(SourceWriter writer, ModelSpec model)
    {
        writer.Line($"protected override {model.TypeName} Seal({model.ModelType} model, {Names.Runtime}RecordHeader header, ref {Names.Generated}FieldSealer sealer) =>");
        writer.Indented(() =>
        {
            writer.Open($"new {model.TypeName}");
            foreach (var property in model.Properties.Where(property => property.Navigation is null || property.IsRequired))
            {
                var value = property.Navigation is not null ? "default!" : property.Field is { } field ? field.Wrap($"sealer.Seal(Fields.{property.Name}, {property.OfModel()})") : property.OfModel();
                writer.Line($"{property.Name} = {value},");
                foreach (var index in property.Field?.Indexes ?? default)
                    writer.Line($"{index.Property} = sealer.Indexer.Of(Indexes.{index.Property}, {property.OfModel()}),");
            }
            writer.Line("RecordHeader = header,");
            writer.Close(";");
        });
    }

    /// <summary>Setters out of reach, called without reflection.</summary>
    private static void EmitSetters(SourceWriter writer, ModelSpec model)
    {
        foreach (var property in model.Properties.Where(property => property.Setter is not null))
        {
            writer.Line();
            writer.Line($"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = {SafeText.Literal(property.Setter!.Name)})]");
            writer.Line($"private static extern void {property.Setter.Name}({property.Setter.DeclaringType} model, {property.Type} value);");
        }
    }

    private static void EmitApply(SourceWriter writer, ModelSpec model)
    {
        writer.Open($"protected override void Apply({model.TypeName} source, {model.TypeName} target)");
        foreach (var property in model.Properties.Where(property => !property.IsInitOnly() && property.Navigation is null))
        {
            writer.Line($"target.{property.Name} = source.{property.Name};");
            foreach (var index in property.Field?.Indexes ?? default)
                writer.Line($"target.{index.Property} = source.{index.Property};");
        }
        writer.Line("target.RecordHeader = source.RecordHeader;");
        writer.Close();
    }
}
