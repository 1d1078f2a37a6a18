namespace KmsGuard.Tool.Manifests;

/// <summary>What an application, all its assemblies together, does with each of its models.</summary>
/// <param name="Models">Each model with the operations that some code asks for; a model that nobody uses has none.</param>
internal sealed record ApplicationUse(IReadOnlyList<(ManifestModel Model, IReadOnlySet<string> Operations)> Models)
{
    /// <summary>The generated methods, by what they do (docs/manifest.md); for assemblies that refer to models and were built without the generator.</summary>
    private static readonly Dictionary<string, string[]> ByMethod = new(StringComparer.Ordinal)
    {
        ["EncryptAsync"] = ["encrypt"],
        ["EncryptAllAsync"] = ["encrypt"],
        ["UpdateAsync"] = ["encrypt"],
        ["DecryptAsync"] = ["decrypt"],
        ["DecryptAllAsync"] = ["decrypt"],
        ["DecryptFieldAsync"] = ["decrypt"],
        ["OpenAsync"] = ["decrypt"],
        ["SetFieldAsync"] = ["decrypt"],
        ["RewrapAsync"] = ["decrypt", "rewrap"],
        ["IndexAsync"] = ["index"],
        ["ReindexAsync"] = ["decrypt", "index"],
    };

    /// <summary>Reads assemblies, and those that they refer to and that lie beside them: an application's own libraries do.</summary>
    /// <exception cref="InvalidDataException">One cannot be read, or uses a model that is in none; the message names it.</exception>
    internal static ApplicationUse Read(IEnumerable<string> paths)
    {
        var assemblies = ReadAll(paths);
        if (assemblies.TrueForAll(static assembly => assembly.Manifest is null))
            throw new InvalidDataException($"{assemblies[0].Path} carries no manifest, nor does an assembly beside it to which it refers: build it with the package KmsGuard, version 0.1.0 or later, and name the application's own .dll");
        var models = assemblies.SelectMany(static assembly => assembly.Manifest?.Models ?? []).DistinctBy(static model => model.Record).ToDictionary(static model => model.Record, StringComparer.Ordinal);
        var operations = models.Keys.ToDictionary(static record => record, static _ => new SortedSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var assembly in assemblies)
        {
            foreach (var use in assembly.Manifest?.Uses ?? UsesOf(assembly, models))
            {
                if (!operations.TryGetValue(use.Record, out var known))
                    throw new InvalidDataException($"{assembly.Path} uses {use.Record}, whose model is in no assembly that was found: name that with --assembly too");
                known.UnionWith(use.Operations);
                if (models[use.Record].HasIndex && use.Operations.Contains("encrypt"))
                    known.Add("index");
            }
        }
        return new ApplicationUse([.. models.Values.Select(model => (model, (IReadOnlySet<string>)operations[model.Record])).OrderBy(static one => one.model.Type, StringComparer.Ordinal)]);
    }

    /// <summary>The same with operations that are done with every model.</summary>
    internal ApplicationUse With(IEnumerable<string> operations) =>
        new([.. Models.Select(one => (one.Model, (IReadOnlySet<string>)one.Operations.Concat(operations).ToHashSet(StringComparer.Ordinal)))]);

    private static List<AssemblyFile> ReadAll(IEnumerable<string> paths)
    {
        var found = new Dictionary<string, AssemblyFile>(StringComparer.Ordinal);
        var waiting = new Queue<string>(paths);
        while (waiting.TryDequeue(out var path))
        {
            var full = Path.GetFullPath(path);
            if (found.ContainsKey(full))
                continue;
            var assembly = Read(path);
            found.Add(full, assembly);
            foreach (var reference in assembly.References)
            {
                var beside = Path.Combine(Path.GetDirectoryName(path)!, reference + ".dll");
                if (File.Exists(beside))
                    waiting.Enqueue(beside);
            }
        }
        return [.. found.Values];
    }

    private static AssemblyFile Read(string path)
    {
        try
        {
            return AssemblyFile.Read(path);
        }
        catch (InvalidDataException e)
        {
            // Beside an assembly lies the program that starts it.
            var assembly = Path.ChangeExtension(path, ".dll");
            throw new InvalidDataException($"{path} {e.Message}{(assembly != path && File.Exists(assembly) ? $": name {Path.GetFileName(assembly)}" : "")}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The methods of a model are in the static class <c>RECORDExtensions</c> of its namespace.</summary>
    private static IEnumerable<ManifestUse> UsesOf(AssemblyFile assembly, IReadOnlyDictionary<string, ManifestModel> models) =>
        from call in assembly.Calls
        where ByMethod.ContainsKey(call.Method)
        from record in models.Keys
        where call.Type == record[(record.LastIndexOf('.') + 1)..] + "Extensions" && (call.Namespace.Length == 0 || record.StartsWith(call.Namespace + ".", StringComparison.Ordinal))
        // A field may be an indexed one.
        select new ManifestUse { Record = record, Operations = call.Method == "SetFieldAsync" && models[record].HasIndex ? [.. ByMethod[call.Method], "index"] : ByMethod[call.Method] };
}
