using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.CodeFixes;

/// <summary>The condition on MFA as a member of a statement that is an object: an anonymous one, a map, or the properties of the CDK.</summary>
internal sealed class MfaMember
{
    private MfaMember(ExpressionSyntax whole, TextSpan place, string written)
    {
        Whole = whole;
        Place = place;
        Written = written;
    }

    /// <summary>The statement.</summary>
    internal ExpressionSyntax Whole { get; }

    /// <summary>Where the member is inserted.</summary>
    internal TextSpan Place { get; }

    internal string Written { get; }

    internal static MfaMember? Of(FixSource source, Location statement)
    {
        if (statement.SourceSpan.End > source.Root.FullSpan.End)
            return null;
        var node = source.Root.FindNode(statement.SourceSpan, getInnermostNodeForTie: true);
        var dictionary = source.Model.LookupNamespacesAndTypes(node.SpanStart, name: "Dictionary").IsEmpty ? "System.Collections.Generic.Dictionary" : "Dictionary";
        var condition = $$"""new {{dictionary}}<string, object> { ["Bool"] = new {{dictionary}}<string, object> { ["aws:MultiFactorAuthPresent"] = "true" } }""";
        return node switch
        {
            AnonymousObjectCreationExpressionSyntax { Initializers: { Count: > 0 } members } created when PolicyElement.CanChangeType(created) =>
                In(source, created, members.GetWithSeparators(), $"Condition = {condition}"),
            BaseObjectCreationExpressionSyntax { Initializer.Expressions: { Count: > 0 } pairs } map when TakesObjects(source, map) =>
                In(source, map, pairs.GetWithSeparators(), pairs[0] is InitializerExpressionSyntax ? $$"""{ "Condition", {{condition}} }""" : $"[\"Condition\"] = {condition}"),
            // The name of PolicyStatement, which is given its properties, or of these.
            _ => node.AncestorsAndSelf().OfType<BaseObjectCreationExpressionSyntax>().FirstOrDefault() is { } creation && Properties(creation) is { Initializer.Expressions: { Count: > 0 } members } props
                ? In(source, props, members.GetWithSeparators(), $"Conditions = {condition}") : null,
        };
    }

    private static bool TakesObjects(FixSource source, BaseObjectCreationExpressionSyntax map) =>
        source.Model.GetTypeInfo(map, source.Cancel).Type is INamedTypeSymbol { Name: "Dictionary" or "SortedDictionary", TypeArguments: [_, { SpecialType: SpecialType.System_Object }] };

    private static ObjectCreationExpressionSyntax? Properties(BaseObjectCreationExpressionSyntax creation) =>
        IsProperties(creation) ? (ObjectCreationExpressionSyntax)creation
        : creation.ArgumentList is { Arguments: [{ Expression: ObjectCreationExpressionSyntax props }] } && IsProperties(props) ? props : null;

    private static bool IsProperties(ExpressionSyntax creation) =>
        creation is ObjectCreationExpressionSyntax { Type: var type } && type.ToString().Split('.') is var parts && parts[parts.Length - 1] == "PolicyStatementProps";

    private static MfaMember In(FixSource source, ExpressionSyntax whole, SyntaxNodeOrTokenList members, string member)
    {
        var last = members[members.Count - 1];
        var lines = source.Root.SyntaxTree.GetText(source.Cancel).Lines;
        var isOnOwnLine = lines.GetLineFromPosition(last.Span.End).LineNumber != lines.GetLineFromPosition(whole.Span.End).LineNumber;
        var separator = isOnOwnLine ? LineEndings.Under(source, last.Span.End) : " ";
        // A comma that is there already stays the one behind each member.
        return last.IsToken ? new MfaMember(whole, new TextSpan(last.Span.End, 0), $"{separator}{member},") : new MfaMember(whole, new TextSpan(last.Span.End, 0), $",{separator}{member}");
    }
}
