using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace KmsGuard.CodeFixes;

/// <summary>One hard-coded key that is read from a property of the options that its class is given.</summary>
internal sealed class KeyOption : FixPlan
{
    private static readonly SyntaxToken Arrow = SyntaxFactory.Token(SyntaxKind.EqualsGreaterThanToken).WithTrailingTrivia(SyntaxFactory.Space);

    // Of several options, those that are named like the place for a key.
    private static readonly string[] Words = ["Kms", "Key", "Crypt", "Vault", "Security", "Aws"];

    private KeyOption(FixSource source, OptionsAtHand options, SyntaxNode place, string text, string name, IPropertySymbol? existing)
        : base(
            existing is null
                ? $"Move the key to a property of {options.Type.Name} (set it where they are configured: it has no default)"
                : $"Read the key from {existing.Name} of {options.Type.Name} (set it where they are configured, if it is not)",
            new Dictionary<string, Action<SyntaxEditor>>(),
            nameof(KeyOption))
    {
        Document = source.Document;
        Options = options;
        Place = place;
        Text = text;
        Name = name;
        Existing = existing;
    }

    internal Document Document { get; }

    internal OptionsAtHand Options { get; }

    /// <summary>The expression that is or names the key, or the field or property that holds it.</summary>
    internal SyntaxNode Place { get; }

    /// <summary>The key: places with the same text share a property.</summary>
    internal string Text { get; }

    /// <summary>What a new property should be called.</summary>
    internal string Name { get; }

    /// <summary>The property that is there for it, or null.</summary>
    internal IPropertySymbol? Existing { get; }

    /// <inheritdoc/>
    internal override Func<Solution, CancellationToken, Task<Solution>> InSolution => (solution, cancel) => KeyOptions.MoveAsync(solution, [this], cancel);

    /// <summary>What is in the place of the key, once the property has a name.</summary>
    internal SyntaxNode Replacement(string property)
    {
        var access = SyntaxFactory.ParseExpression($"{Options.Access}.{property}");
        if (Place is not MemberDeclarationSyntax member)
            return access.WithTriviaFrom(Place);
        var (type, name) = member is PropertyDeclarationSyntax one ? (one.Type, one.Identifier) : OfField((FieldDeclarationSyntax)member);
        var modifiers = SyntaxFactory.TokenList(member.Modifiers.Where(static modifier =>
            modifier.Kind() is not (SyntaxKind.ConstKeyword or SyntaxKind.StaticKeyword or SyntaxKind.ReadOnlyKeyword)));
        return SyntaxFactory.PropertyDeclaration(type.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space), name.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space))
            .WithAttributeLists(member.AttributeLists).WithModifiers(modifiers)
            .WithExpressionBody(SyntaxFactory.ArrowExpressionClause(Arrow, access)).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            .WithTriviaFrom(member).WithAdditionalAnnotations(Formatter.Annotation);
    }

    internal static KeyOption? Of(FixSource source, string kind, ClassDeclarationSyntax type, ExpressionSyntax key, string text)
    {
        var member = Held(source, type, key);
        SyntaxNode place = member ?? (SyntaxNode)key;
        var where = member is null ? CodePlaces.Of(key, type) : CodePlace.Member;
        var options = where == CodePlace.Other ? [] : OptionsAtHand.Of(source, type, place, where).ToArray();
        if (options.Length == 0)
            return null;
        // options.KeyId ?? "arn": it is this one.
        if (key.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback && fallback.Right == key
            && Array.Find(options, one => IsOf(one, fallback.Left)) is { } itself && source.Model.GetSymbolInfo(fallback.Left, source.Cancel).Symbol is IPropertySymbol known)
            return new KeyOption(source, itself, fallback, text, known.Name, known);
        var name = member is null ? kind : Pascal(KeyParameters.ParameterName(NameOf(member)));
        var names = IsCommon(name) ? new[] { name, kind, "Kms" + kind, "KeyId", "KmsKeyId" } : [name];
        foreach (var one in options)
        {
            if (names.Select(wanted => Fitting(source, one, wanted, place)).FirstOrDefault(static found => found is not null) is { } existing)
                return new KeyOption(source, one, place, text, name, existing);
        }
        var best = options.Length == 1 ? options[0] : Array.Find(options, static one => Array.Exists(Words, word => one.Type.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));
        return best is null ? null : new KeyOption(source, best, place, text, name, existing: null);
    }

    // A private field or constant, or a get-only property, whose initial value is the key, and that can be a property of the instance.
    private static MemberDeclarationSyntax? Held(FixSource source, ClassDeclarationSyntax type, ExpressionSyntax value)
    {
        if (value.Parent is not EqualsValueClauseSyntax { Parent: { } declaration } || type.Modifiers.Any(SyntaxKind.PartialKeyword))
            return null;
        MemberDeclarationSyntax? member = declaration switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field } }
                when !field.Modifiers.Any(static one => one.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword) => field,
            PropertyDeclarationSyntax { AccessorList.Accessors: { Count: 1 } accessors } property
                when accessors[0].IsKind(SyntaxKind.GetAccessorDeclaration) && !property.Modifiers.Any(SyntaxKind.StaticKeyword) => property,
            _ => null,
        };
        return member?.Parent == type && KeyMove.Uses(source, type, declaration).All(name => KeyMove.IsOfInstance(name, type) && CodePlaces.Of(name, type) == CodePlace.Member && !IsChanged(name))
            ? member : null;
    }

    private static bool IsChanged(IdentifierNameSyntax name) =>
        name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name || name.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 } or RefExpressionSyntax;

    private static (TypeSyntax Type, SyntaxToken Name) OfField(FieldDeclarationSyntax field) => (field.Declaration.Type, field.Declaration.Variables[0].Identifier);

    private static string NameOf(MemberDeclarationSyntax member) =>
        (member is PropertyDeclarationSyntax property ? property.Identifier : OfField((FieldDeclarationSyntax)member).Name).ValueText;

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    private static bool IsCommon(string name) => name is "KeyArn" or "KeyId" or "KeyAlias" or "Key" or "KmsKeyArn" or "KmsKeyId" or "KmsKeyAlias" or "KmsKey";

    private static bool IsOf(OptionsAtHand options, ExpressionSyntax left) =>
        left is MemberAccessExpressionSyntax access && access.Expression.ToString() is var owner && (owner == options.Access || owner == "this." + options.Access);

    // A property that can be set, and that nothing here reads yet: it would be another key's.
    private static IPropertySymbol? Fitting(FixSource source, OptionsAtHand options, string name, SyntaxNode place) =>
        options.Type.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(property =>
            property is { IsStatic: false, Type.SpecialType: SpecialType.System_String, SetMethod: not null, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
            // The SDK takes what may be null; others may not.
            && (property.NullableAnnotation != NullableAnnotation.Annotated || place.Parent is AssignmentExpressionSyntax)
            && !source.Root.DescendantNodes().OfType<IdentifierNameSyntax>().Any(used => used.Identifier.ValueText == name
                && SymbolEqualityComparer.Default.Equals(source.Model.GetSymbolInfo(used, source.Cancel).Symbol, property)));
}
