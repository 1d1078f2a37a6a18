using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.CodeFixes;

/// <summary>
/// KMSG3003: a method that writes a policy is given the key's ARN by its callers. Only where the compiler finds every caller, and no
/// framework is one.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HardCodedKeyInPolicyFix))]
public sealed class HardCodedKeyInPolicyFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public HardCodedKeyInPolicyFix()
        : base("KMSG3003")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        var span = diagnostic.Location.SourceSpan;
        if (!diagnostic.Location.IsInSource || span.IsEmpty || span.End > source.Root.FullSpan.End)
            return null;
        // The whole value in one token: no hole, no constant, no escape.
        var token = source.Root.FindToken(span.Start);
        if (!token.Span.Contains(span))
            return null;
        var written = token.Text.Substring(span.Start - token.SpanStart, span.Length);
        var arn = written.Trim('"', '\\', '@');
        if (!arn.StartsWith("arn:", StringComparison.Ordinal) || arn.IndexOfAny(['\\', '"', '{', '}']) >= 0 || Text(token) is not { } text
            || text.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not MethodDeclarationSyntax method || !CanName(text, method)
            || !CanBeGivenMore(source, method))
            return null;
        return new ArnMove(method, text, new TextSpan(span.Start + written.IndexOf(arn, StringComparison.Ordinal), arn.Length), arn);
    }

    private protected override void Apply(FixSource source, SyntaxEditor editor, FixPlan[] plans)
    {
        foreach (var moves in plans.Cast<ArnMove>().GroupBy(static move => move.Method))
        {
            var used = KeyParameters.Identifiers(moves.Key);
            var names = moves.Select(static move => move.Arn).Distinct().ToDictionary(static arn => arn, _ => KeyParameters.Unused("keyArn", used));
            foreach (var one in moves.GroupBy(static move => move.Text))
                editor.ReplaceNode(one.Key, Rewritten(source, one.Key, [.. one.Select(move => (move.Place, names[move.Arn]))]).WithTriviaFrom(one.Key));
            editor.ReplaceNode(moves.Key.ParameterList, (current, _) => names.Values.Aggregate((ParameterListSyntax)current, KeyParameters.Append));
        }
    }

    // The literal or the interpolated string that a token is of. A text in UTF-8 can have no holes.
    private static ExpressionSyntax? Text(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken => token.Parent as LiteralExpressionSyntax,
        SyntaxKind.InterpolatedStringTextToken => token.Parent?.Parent as InterpolatedStringExpressionSyntax,
        _ => null,
    };

    private static bool CanName(ExpressionSyntax text, MethodDeclarationSyntax method) =>
        !text.AncestorsAndSelf().TakeWhile(place => place != method).Any(static place =>
            place is InterpolationSyntax || CodePlaces.TakesConstantsOnly(place) || CodePlaces.IsStaticFunction(place));

    private static bool CanBeGivenMore(FixSource source, MethodDeclarationSyntax method)
    {
        if (method.ExplicitInterfaceSpecifier is not null || method.AttributeLists.Count > 0 || method.Identifier.ValueText == "Main"
            || method.Parent is not TypeDeclarationSyntax type || type is InterfaceDeclarationSyntax
            || method.Modifiers.Any(static modifier => modifier.Kind() is SyntaxKind.OverrideKeyword or SyntaxKind.VirtualKeyword or SyntaxKind.PartialKeyword)
            || source.Model.GetDeclaredSymbol(method, source.Cancel) is not { ContainingType: { } owner } symbol
            // A text where an optional text was would be taken for it.
            || symbol.Parameters.Any(static parameter => parameter.IsOptional || parameter.IsParams))
            return false;
        // What calls the methods of such types would ask its users for the ARN.
        if (symbol.DeclaredAccessibility != Accessibility.Private
            && (owner.BaseType is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }
                || !owner.GetAttributes().IsEmpty || owner.Name.EndsWith("Controller", StringComparison.Ordinal)
                // app.MapGet("/policy", Service.Policy) compiles with any parameter.
                || source.Model.Compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder") is not null))
            return false;
        // Callers must not come upon another overload instead.
        for (var one = owner; one is not null; one = one.BaseType)
        {
            if (one.GetMembers(symbol.Name).Any(other => !SymbolEqualityComparer.Default.Equals(other, symbol)))
                return false;
        }
        return !owner.AllInterfaces.SelectMany(one => one.GetMembers(symbol.Name))
                .Any(member => SymbolEqualityComparer.Default.Equals(owner.FindImplementationForInterfaceMember(member), symbol))
            // Who calls it elsewhere has to change; this file compiles afterwards.
            && !source.Root.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => name.Identifier.ValueText == symbol.Name);
    }

    private static ExpressionSyntax Rewritten(FixSource source, ExpressionSyntax text, (TextSpan Place, string Name)[] holes)
    {
        // "arn:..." is the resource itself.
        if (text is LiteralExpressionSyntax { Token.ValueText: var value } && value.Length == holes[0].Place.Length)
            return SyntaxFactory.IdentifierName(holes[0].Name);
        var written = text.ToString();
        var (before, open, close) = ("", "", "");
        var quote = written.IndexOf('"');
        if (text is InterpolatedStringExpressionSyntax interpolated)
        {
            var braces = interpolated.StringStartToken.Text.Count(static one => one == '$');
            (open, close) = (new string('{', braces), new string('}', braces));
        }
        else if (written.StartsWith("\"\"\"", StringComparison.Ordinal))
        {
            var braces = Math.Max(2, LongestRunOfBraces(written) + 1);
            (before, open, close) = (new string('$', braces), new string('{', braces), new string('}', braces));
        }
        else
        {
            (open, close) = ("\" + ", " + " + written.Substring(0, quote + 1));
        }
        foreach (var (place, name) in holes.OrderByDescending(static hole => hole.Place.Start))
            written = written.Remove(place.Start - text.SpanStart, place.Length).Insert(place.Start - text.SpanStart, open + name + close);
        var rewritten = SyntaxFactory.ParseExpression(before + written, options: source.Root.SyntaxTree.Options);
        return rewritten is BinaryExpressionSyntax && !CanBeSum(text) ? SyntaxFactory.ParenthesizedExpression(rewritten) : rewritten;
    }

    private static bool CanBeSum(ExpressionSyntax text) => text.Parent is ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax
        or ParenthesizedExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } or AssignmentExpressionSyntax;

    private static int LongestRunOfBraces(string text)
    {
        int longest = 0, run = 0;
        for (var i = 0; i < text.Length; i++)
        {
            run = text[i] is not ('{' or '}') ? 0 : i > 0 && text[i - 1] == text[i] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    /// <summary>One ARN in a text that becomes a parameter of the method.</summary>
    private sealed class ArnMove(MethodDeclarationSyntax method, ExpressionSyntax text, TextSpan place, string arn)
        : FixPlan($"Pass in the key's ARN as a parameter (whoever calls {method.Identifier.ValueText} must then pass it)", new Dictionary<string, Action<SyntaxEditor>>())
    {
        internal MethodDeclarationSyntax Method { get; } = method;

        internal ExpressionSyntax Text { get; } = text;

        /// <summary>Where the ARN is written, without quotes.</summary>
        internal TextSpan Place { get; } = place;

        /// <summary>The ARN: places with the same share a parameter.</summary>
        internal string Arn { get; } = arn;
    }
}
