using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace KmsGuard.CodeFixes;

/// <summary>Adds parameters to the constructor of a class, for keys or for what else its instances need, and fields that keep them.</summary>
internal sealed class KeyParameters(ClassDeclarationSyntax type, string typeName = "string")
{
    private const string DefaultName = "keyId";

    // Bases of types whose instances a framework makes, by a constructor without parameters: Unity, WPF, MAUI, forms and components, Blazor, attributes.
    private static readonly string[] MadeByFrameworks =
        ["MonoBehaviour", "ScriptableObject", "DependencyObject", "BindableObject", "Component", "ComponentBase", "Control", "HttpApplication", "Cmdlet", "Attribute"];

    private static readonly string[] Tests = ["Fact", "Theory", "Test", "TestCase", "TestMethod", "DataTestMethod"];

    // What is in use anywhere in the class: a new field must hide nothing and be hidden by nothing.
    private readonly HashSet<string> names = Identifiers(type);
    private readonly HashSet<string> parameterNames = Identifiers(Constructors(type).FirstOrDefault());
    private readonly ConstructorDeclarationSyntax? constructor = Constructors(type).FirstOrDefault();

    private bool IsPrimary => type.ParameterList is not null;

    /// <summary>Whether a further parameter is a change that the compiler shows to every caller.</summary>
    internal static bool CanBeAdded(FixSource source, ClassDeclarationSyntax type)
    {
        if (type.Modifiers.Any(SyntaxKind.StaticKeyword) || source.Model.GetDeclaredSymbol(type, source.Cancel) is not { } symbol
            || symbol.DeclaringSyntaxReferences.Any(part => part.SyntaxTree != type.SyntaxTree) || IsMadeByFramework(symbol))
            return false;
        // Who creates it elsewhere has to change; this file compiles afterwards.
        if (source.Root.DescendantNodes().Any(node => Creates(source, node, symbol)))
            return false;
        // In several parts, the constructor may be in another one.
        var written = symbol.InstanceConstructors.Where(static constructor => !constructor.IsImplicitlyDeclared).ToArray();
        var here = Constructors(type).Count() + (type.ParameterList is null ? 0 : 1);
        return written.Length <= 1 && written.Length == here && written.All(static constructor =>
            // A text where an optional text was would be taken for it.
            constructor.Parameters.All(static parameter => !parameter.IsOptional && !parameter.IsParams) && !constructor.IsExtern);
    }

    // No compiler would name them as callers. A base that is not known may be one of theirs.
    private static bool IsMadeByFramework(INamedTypeSymbol type)
    {
        for (var one = type.BaseType; one is not null; one = one.BaseType)
        {
            if (Array.IndexOf(MadeByFrameworks, one.Name) >= 0 || one.TypeKind == TypeKind.Error && !IsNamedAsInterface(one.Name))
                return true;
        }
        return type.GetMembers().OfType<IMethodSymbol>().Any(static method =>
            method.Parameters.Any(static parameter => parameter.Type.Name == "ILambdaContext")
            || method.GetAttributes().Any(static attribute => Array.Exists(Tests, name => attribute.AttributeClass?.Name is { } used && (used == name || used == name + "Attribute"))));
    }

