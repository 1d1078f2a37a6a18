using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>Types without members, for declarations to bind to.</summary>
internal static class StandInEmitter
{
    internal static void Emit(SourceWriter writer, StandInSpec type)
    {
        writer.Line("#pragma warning disable");
        if (type.Namespace.Length > 0)
            writer.Line($"namespace {type.Namespace};");
        writer.Open($"{type.Accessibility} partial class {type.TypeName}");
        foreach (var wrapper in type.Wrappers)
            writer.Line($"public readonly struct {wrapper};");
        writer.Close();
    }
}
