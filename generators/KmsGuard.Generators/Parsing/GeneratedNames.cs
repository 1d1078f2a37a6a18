using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Generators.Parsing;

/// <summary>The names that a generated type needs, held against those that are there.</summary>
internal static class GeneratedNames
{
    private static readonly string[] Members = ["RecordHeader", "Schema", "Envelope", "Expect", "Fields", "OpenedRecord", "RecordSchema"];

    /// <summary>Hiding one of these would be a warning in generated code.</summary>
    private static readonly string[] ObjectMembers = ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>Members of OpenedRecord, which has a property for each encrypted one.</summary>
    private static readonly string[] OpenedMembers = ["Dispose", "_key", "_record"];

    /// <summary>A folder in the path of what the generator writes.</summary>
    private const string Generator = "KmsGuard.Generators.EncryptedModelGenerator";

    /// <summary>Of models with blind indexes.</summary>
    private const string Indexes = "Indexes";

    internal static string Wrapper(string property) => property + "Ciphertext";

    internal static string Extensions(string typeName) => typeName.Replace(".", "") + "Extensions";

    /// <summary>Checks properties, given with their roles, against what stands beside them.</summary>
    internal static void CheckMembers(string typeName, IReadOnlyList<(IPropertySymbol Symbol, PropertyRole Role)> properties, ProblemList problems)
    {
        var wrappers = properties.Where(property => property.Role == PropertyRole.Encrypted).ToDictionary(property => Wrapper(property.Symbol.Name), property => property.Symbol.Name);
        foreach (var (property, role) in properties)
        {
            var name = property.Name;
            if (name == typeName || Members.Contains(name) || ObjectMembers.Contains(name) || (role == PropertyRole.Encrypted && OpenedMembers.Contains(name)))
                problems.Add(property, Problems.MemberTaken(typeName, name));
            else if (wrappers.TryGetValue(name, out var encrypted))
                problems.Add(property, Problems.WrapperTaken(typeName, encrypted));
        }
        if (Members.Contains(typeName) || wrappers.ContainsKey(typeName))
            problems.AddAt("TypeName", Problems.TypeNameIsMember(typeName));
    }

    /// <summary>Checks the names of blind indexes against all that stands beside them.</summary>
    internal static void CheckIndexes(string typeName, IReadOnlyList<(IPropertySymbol Symbol, PropertySpec? Spec)> properties, ProblemList problems)
    {
        var indexes = properties.SelectMany(property => OfIndexes(property.Spec!.Field).Select(name => (property.Symbol, Name: name))).ToArray();
        if (indexes.Length == 0)
            return;
        var taken = new HashSet<string>(Members.Concat(ObjectMembers).Concat([typeName, Indexes]), StringComparer.Ordinal);
        foreach (var (property, spec) in properties)
        {
            if (property.Name == Indexes)
                problems.Add(property, Problems.MemberTaken(typeName, Indexes));
            taken.Add(property.Name);
            if (spec!.Field is { } field)
                taken.Add(field.Wrapper);
        }
        foreach (var (property, name) in indexes)
        {
            if (!taken.Add(name))
                problems.Add(property, Problems.IndexNameTaken(typeName, name));
        }
    }

    /// <summary>The members that the blind indexes of a field need.</summary>
    internal static IEnumerable<string> OfIndexes(FieldSpec? field) =>
        field is null ? [] : field.Indexes.SelectMany(index => new[] { index.Property, index.Wrapper });

    /// <summary>Checks the generated types against those of the model's namespace; a partial class of the name is the user's part of the generated one. True if all names are free.</summary>
    internal static bool CheckTypes(INamedTypeSymbol model, string typeName, IEnumerable<string> memberNames, Compilation compilation, bool isGenerated, ProblemList problems)
    {
        var around = "";
        for (var type = model.ContainingType; type is not null; type = type.ContainingType)
            around = type.Name + around;
        var extensions = Extensions(around + typeName);
        var isFree = true;
        foreach (var existing in Existing(model, extensions, compilation).Where(IsInTheWay))
            Add(Problems.TypeTaken(existing.Name));
        // A member of another kind than a type has the name as well.
        if (model.ContainingType is { } container && container.GetMembers(typeName).Any(member => member is not INamedTypeSymbol))
            Add(Problems.TypeTaken(typeName));
        foreach (var existing in (model.ContainingType is null ? Existing(model, typeName, compilation) : model.ContainingType.GetTypeMembers(typeName, 0)).Where(IsInTheWay))
        {
            if (existing is not INamedTypeSymbol type || !IsUsersPart(type, model, compilation))
            {
                Add(Problems.TypeTaken(existing.Name));
                continue;
            }
            foreach (var name in memberNames.Concat(Members).Where(name => type.GetMembers(name).Any(member => member is not IMethodSymbol && IsInTheWay(member))))
                Add(Problems.PartHasMember(typeName, name));
        }
        return isFree;

        // What was generated is not in its own way.
        bool IsInTheWay(ISymbol symbol) =>
            !isGenerated || symbol.DeclaringSyntaxReferences.IsEmpty || symbol.DeclaringSyntaxReferences.Any(declared => !declared.SyntaxTree.FilePath.Contains(Generator));

        void Add(Misuse misuse)
        {
            isFree = false;
            problems.AddAt("TypeName", misuse);
        }
    }

    private static IEnumerable<INamespaceOrTypeSymbol> Existing(INamedTypeSymbol model, string name, Compilation compilation)
    {
        var @namespace = model.ContainingNamespace;
        var own = @namespace.GetMembers(name).Where(member => member is INamespaceSymbol or INamedTypeSymbol { Arity: 0 });
        var metadataName = @namespace.IsGlobalNamespace ? name : @namespace.ToDisplayString() + "." + name;
        var referenced = compilation.GetTypesByMetadataName(metadataName)
            .Where(type => !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly) && compilation.IsSymbolAccessibleWithin(type, compilation.Assembly));
        return own.Concat(referenced);
    }

    private static bool IsUsersPart(INamedTypeSymbol type, INamedTypeSymbol model, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
        && !SymbolEqualityComparer.Default.Equals(type, model)
        && KnownAttributes.Find(type, KnownAttributes.EncryptedModel) is null
        && type is { TypeKind: TypeKind.Class, IsRecord: false, IsStatic: false, IsFileLocal: false }
        && type.DeclaringSyntaxReferences.All(reference => reference.GetSyntax() is ClassDeclarationSyntax part && part.Modifiers.Any(SyntaxKind.PartialKeyword));
}