    private static bool IsNamedAsInterface(string name) => name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]);

    /// <summary>Adds what the moves need.</summary>
    internal void Add(SyntaxEditor editor, IReadOnlyList<KeyMove> moves) => Add(editor, [.. moves.GroupBy(static move => move.Text).Select(Key)]);

    /// <summary>One parameter that the class keeps: what names it in the code of an instance, and the change that adds it.</summary>
    internal (string Name, Action<SyntaxEditor> Add) Kept(string name)
    {
        var parameter = Unused(name, IsPrimary ? names : parameterNames);
        var field = IsPrimary ? null : Unused(UsesUnderscores() ? "_" + parameter : parameter, names);
        var kept = new PassedKey(parameter, field is null ? [] : [field], field, field ?? parameter, []);
        return (kept.Name, editor => Add(editor, [kept]));
    }

    private void Add(SyntaxEditor editor, PassedKey[] keys)
    {
        foreach (var key in keys)
        {
            foreach (var move in key.Moves)
            {
                if (move.Member is { } member)
                    editor.ReplaceNode(member, KeepKey(member, key));
                else
                    editor.ReplaceNode(move.Place, SyntaxFactory.IdentifierName(move.Where == CodePlace.Member ? key.Name : key.Parameter).WithTriviaFrom(move.Place));
            }
        }
        if (IsPrimary)
            editor.ReplaceNode(type.ParameterList!, (current, _) => With((ParameterListSyntax)current, keys));
        else if (constructor is not null)
            editor.ReplaceNode(constructor, (current, _) => With((ConstructorDeclarationSyntax)current, keys));
        editor.ReplaceNode(type, (current, _) => WithMembers((ClassDeclarationSyntax)current, keys));
    }

    private static bool Creates(FixSource source, SyntaxNode node, INamedTypeSymbol type) => node switch
    {
        BaseObjectCreationExpressionSyntax => Same(source.Model.GetTypeInfo(node, source.Cancel).Type, type),
        BaseTypeSyntax { Type: var parent } => Same(source.Model.GetTypeInfo(parent, source.Cancel).Type, type),
        _ => false,
    };

    private static bool Same(ITypeSymbol? one, INamedTypeSymbol other) => SymbolEqualityComparer.Default.Equals(one?.OriginalDefinition, other);

    private static IEnumerable<ConstructorDeclarationSyntax> Constructors(ClassDeclarationSyntax type) =>
        type.Members.OfType<ConstructorDeclarationSyntax>().Where(static one => !one.Modifiers.Any(SyntaxKind.StaticKeyword));

    private PassedKey Key(IGrouping<string, KeyMove> moves)
    {
        var fields = moves.Where(static move => move.Member is not null).Select(static move => move.MemberName.ValueText).ToList();
        var parameter = Unused(ParameterName(fields.FirstOrDefault()), IsPrimary ? names : parameterNames);
        // A field that can change holds the key at first only.
        var keeper = moves.FirstOrDefault(static move => move.KeepsIt)?.MemberName.ValueText;
        string? added = null;
        if (keeper is null && !IsPrimary && moves.Any(static move => move.Where == CodePlace.Member))
            fields.Add(added = Unused(UsesUnderscores() ? "_" + parameter : parameter, names));
        return new PassedKey(parameter, fields, added, keeper ?? added ?? parameter, [.. moves]);
    }

    /// <summary>All names in a piece of code.</summary>
    internal static HashSet<string> Identifiers(SyntaxNode? node) =>
        [.. node?.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText) ?? []];

    /// <summary>The name, with a number where it is in use already.</summary>
    internal static string Unused(string name, HashSet<string> used)
    {
        var free = name;
        for (var i = 2; !used.Add(free); i++)
            free = name + i;
        return free;
    }

    /// <summary>_keyArn, KeyArn: keyArn; KMS_KEY_ID: kmsKeyId.</summary>
    internal static string ParameterName(string? member)
    {
        if (member is null)
            return DefaultName;
        var words = member.Split(['_'], StringSplitOptions.RemoveEmptyEntries);
        var isShouted = member.All(static letter => !char.IsLower(letter));
        var name = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + (isShouted ? word.Substring(1).ToLowerInvariant() : word.Substring(1))));
        if (name.Length == 0)
            return DefaultName;
        name = char.ToLowerInvariant(name[0]) + name.Substring(1);
        return SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : DefaultName;
    }

    private bool UsesUnderscores()
    {
        var fields = type.Members.OfType<FieldDeclarationSyntax>()
            .Where(static field => !field.Modifiers.Any(static modifier => modifier.Kind() is SyntaxKind.ConstKeyword or SyntaxKind.StaticKeyword or SyntaxKind.PublicKeyword))
            .SelectMany(static field => field.Declaration.Variables).ToArray();
        return fields.Length == 0 || Array.Exists(fields, static field => field.Identifier.ValueText.StartsWith("_", StringComparison.Ordinal));
    }

    // private const string KeyArn = "arn" -> private readonly string KeyArn;
    private MemberDeclarationSyntax KeepKey(MemberDeclarationSyntax member, PassedKey key)
    {
        var value = IsPrimary ? SyntaxFactory.EqualsValueClause(SyntaxFactory.IdentifierName(key.Parameter)) : null;
        if (member is PropertyDeclarationSyntax property)
            return value is null
                ? property.WithInitializer(null).WithSemicolonToken(default).WithTrailingTrivia(property.GetTrailingTrivia())
                : property.WithInitializer(property.Initializer!.WithValue(value.Value.WithTriviaFrom(property.Initializer.Value)));
        var field = (FieldDeclarationSyntax)member;
        var leading = field.GetLeadingTrivia();
        var variable = field.Declaration.Variables[0];
        variable = value is null
            ? variable.WithIdentifier(variable.Identifier.WithTrailingTrivia()).WithInitializer(null)
            : variable.WithInitializer(variable.Initializer!.WithValue(value.Value.WithTriviaFrom(variable.Initializer.Value)));
        var modifiers = field.Modifiers
            .Where(static modifier => modifier.Kind() is not (SyntaxKind.ConstKeyword or SyntaxKind.StaticKeyword or SyntaxKind.ReadOnlyKeyword)).ToList();
        if (modifiers.Count < field.Modifiers.Count)
            modifiers.Add(SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        if (modifiers.Count > 0)
            modifiers[0] = modifiers[0].WithLeadingTrivia(field.Modifiers[0].LeadingTrivia);
        return field.WithModifiers(SyntaxFactory.TokenList(modifiers))
            .WithDeclaration(field.Declaration.WithVariables(SyntaxFactory.SingletonSeparatedList(variable)))
            .WithLeadingTrivia(leading);
    }

    /// <summary>The list with one more parameter, a text.</summary>
    internal static ParameterListSyntax Append(ParameterListSyntax list, string name) => Append(list, name, "string");

    private static ParameterListSyntax Append(ParameterListSyntax list, string name, string typeName) => list.AddParameters(
        SyntaxFactory.Parameter(SyntaxFactory.Identifier(name)).WithType(SyntaxFactory.ParseTypeName(typeName).WithTrailingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(list.Parameters.Count == 0 ? default : Separation(list)));

    private ParameterListSyntax With(ParameterListSyntax parameters, PassedKey[] keys) =>
        keys.Aggregate(parameters, (list, key) => Append(list, key.Parameter, typeName));

    // One parameter a line, or all on one, as they were.
    private static SyntaxTriviaList Separation(ParameterListSyntax list) =>
        list.Parameters.Count > 1 && list.Parameters.GetSeparator(0).TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia)
            ? SyntaxFactory.TriviaList(SyntaxFactory.ElasticLineFeed)
                .AddRange(list.Parameters[1].GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))
            : SyntaxFactory.TriviaList(SyntaxFactory.Space);

    // Before everything else: what the constructor calls may need the key.
    private ConstructorDeclarationSyntax With(ConstructorDeclarationSyntax constructor, PassedKey[] keys)
    {
        constructor = constructor.WithParameterList(With(constructor.ParameterList, keys));
        var assignments = Assignments(keys);
        if (assignments.Length == 0)
            return constructor;
        if (constructor.ExpressionBody is { } expression)
            return constructor.WithExpressionBody(null).WithSemicolonToken(default)
                .WithParameterList(constructor.ParameterList.WithTrailingTrivia(SyntaxFactory.ElasticMarker))
                .WithBody(SyntaxFactory.Block(assignments.Append(SyntaxFactory.ExpressionStatement(expression.Expression))))
                .WithTrailingTrivia(constructor.GetTrailingTrivia())
                .WithAdditionalAnnotations(Formatter.Annotation);
        return constructor.Body is { } body
            ? constructor.WithBody(body.WithStatements(body.Statements.InsertRange(0, assignments))).WithAdditionalAnnotations(Formatter.Annotation)
            : constructor;
    }

    private static StatementSyntax[] Assignments(PassedKey[] keys) =>
        [.. keys.SelectMany(static key => key.Fields.Select(field => SyntaxFactory.ParseStatement($"{(field == key.Parameter ? "this." : "")}{field} = {key.Parameter};")
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation)))];

    private ClassDeclarationSyntax WithMembers(ClassDeclarationSyntax current, PassedKey[] keys)
    {
        var added = keys.Where(static key => key.Added is not null)
            .Select(key => Member($"private readonly {typeName} {key.Added};")).ToList();
        var afterFields = current.Members.LastIndexOf(static member => member is FieldDeclarationSyntax) + 1;
        if (!IsPrimary && constructor is null)
        {
            var visibility = current.Modifiers.Any(SyntaxKind.AbstractKeyword) ? "protected" : "public";
            added.Add(Member($$"""
                {{visibility}} {{current.Identifier.ValueText}}({{string.Join(", ", keys.Select(key => $"{typeName} {key.Parameter}"))}})
                {
                {{string.Concat(Assignments(keys).Select(static statement => statement.ToFullString()))}}}
                """));
        }
        return added.Count == 0 ? current : current.WithMembers(current.Members.InsertRange(afterFields, added));
    }

    private static MemberDeclarationSyntax Member(string text) => SyntaxFactory.ParseMemberDeclaration(text)!
        .WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);

    private sealed class PassedKey(string parameter, IReadOnlyList<string> fields, string? added, string name, KeyMove[] moves)
    {
        internal string Parameter { get; } = parameter;

        /// <summary>What the constructor assigns it to.</summary>
        internal IReadOnlyList<string> Fields { get; } = fields;

        /// <summary>The one of them that the class does not have yet.</summary>
        internal string? Added { get; } = added;

        /// <summary>What names the key in the code of an instance.</summary>
        internal string Name { get; } = name;

        internal KeyMove[] Moves { get; } = moves;
    }
}
